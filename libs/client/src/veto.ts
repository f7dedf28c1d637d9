import { cryptoReady, encodeBase64url, signingKeyPairFromSeed } from '@wardkeep/crypto';
import {
  backupIdField,
  signStatement,
  statementIdField,
  type FederationId,
  type SigningKeyText,
} from '@wardkeep/protocol';
import { carry } from './carry.js';
import {
  during,
  InputError,
  openFederation,
  readState,
  summarizeOutcomes,
  type ClientContext,
  type GuardianOutcome,
} from './core/index.js';

/** Which claim is stopped, on which backup. */
export interface VetoInput {
  readonly claimId: string;
  readonly backupId: string;
  /** Which federation; may be left out on a device that has joined only one. */
  readonly federationId?: FederationId;
}

/**
 * Stops a claim on one of this owner's backups. Enough guardians must know of it that the others cannot release.
 *
 * @param context - the context
 * @param input - claim and backup, as a check-up shows them
 * @returns what each guardian said; those that were down learn of it from the others
 * @throws InputError NOT_ENROLLED when this device is not the owner, INPUT_INVALID
 * @throws RefusedError such as CLAIM_RELEASED, OWNER_KEY_REPLACED; TooFewGuardiansError when too few took it to stop the claim
 */
export async function veto(context: ClientContext, input: VetoInput): Promise<readonly GuardianOutcome[]> {
  await cryptoReady();
  const federation = await openFederation(context, input.federationId);
  const { config, federationId } = federation;
  const claimId = statementIdField.safeParse(input.claimId);
  const backupId = backupIdField.safeParse(input.backupId);
  if (!claimId.success || !backupId.success)
    throw new InputError('INPUT_INVALID', 'claimId and backupId must be as a check-up shows them');
  const { backups, owners } = await readState(context);
  const backup = backups.find((each) => each.federationId === federationId && each.backupId === backupId.data);
  const owner = owners.find((each) => each.federationId === federationId && each.key === backup?.ownerKey);
  if (owner === undefined) throw new InputError('NOT_ENROLLED', 'this device owns no such backup');
  const key = signingKeyPairFromSeed(owner.seed.reveal());
  const statement = signStatement<'veto'>(
    {
      type: 'veto',
      version: 1,
      federationId,
      epoch: config.epoch,
      signer: { role: 'owner', key: encodeBase64url(key.publicKey) as SigningKeyText },
      issuedAt: context.clock.now(),
      claimId: claimId.data,
      backupId: backupId.data,
    },
    key,
  );
  // With so many against it, q guardians cannot ticket any more.
  const need = config.size.rejectionsToClose;
  const { outcomes } = await during(context, 'carry', () => carry(context, federation, statement, { need }));
  return summarizeOutcomes(outcomes);
}
