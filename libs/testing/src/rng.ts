import { concatBytes, sha512, utf8, type Rng } from '@wardkeep/crypto';

/**
 * Randomness that a test can repeat: SHA-512 of a seed and a counter. Never use it outside tests.
 *
 * @param seed - equal seeds give equal bytes
 */
export function seededRng(seed: string): Rng {
  let block = 0;
  let left = new Uint8Array();
  return {
    bytes(length) {
      while (left.length < length) left = concatBytes(left, sha512(utf8(`${seed}/${String(block++)}`)));
      const drawn = left.slice(0, length);
      left = left.slice(length);
      return drawn;
    },
  };
}
