import { describe, expect, it } from '@jest/globals';
import { argon2id } from './argon2id.js';
import { argon2idRaw as inBrowser } from './argon2id/browser.js';
import { argon2idRaw as onNode } from './argon2id/node.js';
import { utf8 } from './bytes.js';
import { coded } from './testing/coded.js';

const cheap = { memoryKib: 64, passes: 1, parallelism: 1, outputBytes: 32 };
const salt = utf8('somesalt');

describe('argon2id', () => {
  it.each([
    cheap,
    { memoryKib: 1024, passes: 3, parallelism: 4, outputBytes: 64 },
    { memoryKib: 32, passes: 2, parallelism: 4, outputBytes: 4 },
  ])('gives the same bytes on Node and in browsers for %j', async (params) => {
    for (const password of [utf8('password'), Uint8Array.of(0, 255, 0)]) {
      // `subarray` makes a view with an offset, which a careless Buffer conversion would get wrong.
      const view = new Uint8Array([9, ...password]).subarray(1);
      const native = await onNode(view, salt, params);
      expect(native).toHaveLength(params.outputBytes);
      expect(await inBrowser(view, salt, params)).toEqual(native);
      expect(await argon2id(view, salt, params)).toEqual(native);
    }
  });

  it.each([
    { ...cheap, memoryKib: 7 },
    { ...cheap, memoryKib: 16, parallelism: 3 },
    { ...cheap, memoryKib: 5_000_000 },
    { ...cheap, passes: 0 },
    { ...cheap, parallelism: 0 },
    { ...cheap, outputBytes: 3 },
    { ...cheap, outputBytes: 1.5 },
  ])('throws PARAMETER_INVALID for %j', async (params) => {
    await expect(argon2id(utf8('password'), salt, params)).rejects.toEqual(coded('PARAMETER_INVALID'));
  });

  it('throws PARAMETER_INVALID for an empty password and a salt below 8 bytes', async () => {
    await expect(argon2id(utf8(''), salt, cheap)).rejects.toEqual(coded('PARAMETER_INVALID'));
    await expect(argon2id(utf8('password'), salt.subarray(1), cheap)).rejects.toEqual(coded('PARAMETER_INVALID'));
  });
});
