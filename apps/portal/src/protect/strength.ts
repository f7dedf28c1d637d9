import { assessMemorable, ProtocolError, type IdentityInput, type MemorableAssessment } from '@wardkeep/protocol';

/** Length of time in the unit that people would use; `ages` is more than anybody waits for. */
export interface SearchTime {
  readonly unit: 'instant' | 'minutes' | 'hours' | 'days' | 'months' | 'years' | 'ages';
  readonly count: number;
}

/** Argon2id with 64 MiB and three passes, on one core of a rented machine. */
const GUESSES_A_SECOND = 10;
/** What somebody can rent without asking anyone. */
export const RENTED_CORES = 1000;
const AGES = 1000;

const UNITS = [
  ['years', 365.25 * 86_400],
  ['months', 30.44 * 86_400],
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
] as const;

/**
 * How long guardians who have put their parts together would search: half of the guesses on average, nobody counting.
 *
 * @param bits - guesses that a search needs, as a power of two
 * @param cores - how many processor cores search
 */
export function collusionTime(bits: number, cores: number = RENTED_CORES): SearchTime {
  const seconds = 2 ** (bits - 1) / (GUESSES_A_SECOND * cores);
  for (const [unit, length] of UNITS) {
    const count = Math.floor(seconds / length);
    if (count < 1) continue;
    return unit === 'years' && count >= AGES ? { unit: 'ages', count: AGES } : { unit, count };
  }
  return { unit: 'instant', count: 0 };
}

/** An opinion of memorable information, or why it would not be accepted at all. */
export type Strength =
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'assessed'; readonly assessment: MemorableAssessment; readonly search: SearchTime };

/**
 * What to say of memorable information while it is typed.
 *
 * @param text - as typed
 * @param identity - the owner's
 */
export function strengthOf(text: string, identity: IdentityInput): Strength {
  if (text.trim() === '') return { kind: 'empty' };
  try {
    const assessment = assessMemorable(text, identity);
    return { kind: 'assessed', assessment, search: collusionTime(assessment.bits) };
  } catch (error) {
    if (error instanceof ProtocolError) return { kind: 'refused', code: error.code };
    throw error;
  }
}
