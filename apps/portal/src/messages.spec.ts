import { describe, expect, it } from '@jest/globals';
import { findMessageFaults } from '@wardkeep/ui/testing';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

describe('messages', () => {
  it('exist in every language, and are those that the pages ask for', () => {
    const { unused, ...faults } = findMessageFaults(join(fileURLToPath(import.meta.url), '..'));
    expect(faults).toEqual({ different: [], missing: [] });
    // Errors are asked for by the code that comes with them.
    expect(unused.filter((key) => !key.startsWith('errors.'))).toEqual([]);
  });
});
