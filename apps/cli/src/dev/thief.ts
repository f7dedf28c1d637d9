import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  combineParts,
  CryptoError,
  cryptoReady,
  decodeBase64url,
  evaluateWhole,
  parseScalar,
  type ScalarBytes,
} from '@wardkeep/crypto';
import { isProtocolError, normalizeMemorable, openBackup, parseEnvelopeOf, stretchMemorable } from '@wardkeep/protocol';
import { z } from 'zod';

const PATH = 'recovery';
/** Beside what the node's database holds, these are all that a thief needs. */
const FILES = /(guardian\.db(-wal|-shm)?|root\.key|node\.json)$/;

const stolenNode = z.object({
  index: z.int(),
  backups: z.array(
    z.object({
      manifest: z.string(),
      payload: z.string(),
      paths: z.object({
        recovery: z.object({ shard: z.string(), oprfPart: z.string(), releasePart: z.string() }).optional(),
      }),
    }),
  ),
});
type StolenNode = z.infer<typeof stolenNode>;

/**
 * Copies a node's files, root key among them, and reads from the copy everything that the node itself could.
 *
 * @param folder - the node's
 * @param loot - where the copy goes; does not exist yet
 */
export async function stealFiles(folder: string, loot: string): Promise<StolenNode> {
  await cp(folder, loot, { recursive: true, filter: (path) => path === folder || FILES.test(path) });
  const guardian = dirname(createRequire(import.meta.url).resolve('@wardkeep/guardian/package.json'));
  const reader = join(guardian, 'dist/testing/stolen-files.js');
  const { stdout } = await promisify(execFile)(process.execPath, [reader, loot], { maxBuffer: 256 * 1024 * 1024 });
  return stolenNode.parse(JSON.parse(stdout));
}

/** How a thief fared. */
export interface Theft {
  /** How many nodes' parts there were of one backup. */
  readonly nodes: number;
  /** The secret, if the thief got it. */
  readonly secret: Uint8Array | null;
  /** The code with which it failed. */
  readonly code: string | null;
}

/**
 * Tries to open a backup with the parts of the stolen nodes and the right memorable information, as a claimant would with
 * released parts: it combines k, s and the shards, derives the keys and opens E and C.
 *
 * @param nodes - what was stolen
 * @param memorable - the memorable information itself
 */
export async function tryToOpen(nodes: readonly StolenNode[], memorable: string): Promise<Theft> {
  await cryptoReady();
  const [newest] = nodes.flatMap(({ backups }) => backups.slice(-1));
  if (newest === undefined) throw new Error('the stolen nodes hold no backup');
  const held = nodes.flatMap(({ index, backups }) => {
    const path = backups.find(({ manifest }) => manifest === newest.manifest)?.paths[PATH];
    return path === undefined ? [] : [{ index, ...path }];
  });
  const { body: manifest } = parseEnvelopeOf(newest.manifest, 'manifest');
  const header = manifest.header.paths[PATH];
  if (header === undefined) throw new Error('backup has no recovery path');
  const stretched = await stretchMemorable(normalizeMemorable(memorable), decodeBase64url(header.salt), header.kdf);
  const combine = (part: 'oprfPart' | 'releasePart'): ScalarBytes =>
    combineParts(held.map((each) => ({ index: each.index, part: parseScalar(decodeBase64url(each[part])) })));
  try {
    const { secrets } = await openBackup({
      manifest,
      path: PATH,
      stretched,
      rwd: evaluateWhole(combine('oprfPart'), stretched.input.reveal()),
      releaseSecret: combine('releasePart'),
      shards: held.map(({ shard }) => decodeBase64url(shard)),
      payload: decodeBase64url(newest.payload),
    });
    return { nodes: held.length, secret: secrets[0]?.bytes.reveal() ?? null, code: null };
  } catch (error) {
    if (isProtocolError(error) || error instanceof CryptoError)
      return { nodes: held.length, secret: null, code: error.code };
    throw error;
  }
}
