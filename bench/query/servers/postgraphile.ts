/** PostGraphile over our tables with its standard preset, and the two conditions that make a range of time. */
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { environment, peerFolder } from './environment.js';
import { POOL_SIZE } from './reads.js';

interface ConditionHelpers {
  readonly sql: (strings: TemplateStringsArray, ...values: unknown[]) => unknown;
  readonly sqlTableAlias: unknown;
  readonly sqlValueWithCodec: (value: unknown, codec: unknown) => unknown;
  readonly build: { readonly dataplanPg: { readonly TYPES: { readonly timestamptz: unknown } } };
}

interface Modules {
  readonly postgraphile: {
    readonly postgraphile: (preset: object) => { createServ(grafserv: unknown): Grafserv };
  };
  readonly 'postgraphile/presets/amber': { readonly PostGraphileAmberPreset: object };
  readonly 'postgraphile/adaptors/pg': { readonly makePgService: (options: object) => object };
  readonly 'postgraphile/grafserv/node': { readonly grafserv: unknown };
  readonly 'postgraphile/utils': {
    readonly addPgTableCondition: (
      table: { schemaName: string; tableName: string },
      name: string,
      field: (build: { getInputTypeByName(name: string): unknown }) => object,
      matches: (value: unknown, helpers: ConditionHelpers) => unknown,
    ) => object;
  };
}

interface Grafserv {
  addTo(server: Server): Promise<void>;
}

const peers = createRequire(peerFolder());
async function load<Name extends keyof Modules>(name: Name): Promise<Modules[Name]> {
  return (await import(pathToFileURL(peers.resolve(name)).href)) as Modules[Name];
}
const { postgraphile } = await load('postgraphile');
const { PostGraphileAmberPreset } = await load('postgraphile/presets/amber');
const { makePgService } = await load('postgraphile/adaptors/pg');
const { grafserv } = await load('postgraphile/grafserv/node');
const { addPgTableCondition } = await load('postgraphile/utils');

function timeCondition(name: string, operator: '>=' | '<'): object {
  return addPgTableCondition(
    { schemaName: 'public', tableName: 'drones' },
    name,
    (build) => ({ type: build.getInputTypeByName('Datetime') }),
    (value, { sql, sqlTableAlias, sqlValueWithCodec, build }) => {
      const bound = sqlValueWithCodec(value, build.dataplanPg.TYPES.timestamptz);
      return operator === '<'
        ? sql`${sqlTableAlias}.time < ${bound}`
        : sql`${sqlTableAlias}.time >= ${bound}`;
    },
  );
}

const { databaseUrl, port } = environment();
const serv = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [timeCondition('from', '>='), timeCondition('to', '<')],
  pgServices: [
    makePgService({ connectionString: databaseUrl, schemas: ['public'], poolConfig: { max: POOL_SIZE } }),
  ],
  grafserv: { watch: false, graphiql: false, websockets: false },
}).createServ(grafserv);
const server = createServer();
await serv.addTo(server);
server.listen(port, '127.0.0.1');
