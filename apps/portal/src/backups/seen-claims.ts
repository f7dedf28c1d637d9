import type { CheckUpResult } from '@wardkeep/client';
import { verificationWords } from '@wardkeep/protocol';

/** A claim on one of the owner's backups that may still be released. */
export interface LiveClaim {
  readonly claimId: string;
  readonly backupId: string;
  readonly words: readonly string[];
  readonly openedAt: number;
  readonly approvals: number;
  /** When it may be released, milliseconds since 1970; null while approvals are missing. */
  readonly releasableAt: number | null;
  /** Opened by this very device. */
  readonly isOwn: boolean;
}

/** A guardian says either how the claim stands, or how this backup stands in it. */
const OVER: ReadonlySet<string> = new Set(['rejected', 'expired', 'vetoed', 'released']);

/**
 * The claims that somebody should look at, those of others first.
 *
 * @param claims - from a check-up
 * @param own - ids of the claims that this device has opened
 */
export function liveClaims(claims: CheckUpResult['claims'], own: ReadonlySet<string>): readonly LiveClaim[] {
  return claims
    .flatMap(({ claimId, backupId, reports }): LiveClaim[] => {
      const live = [...reports.values()].filter(({ status }) => !OVER.has(status));
      // Whoever reports fewer approvals may just not have heard.
      const [most] = live.sort((a, b) => b.approvals - a.approvals);
      if (most === undefined) return [];
      const { openedAt, approvals, releasableAt } = most;
      const words = verificationWords(claimId);
      return [{ claimId, backupId, words, openedAt, approvals, releasableAt, isOwn: own.has(claimId) }];
    })
    .sort((a, b) => Number(a.isOwn) - Number(b.isOwn) || b.openedAt - a.openedAt);
}
