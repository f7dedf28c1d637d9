import { jest } from '@jest/globals';

/** Real processes and databases take as long as the machine needs; a test that hangs still ends. */
jest.setTimeout(120_000);
