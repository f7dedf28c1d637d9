import { queryOptions } from '@tanstack/react-query';

/** Digest of the portal's files as the node that served this page computes it; null where the page came from elsewhere. */
export const portalDigestQuery = queryOptions({
  queryKey: ['portal-digest'],
  staleTime: Infinity,
  queryFn: async (): Promise<string | null> => {
    try {
      const response = await fetch('./v1/portal');
      const answer: unknown = response.ok ? await response.json() : null;
      const digest = typeof answer === 'object' && answer !== null && 'digest' in answer ? answer.digest : null;
      return typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest) ? digest : null;
    } catch {
      return null;
    }
  },
});
