import { describe, expect, it } from '@jest/globals';
import { encodeHex, noteKeyHash, signatureLine, signingKeyPairFromSeed } from '@wardkeep/crypto';

/** The example keys and note of golang.org/x/mod/sumdb/note, which C2SP signed-note describes. */
const seed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const publicKey = Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64').subarray(1);
const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const line =
  '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

describe('C2SP signed-note', () => {
  it('gives the key hash and the signature line of the example', () => {
    const key = signingKeyPairFromSeed(seed);
    expect(key.publicKey).toEqual(new Uint8Array(publicKey));
    expect(encodeHex(noteKeyHash('PeterNeumann', key.publicKey))).toBe('c74f20a3');
    expect(signatureLine(text, 'PeterNeumann', key)).toBe(line);
  });
});
