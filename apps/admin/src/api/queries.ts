import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import {
  auditAnswer,
  type CardAnswer,
  cardAnswer,
  casesAnswer,
  caseView,
  type CaseView,
  checkpointAnswer,
  configHistoryAnswer,
  equivocationsAnswer,
  type FederationStatus,
  federationStatus,
  invitesAnswer,
  loginsAnswer,
  mailAnswer,
  meAnswer,
  type MeAnswer,
  membersAnswer,
  operatorsAnswer,
  passkeysAnswer,
  proposalsAnswer,
  setupAnswer,
  type AdminRoute,
} from '@wardkeep/protocol';
import type * as z from 'zod';
import { call, type CallOptions } from './request.js';

/** Answers that are kept and asked for again when the node says that they changed. */
const ANSWERS = {
  setup: setupAnswer,
  me: meAnswer,
  card: cardAnswer,
  federation: federationStatus,
  configHistory: configHistoryAnswer,
  proposals: proposalsAnswer,
  cases: casesAnswer,
  case: caseView,
  members: membersAnswer,
  invites: invitesAnswer,
  checkpoint: checkpointAnswer,
  equivocations: equivocationsAnswer,
  operators: operatorsAnswer,
  logins: loginsAnswer,
  passkeys: passkeysAnswer,
  operatorPasskeys: passkeysAnswer,
  audit: auditAnswer,
  mail: mailAnswer,
} as const satisfies Partial<Record<AdminRoute, z.ZodType>>;
type Kept = keyof typeof ANSWERS;

/** How often a screen asks again by itself, where the node's events do not tell. */
export interface KeepOptions extends Pick<CallOptions, 'params' | 'query'> {
  readonly everyMs?: number;
  readonly isWanted?: boolean;
}

/** Reads one kind of answer and keeps it fresh. */
export function useAnswer<K extends Kept>(
  route: K,
  { params, query, everyMs, isWanted = true }: KeepOptions = {},
): UseQueryResult<z.output<(typeof ANSWERS)[K]>> {
  return useQuery({
    queryKey: [route, params ?? {}, query ?? {}],
    queryFn: ({ signal }) =>
      call(route, ANSWERS[route], { ...(params && { params }), ...(query && { query }), signal }) as Promise<
        z.output<(typeof ANSWERS)[K]>
      >,
    enabled: isWanted,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
}

/** Who is logged in. */
export const useMe = (): UseQueryResult<MeAnswer> => useAnswer('me');
/** The card of this node. */
export const useCard = (): UseQueryResult<CardAnswer> => useAnswer('card');
/** This node's federation and its peers. */
export const useFederation = (everyMs?: number): UseQueryResult<FederationStatus> =>
  useAnswer('federation', everyMs === undefined ? {} : { everyMs });
/** One case in full. */
export const useCase = (claimId: string): UseQueryResult<CaseView> => useAnswer('case', { params: { claimId } });
