import type { DeviceOverview } from '@wardkeep/client/browser';

/** Something that this device was in the middle of. */
export interface NextStep {
  readonly kind: 'claim' | 'enrolment';
  /** Where it goes on. */
  readonly to: string;
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/**
 * Where a person who comes back goes on, the most pressing first: somebody who recovers waits for it; then what is being
 * protected and is not safe yet.
 *
 * @param overview - what the device remembers
 */
export function nextSteps({ claims, enrolments }: DeviceOverview): readonly NextStep[] {
  const newest = (a: NextStep, b: NextStep): number => b.since - a.since;
  const open = claims
    .filter(({ guesses }) => !guesses.some(({ status }) => status === 'right'))
    .map(({ claimId, words, openedAt }): NextStep => {
      return { kind: 'claim', to: `/claims/${claimId}`, label: words.join(' '), since: openedAt };
    });
  const cutOff = enrolments.map(({ backupId, label, startedAt }): NextStep => {
    return { kind: 'enrolment', to: `/enrolments/${backupId}`, label, since: startedAt };
  });
  return [...open.sort(newest), ...cutOff.sort(newest)];
}
