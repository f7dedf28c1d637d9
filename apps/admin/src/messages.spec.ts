import { describe, expect, it } from '@jest/globals';
import { findMessageFaults } from '@wardkeep/ui/testing';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

describe('messages', () => {
  it('exist in every language, and are those that the screens ask for', () => {
    const folder = join(fileURLToPath(import.meta.url), '..');
    expect(findMessageFaults(folder)).toEqual({ different: [], missing: [], unused: [] });
  });
});
