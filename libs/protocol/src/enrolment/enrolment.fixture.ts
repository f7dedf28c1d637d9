import {
  encodeBase64url,
  sealingKeyPairFromSeed,
  SecretBytes,
  sha256,
  signingKeyPairFromSeed,
  utf8,
  type Rng,
  type SealingKeyPair,
  type SigningKey,
} from '@wardkeep/crypto';
import { verifyCard } from '../federation/card.js';
import { cosignConfig } from '../federation/config-signatures.js';
import { verifyFoundingConfig, type SealedConfig } from '../federation/config.js';
import { proposeConfig } from '../federation/propose-config.js';
import { parseLookupId } from '../identity/lookup-id.js';
import { normalizeMemorable } from '../memorable/normalize-memorable.js';
import { signStatement, type ParsedStatement } from '../statements/envelope.js';
import type { BackupId } from '../statements/fields.js';
import type { Body, StatementType } from '../statements/registry.js';
import type { BackupToSeal, SealedBackup } from './seal-backup.js';
import type { EnrolmentRequest, GuardianSeat } from './verify-enrolment.js';

export const ISSUED_AT = 1_760_000_000_000;

/** A repeatable source: the same seed gives the same bytes. */
export function seededRng(seed: string): Rng {
  let count = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        out.set(sha256(utf8(`${seed} ${String(count++)}`)).subarray(0, Math.min(32, length - at)), at);
      }
      return out;
    },
  };
}

/** A federation whose guardians can open what is sealed to them. Needs `cryptoReady()`. */
export interface Federation {
  readonly config: SealedConfig;
  readonly signingKeys: readonly SigningKey[];
  readonly sealingKeys: readonly SealingKeyPair[];
}

export function federationOf(n: number, recoverThreshold = Math.floor(n / 2) + 1, name = 'Lighthouse'): Federation {
  const seeds = Array.from({ length: n }, (_, at) => `${name} ${String(at + 1)}`);
  const signingKeys = seeds.map((seed) => signingKeyPairFromSeed(sha256(utf8(`signing ${seed}`))));
  const sealingKeys = seeds.map((seed) => sealingKeyPairFromSeed(sha256(utf8(`sealing ${seed}`))));
  const cards = seeds.map((seed, at) => {
    const body = {
      type: 'guardian-card',
      version: 1,
      federationId: null,
      epoch: 1,
      signer: { role: 'node', key: encodeBase64url(signingKeys[at]!.publicKey) },
      issuedAt: ISSUED_AT,
      name: seed,
      sealingKey: encodeBase64url(sealingKeys[at]!.publicKey),
      instanceKey: encodeBase64url(signingKeyPairFromSeed(sha256(utf8(`instance ${seed}`))).publicKey),
      contact: 'at the harbour',
      softwareVersion: '0.1.0',
      protocolVersion: 1,
    };
    return verifyCard(signStatement(body as unknown as Body<'guardian-card'>, signingKeys[at]!).text);
  });
  const policies = {
    openEnrolment: false,
    recoveryDelaySeconds: 86_400,
    inheritanceWaitingSeconds: 2_592_000,
    payloadBytes: 65_536,
  };
  const proposal = {
    name,
    cards,
    recoverThreshold,
    approvalThreshold: recoverThreshold,
    policies,
    issuedAt: ISSUED_AT,
  };
  const proposed = proposeConfig(proposal, signingKeys[0]!);
  const sealed = signingKeys.reduce((config, key) => cosignConfig(config, key), proposed);
  return { config: verifyFoundingConfig(sealed.statement.text), signingKeys, sealingKeys };
}

export function seatOf({ config, sealingKeys }: Federation, index: number): GuardianSeat {
  return { config, index, sealingKey: sealingKeys[index - 1]! };
}

export const OWNER = signingKeyPairFromSeed(sha256(utf8('owner')));
export const LOOKUP_ID = parseLookupId(sha256(utf8('lookup')));
export const SEED_PHRASE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
export const MEMORABLE = 'Grandmother’s Bakery, Third Oven';

export function backupOf(federation: Federation, changes: Partial<BackupToSeal> = {}): BackupToSeal {
  return {
    config: federation.config,
    ownerKey: OWNER,
    backupId: encodeBase64url(sha256(utf8('backup')).subarray(0, 16)) as BackupId,
    backupVersion: 1,
    lookupId: LOOKUP_ID,
    paths: { recovery: { unlock: 'memorable', memorable: normalizeMemorable(MEMORABLE) } },
    secrets: [{ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8(SEED_PHRASE)) }],
    policy: { number: 1, paths: {} },
    issuedAt: ISSUED_AT,
    ...changes,
  };
}

export function requestOf(
  sealed: SealedBackup,
  index: number,
  changes: Partial<EnrolmentRequest> = {},
): EnrolmentRequest {
  return {
    manifest: sealed.manifest.text,
    epochPart: sealed.epochPart.text,
    policy: sealed.policy.text,
    parcel: sealed.parcels.get(index)!,
    payload: sealed.payload,
    ...changes,
  };
}

/** Signs a changed body again, as a dishonest owner would. */
export function resigned<T extends StatementType>(
  statement: ParsedStatement<T>,
  key: SigningKey,
  changes: object,
): string {
  return signStatement({ ...statement.body, ...changes }, key).text;
}

/** The receipt of one guardian for a sealed backup. */
export function receiptOf(federation: Federation, sealed: SealedBackup, index: number, changes: object = {}): string {
  const key = federation.signingKeys[index - 1]!;
  const body = {
    type: 'receipt',
    version: 1,
    federationId: federation.config.federationId,
    epoch: federation.config.epoch,
    signer: { role: 'guardian', index, key: encodeBase64url(key.publicKey) },
    generation: 1,
    issuedAt: ISSUED_AT,
    backupId: sealed.manifest.body.header.backupId,
    backupVersion: sealed.manifest.body.header.backupVersion,
    manifestId: sealed.manifest.id,
    epochPartId: sealed.epochPart.id,
    policyId: sealed.policy.id,
    ...changes,
  };
  return signStatement(body as never, key).text;
}

/** The text with one character changed inside a value that it holds. */
export function flipped(text: string, value: string): string {
  const at = text.indexOf(value) + Math.floor(value.length / 2);
  if (at < 0) throw new Error('value is not in the text');
  return `${text.slice(0, at)}${text[at] === 'A' ? 'E' : 'A'}${text.slice(at + 1)}`;
}
