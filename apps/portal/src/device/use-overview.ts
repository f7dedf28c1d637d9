import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { DeviceOverview } from '@wardkeep/client/browser';
import { useEffect } from 'react';
import { portalClient } from './client.js';

const KEY = ['overview'] as const;

/** What this device remembers: federations, backups, and what was cut off. Follows changes of other tabs. */
export function useOverview(): UseQueryResult<DeviceOverview> {
  const queries = useQueryClient();
  useEffect(() => portalClient().onStateChange(() => void queries.invalidateQueries({ queryKey: KEY })), [queries]);
  return useQuery({ queryKey: KEY, queryFn: () => portalClient().overview(), staleTime: 0 });
}

/** Reads the overview anew, for whoever must know it before going on. */
export function useFreshOverview(): () => Promise<DeviceOverview> {
  const queries = useQueryClient();
  return () => queries.query({ queryKey: KEY, queryFn: () => portalClient().overview(), staleTime: 0 });
}
