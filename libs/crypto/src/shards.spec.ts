import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8 } from './bytes.js';
import { combineShards, splitShards } from './shards.js';
import { coded } from './testing/coded.js';

const sizes = fc
  .integer({ min: 2, max: 12 })
  .chain((count) => fc.tuple(fc.constant(count), fc.integer({ min: 2, max: count })));

describe('shards', () => {
  it('any threshold of them combine, whatever the order; one fewer do not', async () => {
    const secrets = fc.uint8Array({ minLength: 16, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(secrets, sizes, fc.infiniteStream(fc.nat()), async (secret, [count, threshold], order) => {
        const shards = await splitShards(secret, count, threshold);
        expect(shards).toHaveLength(count);
        const shuffled = shards.map((shard) => ({ shard, key: order.next().value })).sort((a, b) => a.key - b.key);
        const chosen = shuffled.slice(0, threshold).map(({ shard }) => shard);
        expect(await combineShards(chosen)).toEqual(new Uint8Array(secret));
        if (threshold > 2) expect(await combineShards(chosen.slice(1))).not.toEqual(new Uint8Array(secret));
      }),
      { numRuns: 30 },
    );
  });

  it('takes a Buffer and leaves it alone', async () => {
    const secret = Buffer.from('a secret of the owner');
    const shards = await splitShards(secret, 3, 2);
    expect(await combineShards(shards.slice(1).map((shard) => Buffer.from(shard)))).toEqual(new Uint8Array(secret));
    expect(secret.toString()).toBe('a secret of the owner');
  });

  it('an altered shard combines silently to something else', async () => {
    const [first, second] = (await splitShards(utf8('secret'), 3, 2)) as [Uint8Array, Uint8Array];
    first[0] = first[0]! ^ 1;
    expect(await combineShards([first, second])).not.toEqual(utf8('secret'));
  });

  it.each([
    [0, 2, 2],
    [5, 1, 1],
    [5, 3, 1],
    [5, 3, 4],
    [5, 256, 2],
    [5, 2.5, 2],
    [5, 3, 2.5],
  ])('splitShards throws SHARDS_INVALID for %d bytes, %d shards, %d needed', async (length, count, threshold) => {
    await expect(splitShards(new Uint8Array(length), count, threshold)).rejects.toEqual(coded('SHARDS_INVALID'));
  });

  it.each([
    ['one', [[1, 1]]],
    ['none', []],
    ['short', [[1], [2]]],
    [
      'of two lengths',
      [
        [1, 1],
        [1, 1, 2],
      ],
    ],
    [
      'of one coordinate',
      [
        [1, 1],
        [2, 1],
      ],
    ],
    [
      'with coordinate zero',
      [
        [1, 0],
        [2, 1],
      ],
    ],
  ])('combineShards throws SHARDS_INVALID for shards that are %s', async (_, shards) => {
    await expect(combineShards(shards.map((shard) => Uint8Array.from(shard)))).rejects.toEqual(coded('SHARDS_INVALID'));
  });
});
