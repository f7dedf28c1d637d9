import type { SigningKey } from '@wardkeep/crypto';
import { decodeBase64url, encodeBase64url, sha256 } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { verifyGuardianStatement, type SealedConfig } from '../federation/config.js';
import {
  parseEnvelopeOf,
  signStatement,
  statementOf,
  type ParsedStatement,
  type VerifiedStatement,
} from '../statements/envelope.js';
import type { BackupId, SigningKeyText, StatementId } from '../statements/fields.js';
import type { Body } from '../statements/registry.js';
import { verifyParsed } from '../statements/verify.js';

/** The version of a backup that a receipt or a commit must be for. */
export interface BackupVersion {
  readonly backupId: BackupId;
  readonly backupVersion: number;
  readonly manifestId: StatementId;
  readonly epochPartId: StatementId;
}

declare const verified: unique symbol;
/** A guardian has this very version on disk; only {@link verifyReceipt} makes one. */
export interface Receipt extends VerifiedStatement<'receipt'> {
  readonly [verified]: 'receipt';
}
/** The owner made a version the backup, with enough receipts; only {@link verifyCommit} makes one. */
export interface Commit extends VerifiedStatement<'commit'> {
  readonly [verified]: 'commit';
  /** Guardians whose receipts it carries, each once. */
  readonly holders: readonly number[];
}

/**
 * Reads a receipt.
 *
 * @param text - canonical text of the envelope
 * @param config - the config whose guardians may sign
 * @param version - the version that it must be for
 * @param index - the guardian that must have signed; any when left out
 * @throws ProtocolError as `verifyGuardianStatement`, and RECEIPT_INVALID when it is for another version
 */
export function verifyReceipt(text: string, config: SealedConfig, version: BackupVersion, index?: number): Receipt {
  const receipt = verifyGuardianStatement(text, 'receipt', config, index);
  requireVersion(receipt.body, version);
  return receipt as Receipt;
}

/**
 * Reads a commit: signed by the owner, with valid receipts of at least min(n, max(t + 1, q)) distinct guardians.
 *
 * @param commit - canonical text of the envelope, or the statement read from it
 * @param config - the config whose guardians gave the receipts
 * @param expected - the version, and the owner key in force
 * @param known - canonical text of a receipt that the caller itself has signed, and need not verify again
 * @throws ProtocolError as `verifyStatement` and {@link verifyReceipt}, and WRONG_SUBJECT, RECEIPTS_TOO_FEW
 */
export function verifyCommit(
  commit: string | ParsedStatement<'commit'>,
  config: SealedConfig,
  expected: BackupVersion & { readonly ownerKey: string },
  known: string | null = null,
): Commit {
  const { federationId, epoch, size } = config;
  const statement = verifyParsed(statementOf(commit, 'commit'), {
    federationId,
    epoch,
    signerKey: expected.ownerKey,
  });
  const { body } = statement;
  for (const name of ['backupId', 'backupVersion', 'manifestId'] as const) {
    if (body[name] !== expected[name])
      throw new ProtocolError('WRONG_SUBJECT', `${name} of the commit is another than expected`);
  }
  const holders = new Set<number>();
  for (const receipt of body.receipts) {
    holders.add(
      receipt === known ? ownIndex(receipt, expected) : verifyReceipt(receipt, config, expected).body.signer.index,
    );
  }
  if (holders.size < size.minReceipts) {
    throw new ProtocolError(
      'RECEIPTS_TOO_FEW',
      `receipts must be of at least ${String(size.minReceipts)} guardians, got ${String(holders.size)}`,
    );
  }
  return Object.assign(statement, { holders: [...holders].toSorted((a, b) => a - b) }) as unknown as Commit;
}

/**
 * Signs the commit of a version.
 *
 * @param version - what is committed
 * @param receipts - of distinct guardians, verified
 * @param parcels - sealed to each guardian, base64url, by index: the commit names those of guardians that gave no receipt
 * @param common - config, owner key, time in milliseconds since 1970
 * @throws ProtocolError RECEIPTS_TOO_FEW
 */
export function signCommit(
  version: BackupVersion,
  receipts: readonly Receipt[],
  parcels: ReadonlyMap<number, string>,
  common: { readonly config: SealedConfig; readonly ownerKey: SigningKey; readonly issuedAt: number },
): ParsedStatement<'commit'> {
  const { config, ownerKey, issuedAt } = common;
  const byGuardian = new Map(receipts.map((receipt) => [receipt.body.signer.index, receipt.text as string]));
  if (byGuardian.size < config.size.minReceipts) {
    throw new ProtocolError(
      'RECEIPTS_TOO_FEW',
      `receipts must be of at least ${String(config.size.minReceipts)} guardians, got ${String(byGuardian.size)}`,
    );
  }
  return signStatement<'commit'>(
    {
      type: 'commit',
      version: 1,
      federationId: config.federationId,
      epoch: config.epoch,
      signer: { role: 'owner', key: encodeBase64url(ownerKey.publicKey) as SigningKeyText },
      issuedAt,
      backupId: version.backupId,
      backupVersion: version.backupVersion,
      manifestId: version.manifestId,
      receipts: [...byGuardian].toSorted(([a], [b]) => a - b).map(([, text]) => text),
      absentParcels: [...parcels]
        .filter(([index]) => !byGuardian.has(index))
        .toSorted(([a], [b]) => a - b)
        .map(([index, parcel]) => ({ index, digest: parcelDigest(parcel) })),
    },
    ownerKey,
  );
}

/**
 * Checks that the owner named parcels in the commit that they come with. Anyone may carry a commit, and could otherwise have
 * holders keep rubbish in the place of an absent guardian's parcel.
 *
 * @param commit - body of a commit
 * @param parcels - as they came beside it
 * @throws ProtocolError WRONG_SUBJECT
 */
export function requireNamedParcels(
  { absentParcels }: Pick<Body<'commit'>, 'absentParcels'>,
  parcels: readonly { readonly index: number; readonly parcel: string }[],
): void {
  const named = new Map(absentParcels.map(({ index, digest }) => [index, digest]));
  for (const { index, parcel } of parcels) {
    if (named.get(index) !== parcelDigest(parcel)) {
      throw new ProtocolError(
        'WRONG_SUBJECT',
        `parcel for guardian ${String(index)} is not the one that the commit names`,
      );
    }
  }
}

const parcelDigest = (parcel: string): string => encodeBase64url(sha256(decodeBase64url(parcel)));

/** One's own signature need not be verified again; what it was given for must. */
function ownIndex(receipt: string, version: BackupVersion): number {
  const { body } = parseEnvelopeOf(receipt, 'receipt');
  requireVersion(body, version);
  return body.signer.index;
}

function requireVersion(body: Body<'receipt'>, version: BackupVersion): void {
  for (const name of ['backupId', 'backupVersion', 'manifestId', 'epochPartId'] as const) {
    if (body[name] !== version[name])
      throw new ProtocolError('RECEIPT_INVALID', `${name} of the receipt is another than expected`);
  }
}
