import {
  encodeBase64url,
  sealingKeyPairFromSeed,
  sha256,
  signingKeyPairFromSeed,
  utf8,
  type Rng,
} from '@wardkeep/crypto';
import type { SealedConfig } from '../federation/config.js';
import { guardianStatement, ISSUED_AT, sealedConfig } from '../federation/members.fixture.js';
import { ProtocolError, type ProtocolErrorCode } from '../errors.js';
import { verifyVote, type Vote } from './vote.js';

export const CLAIM_ID = encodeBase64url(sha256(utf8('claim')));
export const OTHER_CLAIM_ID = encodeBase64url(sha256(utf8('other claim')));
export const NOW = ISSUED_AT + 1000;
export const IDENTITY = { surname: 'Löwe', givenNames: 'Anna Maria', dateOfBirth: '1984-02-29' };

/** 3-of-5. */
export const CONFIG = sealedConfig(5);

/** Randomness that repeats itself: bytes that count up. */
export function countingRng(start = 1): Rng {
  let next = start;
  return { bytes: (length) => Uint8Array.from({ length }, () => next++ % 251) };
}

/** The sealing key pair of a guardian in {@link openableConfig}. */
export const sealingPairOf = (index: number) => sealingKeyPairFromSeed(sha256(utf8(`sealing pair ${String(index)}`)));

/** A config whose guardians' sealing keys can be opened. Call it once the crypto is ready. */
export function openableConfig(): SealedConfig {
  const guardians = CONFIG.guardians.map((guardian) => ({
    ...guardian,
    sealingKey: encodeBase64url(sealingPairOf(guardian.index).publicKey),
  }));
  return { ...CONFIG, guardians };
}

export function voteText(
  index: number,
  decision: 'approve' | 'reject',
  change: object = {},
  common: object = {},
): string {
  const fields = { claimId: CLAIM_ID, configId: CONFIG.id, decision, method: 'in-person', documents: ['passport'] };
  return guardianStatement(CONFIG, index, 'vote', { ...fields, ...change }, common);
}

export function voteOf(index: number, decision: 'approve' | 'reject' = 'approve', change: object = {}): Vote {
  return verifyVote(voteText(index, decision, change), { config: CONFIG, claimId: CLAIM_ID });
}

export const keyOf = (name: string) => signingKeyPairFromSeed(sha256(utf8(name)));
export const textOf = (name: string): string => encodeBase64url(keyOf(name).publicKey);

/** Code of the ProtocolError that an action ends with, or `none`. */
export async function codeOf(action: () => unknown): Promise<ProtocolErrorCode | 'none'> {
  try {
    await action();
    return 'none';
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}
