import {
  encodeBase64url,
  generateSealingKeyPair,
  generateSigningKeyPair,
  type Rng,
  type SealingKeyPair,
  type SigningKey,
} from '@wardkeep/crypto';
import {
  cosignConfig,
  proposeConfig,
  signStatement,
  verifyCard,
  verifyFoundingConfig,
  type FederationPolicies,
  type ParsedStatement,
  type SealedConfig,
} from '@wardkeep/protocol';
import { seededRng } from './rng.js';

/** A guardian of a test federation, with its private keys. */
export interface TestGuardian {
  readonly index: number;
  readonly name: string;
  readonly url: string;
  readonly signing: SigningKey;
  readonly sealing: SealingKeyPair;
  readonly instance: SigningKey;
  readonly card: ParsedStatement<'guardian-card'>;
  readonly announcement: ParsedStatement<'url-announcement'>;
}

/** A sealed federation whose private keys a test holds. */
export interface TestFederation {
  readonly config: SealedConfig;
  readonly guardians: readonly TestGuardian[];
  readonly rng: Rng;
  /** When it was sealed, ms since 1970. */
  readonly now: number;
}

/** What a test may choose about its federation. */
export interface FederationChoices {
  readonly guardians?: number;
  readonly recoverThreshold?: number;
  readonly approvalThreshold?: number;
  readonly policies?: Partial<FederationPolicies>;
  readonly name?: string;
  /** Equal seeds give equal federations. */
  readonly seed?: string;
  readonly now?: number;
}

const DEFAULT_POLICIES: FederationPolicies = {
  openEnrolment: true,
  recoveryDelaySeconds: 0,
  inheritanceWaitingSeconds: 60,
  payloadBytes: 1024 * 1024,
};

/**
 * Makes the keys, the card and the announcement of a guardian.
 *
 * @param index - its index in the federation to come
 * @param rng - randomness for its keys
 * @param now - when its statements are signed, ms since 1970
 * @param url - where it answers
 */
export function buildGuardian(
  index: number,
  rng: Rng,
  now: number,
  url = `https://guardian-${String(index)}.example`,
): TestGuardian {
  const signing = generateSigningKeyPair(rng);
  const sealing = generateSealingKeyPair(rng);
  const instance = generateSigningKeyPair(rng);
  const name = `Guardian ${String(index)}`;
  const founding = { version: 1, federationId: null as never, epoch: 1, issuedAt: now } as const;
  const signer = { role: 'node', key: encodeBase64url(signing.publicKey) as never } as const;
  const card = signStatement<'guardian-card'>(
    {
      ...founding,
      type: 'guardian-card',
      signer,
      name,
      sealingKey: encodeBase64url(sealing.publicKey) as never,
      instanceKey: encodeBase64url(instance.publicKey) as never,
      contact: `+41 00 000 00 ${String(index).padStart(2, '0')}`,
      softwareVersion: '0.1.0',
      protocolVersion: 1,
    },
    signing,
  );
  const announcement = signStatement<'url-announcement'>(
    { ...founding, type: 'url-announcement', signer, urls: [url] },
    signing,
  );
  return { index, name, url, signing, sealing, instance, card, announcement };
}

/**
 * Builds a sealed federation.
 *
 * @param choices - 5 guardians with default thresholds when left out
 */
export function buildFederation(choices: FederationChoices = {}): TestFederation {
  const n = choices.guardians ?? 5;
  const majority = Math.floor(n / 2) + 1;
  const recoverThreshold = choices.recoverThreshold ?? majority;
  const now = choices.now ?? Date.UTC(2030, 0, 1);
  const rng = seededRng(choices.seed ?? 'federation');
  const guardians = Array.from({ length: n }, (_, at) => buildGuardian(at + 1, rng, now));
  const [first, ...others] = guardians;
  if (first === undefined) throw new RangeError('a federation needs guardians');
  const proposal = {
    name: choices.name ?? 'Valley mint',
    cards: guardians.map(({ card }) => verifyCard(card.text)),
    recoverThreshold,
    approvalThreshold: choices.approvalThreshold ?? recoverThreshold,
    policies: { ...DEFAULT_POLICIES, ...choices.policies },
    issuedAt: now,
  };
  const signed = others.reduce(
    (config, { signing }) => cosignConfig(config, signing),
    proposeConfig(proposal, first.signing),
  );
  return { config: verifyFoundingConfig(signed.statement.text), guardians, rng, now };
}

/**
 * The guardian with an index.
 *
 * @param federation - the federation
 * @param index - from 1
 */
export function guardianAt(federation: TestFederation, index: number): TestGuardian {
  const found = federation.guardians.find((guardian) => guardian.index === index);
  if (found === undefined) throw new RangeError(`no guardian ${String(index)}`);
  return found;
}
