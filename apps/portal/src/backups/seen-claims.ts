import type { CheckUpResult } from '@wardkeep/client';
import type { DeviceOverview } from '@wardkeep/client/browser';
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
 * The claims that somebody should look at, those of others first. What this device has recovered itself is over for its owner,
 * although guardians that were not needed may still wait for it.
 *
 * @param claims - from a check-up
 * @param opened - claims that this device has opened
 */
export function liveClaims(claims: CheckUpResult['claims'], opened: DeviceOverview['claims']): readonly LiveClaim[] {
  const own = new Set<string>(opened.map(({ claimId }) => claimId));
  const recovered = new Set<string>(opened.filter(isRecovered).map(({ claimId }) => claimId));
  return claims
    .flatMap(({ claimId, backupId, reports }): LiveClaim[] => {
      if (recovered.has(claimId)) return [];
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

const isRecovered = ({ guesses }: DeviceOverview['claims'][number]): boolean =>
  guesses.some(({ status }) => status === 'right');
