import { ProtocolError } from '../errors.js';
import type { SealedConfig } from '../federation/config.js';
import { statementOf, type ParsedStatement, type VerifiedStatement } from '../statements/envelope.js';
import type { BackupId } from '../statements/fields.js';
import { verifyParsed } from '../statements/verify.js';
import { pathEntries, samePaths, type PerPath } from './path-entries.js';

declare const sound: unique symbol;
/** A policy signed by the owner key in force, for the paths that the backup has; only {@link verifyPolicy} makes one. */
export interface SoundPolicy extends VerifiedStatement<'policy'> {
  readonly [sound]: true;
}

/** What the caller knows of the backup that a policy is for. */
export interface ExpectedPolicy {
  readonly backupId: BackupId;
  /** Owner key in force, base64url. */
  readonly ownerKey: string;
  /** Paths of the backup; values are not looked at. */
  readonly paths: PerPath<unknown>;
}

/**
 * Reads a policy and checks it against its backup.
 *
 * @param policy - canonical text of the envelope, or the statement read from it
 * @param config - the current config
 * @param expected - backup, owner key, paths
 * @throws ProtocolError as `verifyStatement`, and WRONG_SUBJECT, POLICY_INVALID
 */
export function verifyPolicy(
  policy: string | ParsedStatement<'policy'>,
  config: SealedConfig,
  expected: ExpectedPolicy,
): SoundPolicy {
  const { federationId } = config;
  // Any epoch: a policy outlives the epoch it was signed in.
  const statement = verifyParsed(statementOf(policy, 'policy'), { federationId, signerKey: expected.ownerKey });
  const { body } = statement;
  if (body.epoch > config.epoch) throw new ProtocolError('WRONG_EPOCH', 'policy is of an epoch that has not begun');
  if (body.backupId !== expected.backupId) throw new ProtocolError('WRONG_SUBJECT', 'policy is for another backup');
  if (!samePaths(body.paths, expected.paths)) {
    throw new ProtocolError('POLICY_INVALID', 'policy must name the paths of the backup');
  }
  if (new Set(body.executors).size !== body.executors.length) {
    throw new ProtocolError('POLICY_INVALID', 'executors must be distinct');
  }
  for (const [path, { executorsRequired = 0 }] of pathEntries(body.paths)) {
    if (executorsRequired > body.executors.length) {
      throw new ProtocolError(
        'POLICY_INVALID',
        `${path}.executorsRequired must be at most ${String(body.executors.length)}, got ${String(executorsRequired)}`,
      );
    }
  }
  return statement as SoundPolicy;
}
