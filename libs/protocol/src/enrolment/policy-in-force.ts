import type { SealedConfig } from '../federation/config.js';
import { LIMITS } from '../limits.js';
import type { PathPolicy } from '../statements/enrolment.js';
import type { Path } from '../statements/fields.js';
import type { Body } from '../statements/registry.js';

/** A policy and when this node first knew it, milliseconds since 1970. */
export interface KnownPolicy {
  readonly body: Body<'policy'>;
  readonly receivedAt: number;
}

/** What holds for one path of one backup, for one claim. */
export interface PolicyInForce {
  /** Between certificate and release, seconds. */
  readonly delaySeconds: number;
  /** Distinct approvals, min(n, max(policy, q)). */
  readonly approvals: number;
  readonly minimumEvidence: number;
  readonly executorsRequired: number;
  /** Owner silent for this long, seconds; 0 where the owner asks for no silence. */
  readonly inactivitySeconds: number;
  /** Identity digests of the named executors. */
  readonly executors: readonly string[];
}

type Strictness = Omit<PolicyInForce, 'executors'>;
const FIELDS = ['delaySeconds', 'approvals', 'minimumEvidence', 'executorsRequired', 'inactivitySeconds'] as const;

/**
 * What is asked of a claim on one path: field by field the strictest of all policies in force at any time since the claim
 * opened (protocol.md §5). A policy gives way to a later one at once where that is as strict in every field, otherwise after
 * 7 days and never while the claim is open (§6.7), so a thief of the owner key cannot loosen anything under an open claim.
 *
 * @param policies - every policy of the backup by owner keys that have rights over it
 * @param path - which path
 * @param config - for thresholds and for what holds where a policy names nothing
 * @param claimOpenedAt - on this node's clock, milliseconds; the present time when no claim is open
 */
export function policyInForce(
  policies: readonly KnownPolicy[],
  path: Path,
  config: SealedConfig,
  claimOpenedAt: number,
): PolicyInForce {
  const known = policies
    .map((policy) => ({ ...policy, asks: strictnessOf(policy.body.paths[path] ?? {}, path, config) }))
    .toSorted((a, b) => a.body.number - b.body.number || a.receivedAt - b.receivedAt);
  const endOf = (at: number): number => {
    const current = known[at] as (typeof known)[number];
    const ends = known
      .slice(at + 1)
      .map((next) => next.receivedAt + (isLooser(next, current) ? LIMITS.ownerChangeSeconds * 1000 : 0));
    return Math.min(...ends);
  };
  const counted = known.filter((_, at) => endOf(at) > claimOpenedAt);
  const asks = counted.length === 0 ? [strictnessOf({}, path, config)] : counted.map((policy) => policy.asks);
  const strictest = asks.reduce((a, b) => ({
    delaySeconds: Math.max(a.delaySeconds, b.delaySeconds),
    approvals: Math.max(a.approvals, b.approvals),
    minimumEvidence: Math.max(a.minimumEvidence, b.minimumEvidence),
    executorsRequired: Math.max(a.executorsRequired, b.executorsRequired),
    inactivitySeconds: Math.max(a.inactivitySeconds, b.inactivitySeconds),
  }));
  // The oldest that still counted when the claim opened: executors named later have waited for nothing.
  return { ...strictest, executors: counted[0]?.body.executors ?? [] };
}

interface Asked {
  readonly body: Body<'policy'>;
  readonly asks: Strictness;
}

/** Whether a later policy asks for less in any field, or names other executors. */
function isLooser(later: Asked, earlier: Asked): boolean {
  const named = new Set(earlier.body.executors);
  return (
    FIELDS.some((field) => later.asks[field] < earlier.asks[field]) ||
    later.body.executors.some((digest) => !named.has(digest))
  );
}

/** An owner may ask for a shorter delay than the federation's, and never for fewer approvals than q. */
function strictnessOf(asked: PathPolicy, path: Path, { policies, size }: SealedConfig): Strictness {
  const delay = path === 'recovery' ? policies.recoveryDelaySeconds : policies.inheritanceWaitingSeconds;
  return {
    delaySeconds: asked.delaySeconds ?? delay,
    approvals: size.effectiveApprovals(asked.approvals ?? 0),
    minimumEvidence: asked.minimumEvidence ?? 0,
    executorsRequired: asked.executorsRequired ?? 0,
    inactivitySeconds: asked.inactivitySeconds ?? 0,
  };
}
