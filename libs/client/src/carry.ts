import type { ParsedStatement } from '@wardkeep/protocol';
import {
  collect,
  RefusedError,
  tooFewOrRefused,
  type ClientContext,
  type Collected,
  type JoinedFederation,
} from './core/index.js';

/** How many guardians must take a statement in, and how long the others are waited for. */
export interface CarryOptions {
  readonly need: number;
  /** Milliseconds, once there are enough. */
  readonly graceMs?: number;
}

const GRACE_MS = 1000;

/**
 * Carries signed statements to every guardian. They tell each other too, so a guardian that is down learns of them later.
 *
 * @param context - the context
 * @param federation - the federation
 * @param carried - a statement, or texts of several in the order in which they rest upon each other: the last must be accepted
 * @param options - how many guardians must accept it
 * @returns the ids by guardian, and what the others said
 * @throws RefusedError when guardians agree why not; TooFewGuardiansError
 */
export async function carry(
  context: ClientContext,
  federation: JoinedFederation,
  carried: Pick<ParsedStatement, 'text'> | readonly string[],
  options: CarryOptions,
): Promise<Collected<string>> {
  const statements = 'text' in carried ? [carried.text] : [...carried];
  const collected = await collect<string>(
    context,
    federation.guardians,
    async (guardian, callOptions) => {
      const { results } = await guardian.carry({ statements }, callOptions);
      const last = results.at(-1);
      if (last?.accepted === true) return last.id;
      throw new RefusedError(guardian.index, last?.code ?? 'STATEMENT_NOT_ACCEPTED', 422, 'statement is not accepted');
    },
    { step: 'carry', need: options.need, graceMs: options.graceMs ?? GRACE_MS },
  );
  if (!collected.enough) throw tooFewOrRefused('carry', options.need, collected.outcomes);
  return collected;
}
