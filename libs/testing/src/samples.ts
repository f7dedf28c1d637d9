import {
  encodeBase64url,
  generateSigningKeyPair,
  multiplyBase,
  randomScalar,
  sha256,
  type SigningKey,
} from '@wardkeep/crypto';
import type { Body, ParsedStatement, StatementType } from '@wardkeep/protocol';
import { guardianAt, type TestFederation } from './federation.js';
import { signAsClaimant, signAsGuardian, signAsOwner } from './statements.js';

/** Keys of the people in a test, beside the guardians. */
export interface TestPeople {
  readonly owner: SigningKey;
  readonly session: SigningKey;
  readonly claimKey: SigningKey;
}

/**
 * One well-formed, rightly signed statement of every type that a federation exchanges, each about the others where it can
 * be. Points and digests are random: what they commit to is not consistent.
 *
 * @param federation - who signs
 * @param people - the owner and the claimant; fresh keys when left out
 */
export function sampleStatements(
  federation: TestFederation,
  people: TestPeople = {
    owner: generateSigningKeyPair(federation.rng),
    session: generateSigningKeyPair(federation.rng),
    claimKey: generateSigningKeyPair(federation.rng),
  },
): { readonly [T in StatementType]: ParsedStatement<T> } {
  const { config, rng, now } = federation;
  const { owner, session, claimKey } = people;
  const bytes = (length: number): never => encodeBase64url(rng.bytes(length)) as never;
  const point = (): string => encodeBase64url(multiplyBase(randomScalar(rng)));
  const keyText = (key: SigningKey): never => encodeBase64url(key.publicKey) as never;
  const perGuardian = <T extends object>(make: () => T): (T & { index: number })[] =>
    config.guardians.map(({ index }) => ({ index, ...make() }));

  const backupId: never = bytes(16);
  const [oprfKey, releaseKey] = [point(), point()];
  const manifest = signAsOwner(federation, owner, 'manifest', {
    header: {
      suite: 'wardkeep-1',
      backupId,
      backupVersion: 1,
      ownerKey: keyText(owner),
      lookupVersion: 1,
      identityDigest: bytes(32),
      paths: {
        recovery: {
          unlock: 'memorable',
          guessLimit: 10,
          kdf: { name: 'argon2id', memoryKib: 65_536, passes: 3, parallelism: 4 },
          salt: bytes(16),
          normalization: 'memorable-1',
          oprfKey,
          releaseKey,
          claimKey: keyText(claimKey),
        },
      },
    },
    encryptedKeyDigests: { recovery: bytes(32) },
    payload: { digest: bytes(32), length: 4096 },
    macs: { recovery: bytes(32) },
  });
  const commitments = (first: string): string[] =>
    Array.from({ length: config.size.recoverThreshold }, (_, at) => (at === 0 ? first : point()));
  const epochPart = signAsOwner(federation, owner, 'epoch-part', {
    manifestId: manifest.id,
    configId: config.id,
    paths: {
      recovery: {
        oprfCommitments: commitments(oprfKey),
        releaseCommitments: commitments(releaseKey),
        shardDigests: perGuardian(() => ({ digest: bytes(32) })),
      },
    },
  });
  const policy = signAsOwner(federation, owner, 'policy', {
    backupId,
    number: 1,
    paths: { recovery: {} },
    executors: [],
    contacts: [],
  });
  const version = { backupId, backupVersion: 1, manifestId: manifest.id };
  const receipts = config.guardians.map(({ index }) =>
    signAsGuardian(federation, index, 'receipt', { ...version, epochPartId: epochPart.id, policyId: policy.id }),
  );
  const claim = signAsClaimant(federation, [session], 'claim', {
    kind: 'recovery',
    path: 'recovery',
    configId: config.id,
    sealingKey: bytes(32),
    identityDigest: bytes(32),
    executorDigest: null,
    parcelDigests: perGuardian(() => ({ digest: bytes(32) })),
    evidence: [],
  });
  const vote: ParsedStatement<'vote'> = signAsGuardian(federation, 1, 'vote', {
    claimId: claim.id,
    configId: config.id,
    decision: 'approve',
    method: 'in-person',
    documents: ['passport'],
  });
  const guess = {
    configId: config.id,
    manifestId: manifest.id,
    path: 'recovery',
    attempt: 1,
    claimId: claim.id,
  } as const;
  const alphaDigest = encodeBase64url(sha256(rng.bytes(32)));
  const about = { claimId: claim.id, manifestId: manifest.id, path: 'recovery' } as const;
  const releaseRequest = signAsClaimant(federation, [session, claimKey], 'release-request', {
    ...about,
    attempt: 1,
    guardianIndex: 1,
    nonce: bytes(32),
  });
  const inviteId: never = bytes(16);
  const { card, announcement } = guardianAt(federation, 1);
  return {
    'guardian-card': card,
    'url-announcement': announcement,
    'federation-config': config.statement,
    currency: signAsGuardian(federation, 1, 'currency', { nonce: bytes(32), configId: config.id }),
    invite: signAsGuardian(federation, 1, 'invite', {
      inviteId,
      tokenKey: bytes(32),
      uses: 1,
      expiresAt: now + 86_400_000,
      quotaBytes: 1024 * 1024,
    }),
    'invite-revocation': signAsGuardian(federation, 1, 'invite-revocation', { inviteId }),
    'winding-down': signAsGuardian(federation, 1, 'winding-down', { configId: config.id }),
    manifest,
    'epoch-part': epochPart,
    policy,
    receipt: signAsGuardian(federation, 1, 'receipt', { ...version, epochPartId: epochPart.id, policyId: policy.id }),
    commit: signAsOwner(federation, owner, 'commit', {
      ...version,
      receipts: receipts.map(({ text }) => text),
      absentParcels: [],
    }),
    'check-up-request': signAsOwner(federation, owner, 'check-up-request', { guardianIndex: 1, nonce: bytes(32) }),
    health: signAsGuardian(federation, 1, 'health', {
      nonce: bytes(32),
      backups: [{ ...version, status: 'committed', held: true, paths: [heldPath(bytes)] }],
    }),
    'check-in': signAsOwner(federation, owner, 'check-in', { backupId, nonce: bytes(32) }),
    deletion: signAsOwner(federation, owner, 'deletion', { backupId, nonce: bytes(32) }),
    claim,
    'claim-query': signAsClaimant(federation, [session], 'claim-query', { claimId: claim.id, nonce: bytes(32) }),
    vote,
    veto: signAsOwner(federation, owner, 'veto', { claimId: claim.id, backupId }),
    override: signAsGuardian(federation, 1, 'override', { claimId: claim.id, backupId, ownerKey: keyText(owner) }),
    unlock: signAsGuardian(federation, 1, 'unlock', { manifestId: manifest.id, path: 'recovery', limit: 15 }),
    'attempt-request': signAsClaimant(federation, [session], 'attempt-request', { ...guess, alphaDigest }),
    ticket: signAsGuardian(federation, 1, 'ticket', { ...guess, alphaDigest }),
    evaluation: signAsGuardian(federation, 1, 'evaluation', { ...guess, alphaDigest, beta: point(), proof: bytes(64) }),
    'release-request': releaseRequest,
    release: signAsGuardian(federation, 1, 'release', {
      ...about,
      requestId: releaseRequest.id,
      certificate: [vote.id],
      sealedDigest: bytes(32),
    }),
    'owner-key': signAsClaimant(federation, [session, claimKey], 'owner-key', {
      ...about,
      backupId,
      newOwnerKey: bytes(32),
    }),
  };
}

function heldPath(bytes: (length: number) => never): Body<'health'>['backups'][number]['paths'][number] {
  return { path: 'recovery', shardDigest: bytes(32), oprfProof: bytes(64), releaseProof: bytes(64) };
}
