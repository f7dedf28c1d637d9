import comments from '@eslint-community/eslint-plugin-eslint-comments/configs';
import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tsdoc from 'eslint-plugin-tsdoc';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Imports go one way. Each package lists the workspace packages it may name; relative paths that leave a package do not
 * compile (every package is a composite project of its own), so package names are all there is to check.
 */
const MAY_IMPORT = {
  'libs/crypto': [],
  'libs/protocol': ['crypto'],
  'libs/client': ['crypto', 'protocol'],
  'libs/testing': ['crypto', 'protocol'],
  'apps/guardian': ['crypto', 'protocol'],
  'apps/cli': ['crypto', 'protocol', 'client'],
  'libs/ui': [],
  'apps/admin': ['crypto', 'protocol', 'ui'],
  'apps/portal': ['crypto', 'protocol', 'client', 'ui'],
};
const PACKAGES = ['crypto', 'protocol', 'client', 'testing', 'guardian', 'cli', 'ui', 'admin', 'portal'];

/** Pages: React components and what they call. */
const PAGES = ['libs/ui', 'apps/admin', 'apps/portal'];

/** Code that also runs in a browser: no Node module and no Node global. */
const PORTABLE = [
  ...['libs/crypto', 'libs/protocol', 'libs/client'].map((folder) => `${folder}/src/**/*.ts`),
  ...PAGES.map((folder) => `${folder}/src/**/*.{ts,tsx}`),
];
const NODE_ONLY = [
  'libs/ui/src/testing/**',
  'libs/crypto/src/ed25519/node.ts',
  'libs/crypto/src/argon2id/node.ts',
  'libs/crypto/src/sha2/node.ts',
  'libs/client/src/node/**/*.ts',
  '**/*.spec.ts',
  '**/*.fixture.ts',
];

const TESTS = ['**/*.spec.ts', '**/*.fixture.ts', 'libs/testing/**/*.ts', 'test/**/*.ts'];

const nodeModules = { regex: '^node:', message: 'this code also runs in browsers' };
const foreign = (allowed) => ({
  regex: `^@wardkeep/(${PACKAGES.filter((name) => !allowed.includes(name)).join('|')})($|/)`,
  message: 'imports go one way: see CONTRIBUTING.md',
});
const clientOnNode = { regex: '^@wardkeep/client/node$', message: 'this code also runs in browsers' };
const restrict = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

/** The command line formats and carries; whatever computes with keys or shares belongs to the client. */
const cryptoInCommands = {
  regex: '^@wardkeep/crypto$',
  importNamePattern:
    '^(seal|open|hpke|argon|hkdf|hmac|sign|prove|verify|share|split|combine|blind|evaluate|finali|weight)',
  message: 'the command line does no cryptography of its own: use the client',
};

/** One entry per package, and a stricter one for the part of it that browsers run. */
const boundaries = Object.entries(MAY_IMPORT).flatMap(([folder, allowed]) => {
  const portable = PORTABLE.filter((glob) => glob.startsWith(`${folder}/`));
  const entries = [{ files: [`${folder}/src/**/*.{ts,tsx}`], rules: restrict(foreign(allowed)) }];
  if (portable.length > 0) {
    entries.push({
      files: portable,
      ignores: NODE_ONLY,
      rules: {
        ...restrict(foreign(allowed), nodeModules, clientOnNode),
        'no-restricted-globals': ['error', 'Buffer', 'process', 'require', '__dirname', 'setImmediate'],
      },
    });
  }
  return entries;
});

/** House words: no `enum`, no name that says nothing, no mark on interfaces. */
const BANNED_NAME = '/^(utils?|helpers?|managers?)$|(Helper|Helpers|Manager|Util|Utils)$/';
const bannedDeclarations = [
  'ClassDeclaration',
  'FunctionDeclaration',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
];
const houseSyntax = [
  { selector: 'TSEnumDeclaration', message: 'use a frozen object and a type derived from it' },
  ...bannedDeclarations.map((node) => ({
    selector: `${node} > Identifier.id[name=${BANNED_NAME}]`,
    message: 'name it after what it does',
  })),
  { selector: `VariableDeclarator > Identifier.id[name=${BANNED_NAME}]`, message: 'name it after what it does' },
  { selector: 'TSInterfaceDeclaration > Identifier.id[name=/^I[A-Z][a-z]/]', message: 'no I before an interface' },
];

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/generated/**', '**/coverage/**', '**/.wardkeep/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  comments.recommended,
  {
    rules: {
      '@eslint-community/eslint-comments/require-description': ['error', { ignore: ['eslint-enable'] }],
      eqeqeq: ['error', 'always'],
      'max-lines': ['error', { max: 300 }],
      'no-restricted-syntax': ['error', ...houseSyntax],
      // Bounds on what may be typed are written as control characters.
      'no-control-regex': 'off',
      'object-shorthand': 'error',
      'prefer-template': 'error',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        ['Buffer', 'URL', 'clearTimeout', 'console', 'fetch', 'process', 'setTimeout'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { tsdoc },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'tsdoc/syntax': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // Spreading a string gives code points, which is what normalisation works on.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      // An async function that does not await still turns a throw into a rejection, which callers of a port rely on.
      '@typescript-eslint/require-await': 'off',
      // Its cure is the `!` that no-non-null-assertion forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
    },
  },
  // Nest finds what to inject by reading the types of constructor parameters, so those imports must stay values.
  { files: ['apps/guardian/src/**/*.ts'], rules: { '@typescript-eslint/consistent-type-imports': 'off' } },
  ...boundaries,
  { files: PAGES.map((folder) => `${folder}/src/**/*.{ts,tsx}`), extends: [reactHooks.configs.flat.recommended] },
  {
    files: ['libs/client/src/**/*.{spec,fixture}.ts'],
    rules: restrict(foreign(['crypto', 'protocol', 'client', 'testing'])),
  },
  {
    files: ['apps/guardian/src/testing/**/*.ts', 'apps/guardian/src/**/*.spec.ts'],
    rules: restrict(foreign([...MAY_IMPORT['apps/guardian'], 'testing'])),
  },
  {
    files: ['apps/cli/src/**/*.ts'],
    ignores: ['apps/cli/src/dev/**/*.ts', '**/*.spec.ts'],
    rules: restrict(foreign(MAY_IMPORT['apps/cli']), cryptoInCommands),
  },
  {
    files: TESTS,
    rules: {
      'max-lines': ['error', { max: 500 }],
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  prettier,
);
