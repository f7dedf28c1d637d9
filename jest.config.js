/**
 * Test kinds by suffix: `.spec.ts` no I/O, `.integration.spec.ts` a real database, `.e2e.spec.ts` real node processes,
 * `.browser.spec.ts` a real browser.
 */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^@wardkeep/(crypto|protocol|client|testing)$': '<rootDir>/libs/$1/src/index.ts',
    '^@wardkeep/testing/(free-ports|postgres)$': '<rootDir>/libs/testing/src/$1.ts',
    '^@wardkeep/client/browser$': '<rootDir>/libs/client/src/browser/index.ts',
    '^@wardkeep/client/node$': '<rootDir>/libs/client/src/node/index.ts',
    '^#curve25519$': '<rootDir>/libs/crypto/src/curve25519/node.ts',
    '^#ed25519$': '<rootDir>/libs/crypto/src/ed25519/node.ts',
    '^#argon2id$': '<rootDir>/libs/crypto/src/argon2id/node.ts',
    '^#sha2$': '<rootDir>/libs/crypto/src/sha2/node.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  setupFilesAfterEnv: ['<rootDir>/test/run/patience.ts'],
};

/** The halves of the crypto package that browsers run, under the same tests and vectors as those of servers. */
const portable = {
  ...shared,
  moduleNameMapper: {
    ...Object.fromEntries(
      ['curve25519', 'ed25519', 'argon2id', 'sha2'].map((name) => [
        `^#${name}$`,
        `<rootDir>/libs/crypto/src/${name}/browser.ts`,
      ]),
    ),
    ...Object.fromEntries(Object.entries(shared.moduleNameMapper).filter(([name]) => !name.startsWith('^#'))),
  },
};

export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,apps,test}/**/*.spec.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.(integration|e2e|browser)\\.spec\\.ts$'],
    },
    {
      ...portable,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/libs/crypto/src/*.spec.ts',
        '<rootDir>/test/vectors/{crypto-formats,enrolment,rfc8032,rfc9106,rfc9180,rfc9497}.spec.ts',
      ],
    },
    { ...shared, displayName: 'integration', testMatch: ['<rootDir>/{libs,apps,test}/**/*.integration.spec.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/**/*.e2e.spec.ts'] },
    { ...shared, displayName: 'browser', testMatch: ['<rootDir>/test/**/*.browser.spec.ts'] },
  ],
};
