import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules/', 'reports/', 'dist/', 'src/generated/', 'reference/generated/', 'eslint.config.js'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // To take a member out of an object is to name it.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // node:test's `test` and `describe` return promises that the runner itself awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'describe', 'it'], package: 'node:test' }] },
      ],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/engine/**', 'src/report/**', 'src/words/**', 'src/core/**'],
    plugins: { regexp },
    rules: {
      // Text of a target is read by these: no expression may take longer than a multiple of its length.
      'regexp/no-super-linear-backtracking': ['error', { report: 'certain' }],
      'regexp/no-super-linear-move': ['error', { report: 'certain', ignoreSticky: false }],
    },
  },
  // What runs elsewhere, in the page, in the scripts that repeat a finding and in real servers, is plain JavaScript.
  { files: ['src/**/*.js', 'bin/*.js', 'tests/real-servers/*/*.js'], ...tseslint.configs.disableTypeChecked },
);
