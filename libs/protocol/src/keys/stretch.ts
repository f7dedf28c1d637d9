import { argon2id, SecretBytes } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { KDF_CEILING, KDF_FLOOR } from '../limits.js';

/** Argon2id (RFC 9106) parameters as a manifest's header names them. Memory in KiB. */
export interface PathKdf {
  readonly name: 'argon2id';
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** The parameters that this version enrols with (protocol.md §5.1). */
export const PATH_KDF: PathKdf = Object.freeze({ name: 'argon2id', ...KDF_FLOOR });

const SEED_BYTES = 32;
const INPUT_BYTES = 32;

/** What Argon2id makes of memorable information: half for the keys, half for the guess guard. Wipe both. */
export interface StretchedMemorable {
  /** Goes into every key of the path; never leaves the device. */
  readonly seed: SecretBytes;
  /** x, the input of the VOPRF. */
  readonly input: SecretBytes;
}

/**
 * Refuses parameters that are too weak to keep a secret, or so costly that they only keep the claimant busy. Clients and
 * nodes both ask: the parameters come from whoever enrolled.
 *
 * @param kdf - parameters of one path
 * @throws ProtocolError KDF_TOO_WEAK, KDF_TOO_COSTLY
 */
export function requireSoundKdf(kdf: PathKdf): void {
  for (const name of ['memoryKib', 'passes', 'parallelism'] as const) {
    if (kdf[name] < KDF_FLOOR[name]) {
      throw new ProtocolError(
        'KDF_TOO_WEAK',
        `kdf ${name} must be at least ${String(KDF_FLOOR[name])}, got ${String(kdf[name])}`,
      );
    }
    if (kdf[name] > KDF_CEILING[name]) {
      throw new ProtocolError(
        'KDF_TOO_COSTLY',
        `kdf ${name} must be at most ${String(KDF_CEILING[name])}, got ${String(kdf[name])}`,
      );
    }
  }
}

/**
 * `seed ‖ x` = Argon2id(memorable, salt): the one expensive step of a path (protocol.md §5.1).
 *
 * @param memorable - normalised memorable information
 * @param salt - 16 random bytes, from the header
 * @param kdf - parameters, from the header
 * @returns seed and x, 32 bytes each
 * @throws ProtocolError KDF_TOO_WEAK, KDF_TOO_COSTLY
 */
export async function stretchMemorable(
  memorable: SecretBytes,
  salt: Uint8Array,
  kdf: PathKdf = PATH_KDF,
): Promise<StretchedMemorable> {
  requireSoundKdf(kdf);
  const { memoryKib, passes, parallelism } = kdf;
  const outputBytes = SEED_BYTES + INPUT_BYTES;
  const stretched = await argon2id(memorable.reveal(), salt, { memoryKib, passes, parallelism, outputBytes });
  try {
    return {
      seed: SecretBytes.from(stretched.subarray(0, SEED_BYTES)),
      input: SecretBytes.from(stretched.subarray(SEED_BYTES)),
    };
  } finally {
    stretched.fill(0);
  }
}

/** Overwrites both halves. */
export function wipeStretched({ seed, input }: StretchedMemorable): void {
  seed.wipe();
  input.wipe();
}
