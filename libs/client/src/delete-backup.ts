import { cryptoReady, encodeBase64url } from '@wardkeep/crypto';
import { LIMITS, signStatement, type BackupId, type FederationId, type SigningKeyText } from '@wardkeep/protocol';
import { carry } from './carry.js';
import {
  changeState,
  during,
  InputError,
  openFederation,
  readState,
  summarizeOutcomes,
  type ClientContext,
  type GuardianOutcome,
} from './core/index.js';
import { findOwnerKey } from './enrolment/owner-key.js';
import { isSameBackup } from './enrolment/version-to-enrol.js';

/** What a deletion came to. */
export interface DeletionResult {
  /** When guardians drop the backup, unless a claim on it is open then; milliseconds since 1970. */
  readonly effectiveAt: number;
  readonly outcomes: readonly GuardianOutcome[];
}

const NONCE_BYTES = 32;

/**
 * Gives up a backup: every version of it is dropped 7 days later, and never while a claim is open. The device remembers when, until
 * a new version takes its place.
 *
 * @param context - the context
 * @param backupId - which backup
 * @param federationId - may be left out on a device that has joined only one
 * @throws InputError NOT_JOINED, NOT_ENROLLED
 * @throws TooFewGuardiansError when fewer than t guardians have taken it
 */
export async function deleteBackup(
  context: ClientContext,
  backupId: BackupId,
  federationId?: FederationId,
): Promise<DeletionResult> {
  await cryptoReady();
  const federation = await openFederation(context, federationId);
  const { config } = federation;
  const state = await readState(context);
  const known = state.backups.find((backup) => isSameBackup(backup, { federationId: config.federationId, backupId }));
  const owner = known === undefined ? null : findOwnerKey(state, config.federationId, known.ownerKey);
  if (owner === null) throw new InputError('NOT_ENROLLED', 'this device knows no such backup');
  const issuedAt = context.clock.now();
  const statement = signStatement<'deletion'>(
    {
      type: 'deletion',
      version: 1,
      federationId: config.federationId,
      epoch: config.epoch,
      signer: { role: 'owner', key: encodeBase64url(owner.key.publicKey) as SigningKeyText },
      issuedAt,
      backupId,
      nonce: encodeBase64url(context.rng.bytes(NONCE_BYTES)),
    },
    owner.key,
  );
  const need = config.size.recoverThreshold;
  const { outcomes } = await during(context, 'carry', () => carry(context, federation, statement, { need }));
  const effectiveAt = issuedAt + LIMITS.ownerChangeSeconds * 1000;
  await changeState(context, (changed) => ({
    ...changed,
    backups: changed.backups.map((backup) =>
      isSameBackup(backup, { federationId: config.federationId, backupId })
        ? { ...backup, endsAt: effectiveAt }
        : backup,
    ),
  }));
  return { effectiveAt, outcomes: summarizeOutcomes(outcomes) };
}
