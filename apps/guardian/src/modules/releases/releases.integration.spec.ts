import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  blind,
  combineParts,
  decodeBase64url,
  encodeBase64url,
  evaluateWhole,
  sealingKeyPairFromSeed,
  sha256,
  systemRng,
  utf8,
  type SigningKey,
} from '@wardkeep/crypto';
import {
  alphaDigestOf,
  buildOwnerKey,
  buildReleaseRequest,
  derivePathKeys,
  normalizeMemorable,
  openParcel,
  openReleasedParts,
  signStatement,
  stretchMemorable,
  verifyEpochPart,
  verifyManifest,
  type AttemptFields,
  type BuiltClaim,
  type SealedBackup,
} from '@wardkeep/protocol';
import { describeOnBothEngines } from '../../testing/databases.js';
import {
  buildRecoveryNode,
  codeOf,
  DELAY,
  IDENTITY,
  OPERATOR,
  type RecoveryNode,
} from '../claims/recovery-node.fixture.js';
import { keyOf, textOf } from '../enrolment/enrolment.fixture.js';

const WEEK = 7 * 86_400_000;
const PAPERS = { identity: IDENTITY, method: 'in-person' as const, documents: ['passport'] };

describeOnBothEngines('when parts are released', (databases) => {
  let node: RecoveryNode;
  let built: BuiltClaim;
  let sealed: SealedBackup;
  let claimKey: SigningKey;
  beforeEach(async () => {
    node = await buildRecoveryNode(await databases.open());
    sealed = await node.enrol();
    built = await node.openClaim();
    claimKey = await claimKeyOf(node, sealed);
  });
  afterEach(() => node.stop());

  const wanted = () => ({ claimId: built.claim.id, manifestId: sealed.manifest.id, path: 'recovery' as const });
  const keysWith = (key = claimKey) => ({ session: built.session.signing, claimKey: key });
  const requestWith = (change: object = {}, key = claimKey) =>
    buildReleaseRequest(
      { ...wanted(), attempt: 1, guardianIndex: 1, ...change },
      node.scene.config,
      keysWith(key),
      node.clock.now(),
      systemRng,
    );
  const release = (withPayload = false, ...args: Parameters<typeof requestWith>) =>
    node.releases.release(requestWith(...args).text, withPayload);
  const veto = (owner = 'ada') => {
    const body = {
      type: 'veto',
      version: 1,
      federationId: node.scene.config.federationId,
      epoch: 1,
      signer: { role: 'owner', key: textOf(keyOf(owner)) },
      issuedAt: node.clock.now(),
      claimId: built.claim.id,
      backupId: sealed.manifest.body.header.backupId,
    };
    return node.statements.accept({ text: signStatement(body as never, keyOf(owner)).text }, 'client');
  };
  const takeOver = (key = claimKey, owner = 'new owner', origin: 'client' | 'peer/2' = 'client') => {
    const { backupId } = sealed.manifest.body.header;
    const fields = { ...wanted(), backupId, newOwnerKey: textOf(keyOf(owner)) as never };
    const { text } = buildOwnerKey(fields, node.scene.config, keysWith(key), node.clock.now());
    return node.statements.accept({ text }, origin);
  };
  const ownerKey = async () =>
    (await node.db.query<{ owner_key: string }>('SELECT owner_key FROM backups'))[0]?.owner_key;

  it('hands over shard and part, sealed to the session, with certificate, request and release in the log', async () => {
    await node.approve(built.claim.id);
    const request = requestWith();
    const answer = await node.releases.release(request.text, true);
    const { config } = node.scene;
    const manifest = verifyManifest(sealed.manifest.text, { federationId: config.federationId });
    const commitments = verifyEpochPart(sealed.epochPart.text, manifest, config).paths.get('recovery')!;
    const parts = await openReleasedParts(
      answer,
      {
        config,
        index: 1,
        ...wanted(),
        requestId: request.id,
        shardDigest: commitments.shardDigests.get(1)!,
        commitments: commitments.release,
      },
      built.session.sealing,
    );
    expect(parts.statement.body.certificate).toHaveLength(3);
    expect(decodeBase64url(answer.payload!)).toEqual(sealed.payload);
    expect(await node.count('statements', 'log_index IS NULL')).toBe(0);
    expect((await node.standing.getSigner(built.claim.id)).claim.status).toBe('released');
    expect((await release()).payload).toBeUndefined();
    expect(await node.count('releases')).toBe(1);
  });

  it('refuses without the claim key, for another guardian, before the delay is over, or before it acts', async () => {
    for (const index of [2, 3, 4]) await node.voteAs(index, built.claim.id);
    expect(await codeOf(() => release())).toBe('DELAY_NOT_OVER');
    node.clock.time += DELAY;
    expect(await codeOf(() => release(false, {}, keyOf('guessed')))).toBe('SIGNATURE_MISSING');
    expect(await codeOf(() => release(false, { guardianIndex: 2 }))).toBe('WRONG_SUBJECT');
    expect(await codeOf(() => release(false, { manifestId: built.claim.id }))).toBe('BACKUP_NOT_FOUND');
    node.gate.isOpen = false;
    expect(await codeOf(() => release())).toBe('NOT_ACTING');
    expect(await node.count('statements', "type = 'release'")).toBe(0);
  });

  it('stops at a veto, and tells one that comes after the release that it is too late', async () => {
    await node.approve(built.claim.id);
    expect(await codeOf(() => veto('thief'))).toBe('WRONG_SIGNER');
    await veto();
    expect(await codeOf(() => release())).toBe('CLAIM_VETOED');
    expect((await node.cases.get(built.claim.id)).status).toBe('vetoed');
    node.clock.time += 1;
    built = await node.openClaim();
    await node.approve(built.claim.id);
    await release();
    expect(await codeOf(() => veto())).toBe('CLAIM_RELEASED');
  });

  it('goes on 7 days after q guardians overrode the owner key that vetoed', async () => {
    await node.votes.vote(built.claim.id, { decision: 'approve', ...PAPERS }, OPERATOR);
    const { backupId } = sealed.manifest.body.header;
    const request = { backupId, ...PAPERS };
    expect(await codeOf(() => node.votes.override(built.claim.id, request, OPERATOR))).toBe('NOTHING_TO_OVERRIDE');
    await veto();
    const override = (index: number) => {
      const fields = { claimId: built.claim.id, backupId, ownerKey: textOf(keyOf('ada')) };
      return node.statements.accept({ text: node.signAs(index, 'override', fields).text }, `peer/${index}`);
    };
    await node.votes.override(built.claim.id, request, OPERATOR);
    await node.votes.override(built.claim.id, request, OPERATOR);
    expect(await node.count('statements', "type = 'override'")).toBe(1);
    await override(2);
    await override(3);
    expect(await node.count('owner_key_overrides')).toBe(0);
    await node.voteAs(2, built.claim.id);
    await node.voteAs(3, built.claim.id);
    expect(await node.count('owner_key_overrides')).toBe(1);
    node.clock.time += WEEK - 1;
    expect(await codeOf(() => release())).toBe('CLAIM_VETOED');
    node.clock.time += 1;
    expect(await codeOf(() => release())).toBe('ok');
  });

  it('lets only a guardian that approves override, with the papers in hand', async () => {
    await veto();
    const request = { backupId: sealed.manifest.body.header.backupId, ...PAPERS };
    expect(await codeOf(() => node.votes.override(built.claim.id, request, OPERATOR))).toBe('NOT_APPROVED_HERE');
    const other = { ...request, identity: { ...IDENTITY, surname: 'Other' } };
    expect(await codeOf(() => node.votes.override(built.claim.id, other, OPERATOR))).toBe('IDENTITY_MISMATCH');
  });

  it('does not count a correct guess as a failure, whoever was asked for the release', async () => {
    await node.approve(built.claim.id);
    const { alpha } = blind(new Uint8Array(32), systemRng);
    const fields: AttemptFields = {
      ...wanted(),
      configId: node.scene.config.id,
      attempt: 10,
      alphaDigest: alphaDigestOf(alpha),
    };
    await node.tickets.issue(node.signAsClaimant(built, 'attempt-request', fields));
    const foreign = requestWith({ attempt: 10, guardianIndex: 3 });
    await node.statements.accept({ text: foreign.text }, 'peer/3');
    await release(false, { attempt: 10 });
    await release(false, { attempt: 11 });
    expect(await node.count('attempt_successes')).toBe(1);
    // Operators see it so too: nine that were skipped, of ten, and the limit that an unlock has to be above.
    const { backups } = await node.cases.get(built.claim.id);
    expect(backups[0]?.guesses).toEqual({ spent: 9, limit: 10, left: 1 });
    const next = { ...fields, attempt: 11 };
    expect(await codeOf(() => node.tickets.issue(node.signAsClaimant(built, 'attempt-request', next)))).toBe('ok');
  });

  it('makes the claimant the owner, and voids the old key', async () => {
    expect(await codeOf(() => takeOver())).toBe('NOT_APPROVED');
    await node.approve(built.claim.id);
    expect(await codeOf(() => takeOver(keyOf('guessed')))).toBe('SIGNATURE_MISSING');
    await takeOver();
    expect(await ownerKey()).toBe(textOf(keyOf('new owner')));
    node.clock.time += 1;
    await takeOver(claimKey, 'second thoughts');
    expect(await ownerKey()).toBe(textOf(keyOf('new owner')));
    expect(await codeOf(() => veto())).toBe('WRONG_SIGNER');
  });

  it('lets only the claim key of the newest committed version install an owner', async () => {
    await node.approve(built.claim.id);
    const older = claimKey;
    const newer = await node.enrol('ada', undefined, { backupVersion: 2, number: 2 });
    expect(await codeOf(() => takeOver(older))).toBe('BACKUP_SUPERSEDED');
    expect(await node.count('statements', "type = 'owner-key'")).toBe(0);
    expect(await node.count('backups', `owner_key = '${textOf(keyOf('ada'))}'`)).toBe(2);
    sealed = newer;
    await takeOver(await claimKeyOf(node, newer));
    expect(await node.count('backups', `owner_key = '${textOf(keyOf('new owner'))}'`)).toBe(2);
  });

  it('believes t guardians that released, whatever its own clock and a late veto say', async () => {
    for (const index of [2, 3, 4]) await node.voteAs(index, built.claim.id);
    await veto();
    const fields = {
      ...wanted(),
      requestId: built.claim.id,
      certificate: [built.claim.id],
      sealedDigest: built.claim.id,
    };
    for (const index of [2, 3])
      await node.statements.accept({ text: node.signAs(index, 'release', fields).text }, 'client');
    expect(await codeOf(() => takeOver())).toBe('CLAIM_VETOED');
    await node.statements.accept({ text: node.signAs(4, 'release', fields).text }, 'client');
    await takeOver();
    expect(await ownerKey()).toBe(textOf(keyOf('new owner')));
  });
});

const known = new Map<string, SigningKey>();

/** The claim key that the memorable information gives: three parts of k are what it takes. */
async function claimKeyOf({ scene }: RecoveryNode, { manifest, parcels }: SealedBackup): Promise<SigningKey> {
  const found = known.get(manifest.id);
  if (found !== undefined) return found;
  const { header } = manifest.body;
  const parts = await Promise.all(
    [2, 3, 4].map(async (index) => {
      const pair = sealingKeyPairFromSeed(sha256(utf8(`sealing ${index}`)));
      const { federationId, epoch } = scene.config;
      const context = { federationId, epoch, sender: header.ownerKey, recipient: encodeBase64url(pair.publicKey) };
      const parcel = await openParcel({ ...context, subject: manifest.id }, pair, parcels.get(index)!);
      return { index, part: parcel.paths.get('recovery')!.oprfPart };
    }),
  );
  const salt = decodeBase64url(header.paths.recovery!.salt);
  const stretched = await stretchMemorable(normalizeMemorable('memorable'), salt);
  const rwd = evaluateWhole(combineParts(parts), stretched.input.reveal());
  const { claimKey } = derivePathKeys(stretched, rwd, salt, 'recovery');
  known.set(manifest.id, claimKey);
  return claimKey;
}
