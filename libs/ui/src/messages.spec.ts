import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findMessageFaults } from './testing/check-messages.js';

describe('messages', () => {
  it('exist in every language, and are those that the components ask for', () => {
    const folder = join(fileURLToPath(import.meta.url), '..');
    expect(findMessageFaults(folder)).toEqual({ different: [], missing: [], unused: [] });
  });
});
