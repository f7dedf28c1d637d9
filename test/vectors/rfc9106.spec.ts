import argon2 from 'argon2';
import { describe, expect, it } from '@jest/globals';
import { encodeHex, utf8 } from '@wardkeep/crypto';
import { argon2idRaw as inBrowser } from '../../libs/crypto/src/argon2id/browser.js';
import { argon2idRaw as onNode } from '../../libs/crypto/src/argon2id/node.js';

describe('RFC 9106 §5.3', () => {
  it('is what the native library gives with a secret and associated data', async () => {
    // Our own interface has neither, so this vector checks the library below it.
    const tag = await argon2.hash(Buffer.alloc(32, 1), {
      type: argon2.argon2id,
      version: 0x13,
      raw: true,
      salt: Buffer.alloc(16, 2),
      secret: Buffer.alloc(8, 3),
      associatedData: Buffer.alloc(12, 4),
      timeCost: 3,
      memoryCost: 32,
      parallelism: 4,
      hashLength: 32,
    });
    expect(tag.toString('hex')).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
  });
});

describe.each([
  ['node', onNode],
  ['browser', inBrowser],
])('the vectors of the reference implementation, version 0x13, on %s', (_, argon2idRaw) => {
  it.each([
    [2, 16, 1, 'password', 'somesalt', '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'],
    [2, 8, 1, 'password', 'somesalt', '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe'],
    [2, 8, 2, 'password', 'somesalt', '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037'],
    [1, 16, 1, 'password', 'somesalt', 'f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98'],
    [4, 16, 1, 'password', 'somesalt', '9025d48e68ef7395cca9079da4c4ec3affb3c8911fe4f86d1a2520856f63172c'],
    [2, 16, 1, 'differentpassword', 'somesalt', '0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde'],
    [2, 16, 1, 'password', 'diffsalt', 'bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c'],
  ])('passes %d, 2^%d KiB, lanes %d, %s, %s', async (passes, log2, parallelism, password, salt, expected) => {
    const params = { memoryKib: 2 ** log2, passes, parallelism, outputBytes: 32 };
    expect(encodeHex(await argon2idRaw(utf8(password), utf8(salt), params))).toBe(expected);
  });
});
