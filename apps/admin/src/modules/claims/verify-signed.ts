import { cryptoReady } from '@wardkeep/crypto';
import { isSignedBy, parseEnvelope } from '@wardkeep/protocol';

/** What this browser found when it checked a signed statement itself. */
export type SignatureVerdict = 'good' | 'bad' | 'unknown-signer';

/** A statement as the node shows it, and what the node says of it. */
export interface ShownStatement {
  readonly id: string;
  /** The envelope byte for byte. */
  readonly text: string;
  /** Index of the guardian who is said to have signed; null for owners and claimants. */
  readonly guardian: number | null;
  /** What the body must say beside, such as the claim and the decision. */
  readonly expected?: Readonly<Record<string, unknown>>;
}

/** Signing keys of guardians by index, over all configs that were in force. */
export type GuardianKeys = ReadonlyMap<number, ReadonlySet<string>>;

/**
 * Checks a statement without trusting what the node says of it: that its bytes give the id, that the signature verifies, that
 * the signer is the guardian it is said to be, and that it says what the screen shows.
 */
export function judgeStatement(statement: ShownStatement, keys: GuardianKeys): SignatureVerdict {
  try {
    const parsed = parseEnvelope(statement.text);
    const body: Readonly<Record<string, unknown>> = parsed.body;
    const signer = parsed.body.signer.key;
    if (parsed.id !== statement.id || !isSignedBy(parsed, signer)) return 'bad';
    const said = Object.entries(statement.expected ?? {});
    if (said.some(([name, value]) => JSON.stringify(body[name]) !== JSON.stringify(value))) return 'bad';
    if (statement.guardian === null) return 'good';
    const known = keys.get(statement.guardian);
    if (known === undefined) return 'unknown-signer';
    return known.has(signer) ? 'good' : 'bad';
  } catch {
    return 'bad';
  }
}

/** Judges many; the verdicts by id. */
export async function judgeStatements(
  statements: readonly ShownStatement[],
  keys: GuardianKeys,
): Promise<ReadonlyMap<string, SignatureVerdict>> {
  await cryptoReady();
  return new Map(statements.map((statement) => [statement.id, judgeStatement(statement, keys)]));
}
