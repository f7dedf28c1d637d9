import {
  combineEvaluations,
  commitmentAt,
  CryptoError,
  decodeBase64url,
  finalize,
  parsePoint,
  SecretBytes,
  verifyEvaluation as verifyProof,
  type PointBytes,
} from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { verifyGuardianStatement, type SealedConfig } from '../federation/config.js';
import type { FederationSize, GuardianIndex } from '../federation-size.js';
import { parseGuardianIndex } from '../federation-size.js';
import type { VerifiedStatement } from '../statements/envelope.js';
import { isSameAttempt, type AttemptFields } from './attempt.js';

/** What a guardian's evaluation must be of. */
export interface ExpectedEvaluation {
  readonly config: SealedConfig;
  readonly index: number;
  readonly attempt: AttemptFields;
  readonly alpha: PointBytes;
  /** C: Feldman commitments to k of this path in this epoch. */
  readonly commitments: readonly PointBytes[];
}

/** A guardian's evaluation, proven to be under its part of k; only {@link verifyGuardianEvaluation} makes one. */
export interface ProvenEvaluation {
  readonly guardian: GuardianIndex;
  readonly beta: PointBytes;
  readonly statement: VerifiedStatement<'evaluation'>;
}

/**
 * Checks a guardian's evaluation: its signature, the attempt, and the proof against the commitments of the epoch part. What
 * fails here was signed by the guardian, so it can be shown to others.
 *
 * @param text - canonical text of the envelope
 * @param expected - guardian, attempt, α and commitments
 * @throws ProtocolError as `verifyGuardianStatement`, EVALUATION_INVALID
 */
export function verifyGuardianEvaluation(text: string, expected: ExpectedEvaluation): ProvenEvaluation {
  const { config, index, attempt, alpha, commitments } = expected;
  const statement = verifyGuardianStatement(text, 'evaluation', config, index);
  if (!isSameAttempt(statement.body, attempt)) {
    throw new ProtocolError('EVALUATION_INVALID', `evaluation of guardian ${String(index)} is of another attempt`);
  }
  const beta = pointOf(statement.body.beta, index);
  const publicPart = commitmentAt(commitments, index);
  if (!verifyProof(publicPart, alpha, beta, decodeBase64url(statement.body.proof))) {
    throw new ProtocolError('EVALUATION_INVALID', `evaluation of guardian ${String(index)} does not prove its part`);
  }
  return { guardian: parseGuardianIndex(index), beta, statement };
}

/**
 * Combines t evaluations of one α and finalises: the output of the guess guard.
 *
 * @param evaluations - proven evaluations, with any repeats
 * @param input - x, as it was blinded
 * @param blind - as kept
 * @param size - the federation's size
 * @returns rwd, 64 bytes
 * @throws ProtocolError EVALUATION_INVALID when fewer than t distinct guardians evaluated
 */
export function finishEvaluation(
  evaluations: readonly ProvenEvaluation[],
  input: Uint8Array,
  blind: SecretBytes,
  size: FederationSize,
): SecretBytes {
  const distinct = new Map(evaluations.map((each) => [each.guardian, each]));
  if (!size.hasRecoverQuorum(distinct.keys())) {
    throw new ProtocolError('EVALUATION_INVALID', `${String(size.recoverThreshold)} distinct guardians must evaluate`);
  }
  const used = [...distinct.values()].slice(0, size.recoverThreshold);
  const combined = combineEvaluations(used.map(({ guardian, beta }) => ({ index: guardian, beta })));
  const output = finalize(input, blind, combined);
  const rwd = SecretBytes.from(output);
  output.fill(0);
  return rwd;
}

function pointOf(text: string, index: number): PointBytes {
  try {
    return parsePoint(decodeBase64url(text));
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause;
    throw new ProtocolError('EVALUATION_INVALID', `evaluation of guardian ${String(index)} is not a point`, { cause });
  }
}
