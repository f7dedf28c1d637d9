import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withPrivateFiles } from './private-files.js';

const USUAL = 0o022;
const PRIVATE = 0o077;

/** The mask can only be read by setting it. */
function currentMask(): number {
  const mask = process.umask(PRIVATE);
  process.umask(mask);
  return mask;
}

describe('while private files are made', () => {
  let before: number;
  beforeEach(() => {
    before = process.umask(USUAL);
  });
  afterEach(() => {
    process.umask(before);
  });

  it('lets nobody else read them, and puts the mask back', async () => {
    expect(await withPrivateFiles(() => Promise.resolve(currentMask()))).toBe(PRIVATE);
    expect(currentMask()).toBe(USUAL);
  });

  it('puts it back after a failure', async () => {
    await expect(withPrivateFiles(() => Promise.reject(new Error('disk is full')))).rejects.toThrow('disk is full');
    expect(currentMask()).toBe(USUAL);
  });

  it('keeps it until the last of those that overlap is done, whichever began first', async () => {
    const ends: (() => void)[] = [];
    const begin = () => withPrivateFiles(() => new Promise<void>((resolve) => ends.push(resolve)));
    const [first, second] = [begin(), begin()];
    ends[0]?.();
    await first;
    expect(currentMask()).toBe(PRIVATE);
    ends[1]?.();
    await second;
    expect(currentMask()).toBe(USUAL);
  });
});
