import tseslint from 'typescript-eslint';

/** Which folders of src may not import which: the direction in docs/architecture.md. */
const forbidden = (files, patterns, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }] },
});

const CONSTANT = 'Identifier[name=/^[A-Z][A-Z0-9_]*$/]';
const QUERY = 'CallExpression[callee.property.name="query"]';
const INTO_SQL = 'What goes into SQL is a constant (in capitals) or a parameter.';

/** Text from outside cannot become SQL: no statement is put together where it is sent, but from constants. */
const statements = [
  {
    selector: `${QUERY} > :first-child:not(Literal, TemplateLiteral, ObjectExpression, ${CONSTANT})`,
    message: 'Write the statement where it is sent, or name it in capitals.',
  },
  { selector: `${QUERY} > TemplateLiteral > .expressions:not(${CONSTANT})`, message: INTO_SQL },
  {
    selector: `${QUERY} > ObjectExpression > Property[key.name="text"] > .value:not(Literal, TemplateLiteral, ${CONSTANT})`,
    message: 'Write the statement where it is sent, or name it in capitals.',
  },
  {
    selector: `${QUERY} > ObjectExpression > Property[key.name="text"] > TemplateLiteral > .expressions:not(${CONSTANT})`,
    message: INTO_SQL,
  },
  {
    selector: `${QUERY} > ObjectExpression > SpreadElement`,
    message: 'Write the statement where it is sent.',
  },
  {
    selector: 'MemberExpression[object.name="sql"][property.name=/^(raw|lit)$/]',
    message: 'Kysely binds parameters and quotes names (sql.ref, sql.id, sql.table); these do neither.',
  },
];

/** Text from the air cannot become HTML: the page puts it into text nodes, and has no way to do anything else. */
const AS_TEXT = 'Show it as text: whoever has a radio chooses what it says.';
const markup = [
  {
    selector:
      'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|setHTML|setHTMLUnsafe|srcdoc|createContextualFragment)$/]',
    message: AS_TEXT,
  },
  { selector: 'MemberExpression[object.name="document"][property.name=/^write(ln)?$/]', message: AS_TEXT },
  { selector: 'JSXAttribute[name.name=/^(dangerouslySetInnerHTML|srcdoc|srcDoc)$/]', message: AS_TEXT },
  { selector: 'Property[key.name="dangerouslySetInnerHTML"]', message: AS_TEXT },
];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'coverage/',
      'data/',
      'operations/generated/',
      'examples/',
      'scripts/*.mjs',
      'test/support/*.mjs',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/config.ts', 'src/main.ts', 'src/**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only main.ts hands the environment to loadConfig.' },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: [
      'src/**/*.test.ts',
      // Compiled by Kysely, which binds what stands in a template.
      'src/db/read.ts',
      // Of the tables and columns of constants: put together once, when the module is loaded, or for each of a few tables.
      'src/db/kits.ts',
      'src/db/recent.ts',
      'src/sinks/timescale-copy.ts',
      'src/sinks/timescale-insert.ts',
      // Names a role, quoted.
      'src/db/prepare.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...statements] },
  },
  {
    files: ['web/src/**/*.{ts,tsx}'],
    ignores: ['web/src/**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...markup] },
  },
  forbidden(
    ['web/src/**/*.{ts,tsx}'],
    ['**/src/**'],
    'The map is a client of the public API: it knows the server by its documents only.',
  ),
  forbidden(['src/domain/**/*.ts'], ['../*'], 'domain imports nothing of ours.'),
  forbidden(
    ['src/schema/**/*.ts'],
    ['**/collectors/**', '**/app.js'],
    'schema and collectors never import each other.',
  ),
  forbidden(
    ['src/collectors/**/*.ts'],
    ['**/schema/**', '**/app.js'],
    'schema and collectors never import each other.',
  ),
  forbidden(['src/{db,live,ingest,sinks,server}/**/*.ts'], ['**/app.js'], 'app.ts wires; nobody imports it.'),
);
