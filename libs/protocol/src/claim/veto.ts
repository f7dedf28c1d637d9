import { ProtocolError } from '../errors.js';
import { verifyGuardianStatement, type SealedConfig } from '../federation/config.js';
import type { FederationSize, GuardianIndex } from '../federation-size.js';
import { parseGuardianIndex } from '../federation-size.js';
import { LIMITS } from '../limits.js';
import type { PathHeader } from '../statements/enrolment.js';
import type { ParsedStatement, VerifiedStatement } from '../statements/envelope.js';
import type { FederationId } from '../statements/fields.js';
import { verifyParsed } from '../statements/verify.js';

declare const verifiedVeto: unique symbol;
/** An owner's no to one claim on one backup; only {@link verifyVeto} makes one. */
export type Veto = VerifiedStatement<'veto'> & { readonly [verifiedVeto]: true };

/**
 * Checks a veto.
 *
 * @param statement - the parsed statement
 * @param expected - federation, claim, backup, and the owner key in force on that backup
 * @throws ProtocolError as `verifyParsed`, and WRONG_SUBJECT
 */
export function verifyVeto(
  statement: ParsedStatement<'veto'>,
  expected: {
    readonly federationId: FederationId;
    readonly claimId: string;
    readonly backupId: string;
    readonly ownerKey: string;
  },
): Veto {
  const veto = verifyParsed(statement, { federationId: expected.federationId, signerKey: expected.ownerKey });
  if (veto.body.claimId !== expected.claimId || veto.body.backupId !== expected.backupId) {
    throw new ProtocolError('WRONG_SUBJECT', 'veto is on another claim or backup');
  }
  return veto as Veto;
}

/** What decides whether vetoes on a backup stop a claim. */
export interface VetoFacts {
  /** Owner keys that vetoed the claim on this backup. */
  readonly vetoedBy: readonly string[];
  /** Owner key in force on this backup. */
  readonly ownerKey: string;
  readonly unlock: PathHeader['unlock'];
  /** When an override of that owner key takes effect, milliseconds since 1970; null without one. */
  readonly overriddenAt: number | null;
  /** The present time, milliseconds since 1970. */
  readonly now: number;
}

/**
 * Whether a veto holds: one by the owner key in force, unless guardians have overridden that key. A path that opens by
 * `quorum` alone cannot be overridden: the owner's veto is all that guards it (protocol.md §6.7).
 *
 * @param facts - what the node knows
 */
export function vetoHolds(facts: VetoFacts): boolean {
  if (!facts.vetoedBy.includes(facts.ownerKey)) return false;
  const overridden = facts.overriddenAt !== null && facts.now >= facts.overriddenAt;
  return facts.unlock === 'quorum' || !overridden;
}

declare const verifiedOverride: unique symbol;
/** A guardian's word that an owner key is in the wrong hands; only {@link verifyOverride} makes one. */
export interface Override {
  readonly [verifiedOverride]: true;
  readonly guardian: GuardianIndex;
  readonly claimId: string;
  readonly backupId: string;
  readonly ownerKey: string;
  readonly statement: VerifiedStatement<'override'>;
}

/**
 * Reads an override.
 *
 * @param text - canonical text of the envelope
 * @param config - the config in force
 * @throws ProtocolError as `verifyGuardianStatement`
 */
export function verifyOverride(text: string, config: SealedConfig): Override {
  const statement = verifyGuardianStatement(text, 'override', config);
  const { claimId, backupId, ownerKey, signer } = statement.body;
  return { guardian: parseGuardianIndex(signer.index), claimId, backupId, ownerKey, statement } as unknown as Override;
}

/**
 * Whether q distinct guardians override one owner key on one backup for one claim that they themselves approve.
 *
 * @param overrides - verified overrides, with any repeats
 * @param about - the claim, the backup and the owner key
 * @param approvers - guardians whose approval of the claim stands
 * @param size - the federation's size
 */
export function hasOverrideQuorum(
  overrides: readonly Override[],
  about: { readonly claimId: string; readonly backupId: string; readonly ownerKey: string },
  approvers: ReadonlySet<GuardianIndex>,
  size: FederationSize,
): boolean {
  const guardians = overrides
    .filter(({ claimId, backupId, ownerKey, guardian }) => {
      const sameSubject = claimId === about.claimId && backupId === about.backupId && ownerKey === about.ownerKey;
      return sameSubject && approvers.has(guardian);
    })
    .map(({ guardian }) => guardian);
  return size.hasApprovalQuorum(guardians);
}

/**
 * When an override takes effect.
 *
 * @param knownAt - when a node first knew q of them, milliseconds since 1970
 */
export function overrideEffectiveAt(knownAt: number): number {
  return knownAt + LIMITS.overrideSeconds * 1000;
}
