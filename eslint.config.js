import tseslint from 'typescript-eslint';

/** Which folders of src may not import which: the direction in docs/architecture.md. */
const forbidden = (files, patterns, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }] },
});

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'data/', 'operations/generated/', 'web/', 'scripts/*.mjs'] },
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
