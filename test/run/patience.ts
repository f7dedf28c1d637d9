import { jest } from '@jest/globals';

/** Real processes, databases and Argon2id take as long as the machine needs; a test that hangs still ends. */
jest.setTimeout(120_000);
