import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { type CasesAnswer, casesAnswer, type CasesQuery, type CaseSummary } from '@wardkeep/protocol';
import { call } from '../../api/request.js';

/** As many as a node gives at once. */
const PAGE = 100;

interface Filter {
  /** What the node is asked for. */
  readonly status: CasesQuery['status'];
  /** What is shown of it. */
  readonly fits: (one: CaseSummary) => boolean;
}

/** Filters of the inbox. */
export const FILTERS = {
  vote: { status: 'live', fits: (one) => one.needsVote },
  open: { status: 'live', fits: (one) => one.status === 'open' },
  waiting: { status: 'live', fits: (one) => one.status === 'approved' },
  released: { status: 'released', fits: (one) => one.status === 'released' },
  closed: { status: 'closed', fits: (one) => ['rejected', 'vetoed', 'expired'].includes(one.status) },
  all: { status: 'all', fits: () => true },
} as const satisfies Readonly<Record<string, Filter>>;
/** Name of a filter. */
export type FilterName = keyof typeof FILTERS;

/**
 * How many cases a filter has.
 *
 * @param name - the filter
 * @param counts - of the node, by status
 * @returns the number; null for what depends on this guardian's votes
 */
export function countOf(name: FilterName, counts: CasesAnswer['counts']): number | null {
  const { open, approved, released, rejected, vetoed, expired } = counts;
  const known = { open, waiting: approved, released, closed: rejected + vetoed + expired };
  if (name === 'vote') return null;
  return name === 'all' ? open + approved + released + known.closed : known[name];
}

/** The first page begins at no case. */
const FIRST: { readonly before?: number; readonly beforeId?: string } = {};

/** Cases that a filter may show, page by page, the newest first. */
export function useCases(name: FilterName): UseInfiniteQueryResult<InfiniteData<CasesAnswer>> {
  const { status } = FILTERS[name];
  return useInfiniteQuery({
    queryKey: ['cases', 'pages', status],
    queryFn: ({ pageParam, signal }) =>
      call('cases', casesAnswer, { query: { status, limit: PAGE, ...pageParam }, signal }) as Promise<CasesAnswer>,
    placeholderData: keepPreviousData,
    initialPageParam: FIRST,
    getNextPageParam: ({ cases }: CasesAnswer) => {
      const last = cases.at(-1);
      return last === undefined || cases.length < PAGE ? undefined : { before: last.openedAt, beforeId: last.claimId };
    },
  });
}
