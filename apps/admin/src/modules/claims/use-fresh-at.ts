import { useQueryClient } from '@tanstack/react-query';
import type { CaseView } from '@wardkeep/protocol';
import { useEffect } from 'react';

/** Longest that a timer of a browser can wait, milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;
/** The node's clock may be a little behind. */
const LATER_MS = 1000;

/**
 * The next moment at which a case changes by the clock alone.
 *
 * @param one - the case
 * @param now - milliseconds since 1970
 */
export function nextChange(one: CaseView, now: number): number | null {
  const moments = [
    one.delayEndsAt,
    one.expiresAt,
    ...one.backups.flatMap(({ releasableAt, overriddenAt }) => [releasableAt, overriddenAt]),
  ];
  const coming = moments.filter((moment): moment is number => moment !== null && moment + LATER_MS > now);
  return coming.length === 0 ? null : Math.min(...coming) + LATER_MS;
}

/** Asks for a case again when a delay is over or it expires: nobody signs anything then, so the node tells of no event. */
export function useFreshAt(one: CaseView | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    const at = one === undefined ? null : nextChange(one, Date.now());
    if (at === null || at - Date.now() > LONGEST_MS) return undefined;
    const refresh = (): void => {
      for (const key of ['case', 'cases']) void queries.invalidateQueries({ queryKey: [key] });
    };
    const timer = setTimeout(refresh, at - Date.now());
    return () => clearTimeout(timer);
  }, [one, queries]);
}
