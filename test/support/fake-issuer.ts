import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';

/** What the issuer answers instead of what it should. */
type Trouble = 'none' | 'status 500' | 'no JSON' | 'silence';

/** An OpenID Connect provider: a discovery document, public keys, and tokens that are signed with them. */
export interface FakeIssuer {
  readonly url: string;
  readonly jwksUrl: string;
  /** Requests so far, as paths. */
  readonly asked: readonly string[];
  trouble: Trouble;
  /** What the discovery document says otherwise. */
  discovery: Record<string, unknown>;
  /** Makes a new key and gives it out; with `keep` beside those that there are. */
  rotate(options?: { keep?: boolean; algorithm?: string; kid?: string | null }): Promise<void>;
  /** A token with these claims, signed with the newest key. */
  sign(claims: JWTPayload): Promise<string>;
  stop(): Promise<void>;
}

export async function startIssuer(algorithm = 'RS256'): Promise<FakeIssuer> {
  const keys: JWK[] = [];
  let newest: { privateKey: CryptoKey; header: { alg: string; kid?: string } };
  let count = 0;
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (issuer.trouble === 'silence') return;
    if (issuer.trouble === 'status 500') return void response.writeHead(500).end();
    if (issuer.trouble === 'no JSON') return void response.end('<html>');
    const discovery = { issuer: issuer.url, jwks_uri: issuer.jwksUrl, ...issuer.discovery };
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(path.endsWith('/.well-known/openid-configuration') ? discovery : { keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: FakeIssuer = {
    url,
    jwksUrl: `${url}/keys`,
    asked,
    trouble: 'none',
    discovery: {},
    async rotate({ keep = false, algorithm: alg = algorithm, kid = `key-${++count}` } = {}) {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const named = kid === null ? { alg } : { alg, kid };
      if (!keep) keys.length = 0;
      keys.push({ ...(await exportJWK(publicKey)), ...named });
      newest = { privateKey, header: named };
    },
    sign: (claims) => new SignJWT(claims).setProtectedHeader(newest.header).sign(newest.privateKey),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  };
  await issuer.rotate();
  return issuer;
}
