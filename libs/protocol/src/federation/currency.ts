import { ProtocolError } from '../errors.js';
import type { VerifiedStatement } from '../statements/envelope.js';
import { verifyGuardianStatement, type SealedConfig } from './config.js';

/** One guardian's word that the epoch of a config is current, over the asker's own nonce. */
export type Currency = VerifiedStatement<'currency'>;

declare const current: unique symbol;
/** A config that q of its guardians called current; only {@link assembleCurrentConfig} makes one. */
export interface CurrentConfig {
  readonly [current]: true;
  readonly config: SealedConfig;
  /** Guardians who said so, sorted. */
  readonly guardians: readonly number[];
}

/**
 * Checks one guardian's answer to "is this epoch current?".
 *
 * @param text - canonical text of the envelope
 * @param config - the config that is asked about
 * @param nonce - the asker's own nonce, base64url
 * @param index - the guardian that was asked
 * @throws ProtocolError WRONG_NONCE, WRONG_CONFIG, WRONG_EPOCH when the guardian knows a later epoch, or as
 *   `verifyGuardianStatement`
 */
export function verifyCurrency(text: string, config: SealedConfig, nonce: string, index: number): Currency {
  const statement = verifyGuardianStatement(text, 'currency', config, index);
  if (statement.body.nonce !== nonce) throw new ProtocolError('WRONG_NONCE', 'currency is over another nonce');
  if (statement.body.configId !== config.id) throw new ProtocolError('WRONG_CONFIG', 'currency is of another config');
  return statement;
}

/**
 * Counts the guardians who call a config current. A guardian that is named twice counts once.
 *
 * @param statements - answers that {@link verifyCurrency} has checked
 * @param config - the config
 * @param nonce - the asker's own nonce, base64url
 * @throws ProtocolError QUORUM_NOT_REACHED when they are fewer than q; WRONG_NONCE or WRONG_CONFIG when an answer belongs
 *   to another question
 */
export function assembleCurrentConfig(
  statements: readonly Currency[],
  config: SealedConfig,
  nonce: string,
): CurrentConfig {
  for (const { body } of statements) {
    if (body.nonce !== nonce) throw new ProtocolError('WRONG_NONCE', 'currency is over another nonce');
    if (body.configId !== config.id) throw new ProtocolError('WRONG_CONFIG', 'currency is of another config');
  }
  const guardians = [...new Set(statements.map((statement) => statement.body.signer.index))].sort((a, b) => a - b);
  const needed = config.size.approvalThreshold;
  if (guardians.length < needed) {
    throw new ProtocolError(
      'QUORUM_NOT_REACHED',
      `${String(needed)} guardians must call the epoch current, got ${String(guardians.length)}`,
    );
  }
  return { config, guardians } as unknown as CurrentConfig;
}
