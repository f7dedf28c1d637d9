import { useQuery } from '@tanstack/react-query';
import { useAnswer } from '../../api/queries.js';
import { type GuardianKeys, judgeStatements, type ShownStatement, type SignatureVerdict } from './verify-signed.js';

const NONE: ReadonlyMap<string, SignatureVerdict> = new Map();

/** Signing keys of the guardians of every epoch. */
export function useGuardianKeys(): GuardianKeys | null {
  const history = useAnswer('configHistory');
  if (history.data === undefined) return null;
  const keys = new Map<number, Set<string>>();
  for (const config of history.data.configs) {
    for (const { index, signingKey } of config.guardians) {
      keys.set(index, (keys.get(index) ?? new Set()).add(signingKey));
    }
  }
  return keys;
}

/** Verdicts of this browser on statements, by id; empty until they are there. */
export function useVerdicts(statements: readonly ShownStatement[]): ReadonlyMap<string, SignatureVerdict> {
  const keys = useGuardianKeys();
  const known = keys === null ? '' : JSON.stringify([...keys].map(([index, set]) => [index, ...set]));
  const verdicts = useQuery({
    queryKey: ['verdicts', known, statements],
    queryFn: () => judgeStatements(statements, keys ?? new Map()),
    enabled: keys !== null && statements.length > 0,
    staleTime: Infinity,
  });
  return verdicts.data ?? NONE;
}
