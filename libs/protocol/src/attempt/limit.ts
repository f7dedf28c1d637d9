import { verifyGuardianStatement, type SealedConfig } from '../federation/config.js';
import { parseGuardianIndex, type FederationSize, type GuardianIndex } from '../federation-size.js';
import { LIMITS } from '../limits.js';
import type { VerifiedStatement } from '../statements/envelope.js';
import type { Path } from '../statements/fields.js';

declare const verifiedUnlock: unique symbol;
/** A guardian's consent to a higher guess limit; only {@link verifyUnlock} makes one. */
export interface Unlock {
  readonly [verifiedUnlock]: true;
  readonly guardian: GuardianIndex;
  readonly manifestId: string;
  readonly path: Path;
  readonly limit: number;
  readonly statement: VerifiedStatement<'unlock'>;
}

/**
 * Reads an unlock.
 *
 * @param text - canonical text of the envelope
 * @param config - the config in force
 * @throws ProtocolError as `verifyGuardianStatement`
 */
export function verifyUnlock(text: string, config: SealedConfig): Unlock {
  const statement = verifyGuardianStatement(text, 'unlock', config);
  const { manifestId, path, limit, signer } = statement.body;
  return { guardian: parseGuardianIndex(signer.index), manifestId, path, limit, statement } as unknown as Unlock;
}

/**
 * The guess limit that q distinct guardians agree on: the q-th highest of what each signed, if that is more than the
 * backup's own. Limits are absolute values, so repeating an unlock grants nothing.
 *
 * @param guessLimit - G, from the manifest header
 * @param unlocks - verified unlocks of this path of this core, with any repeats
 * @param size - the federation's size
 * @returns the limit, at most 30, correct guesses not added
 */
export function limitInForce(guessLimit: number, unlocks: readonly Unlock[], size: FederationSize): number {
  const highest = new Map<GuardianIndex, number>();
  for (const { guardian, limit } of unlocks) highest.set(guardian, Math.max(limit, highest.get(guardian) ?? 0));
  const agreed = [...highest.values()].sort((a, b) => b - a)[size.approvalThreshold - 1] ?? 0;
  return Math.min(LIMITS.guessLimitMaximum, Math.max(guessLimit, agreed));
}

/**
 * Guesses that are left after an attempt.
 *
 * @param limit - limit in force, correct guesses added
 * @param last - highest attempt number counted
 */
export function guessesLeft(limit: number, last: number): number {
  return Math.max(0, limit - last);
}
