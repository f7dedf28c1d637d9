import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { encodeBase64url } from '@wardkeep/crypto';
import type { BuiltClaim, SealedBackup } from '@wardkeep/protocol';
import { describeOnBothEngines } from '../../testing/databases.js';
import { commitOf, keyOf, ownerStatement, sealFor, stageOf, textOf } from '../enrolment/enrolment.fixture.js';
import { buildRecoveryNode, codeOf, IDENTITY, OPERATOR, type RecoveryNode } from './recovery-node.fixture.js';

const DAY = 86_400_000;
const PAPERS = { identity: IDENTITY, method: 'in-person' as const, documents: ['passport'] };
const NONCE = encodeBase64url(new Uint8Array(32));

describeOnBothEngines('when a thief holds the owner key', (databases) => {
  let node: RecoveryNode;
  let sealed: SealedBackup;
  let built: BuiltClaim;
  beforeEach(async () => {
    node = await buildRecoveryNode(await databases.open());
    sealed = await node.enrol();
    built = await node.openClaim();
  });
  afterEach(() => node.stop());

  /** What the thief signs; the enrolment's statements and the claim's have their own doors in the fixture. */
  const say = (type: string, fields: object = {}) => {
    const { backupId } = sealed.manifest.body.header;
    const text = ownerStatement(node.scene, 'ada', type, { backupId, issuedAt: node.clock.now(), ...fields });
    return (type === 'veto' ? node.statements : node.node.statements).accept({ text }, 'client');
  };
  const veto = () => say('veto', { claimId: built.claim.id });

  it('keeps the backup from a deletion and a veto while the claim is not over', async () => {
    await say('deletion', { nonce: NONCE });
    await veto();
    expect((await node.standing.getSigner(built.claim.id)).claim.status).toBe('vetoed');
    node.clock.time += 8 * DAY;
    expect(await node.node.retirement.sweep(node.clock.now())).toBe(0);
    expect(await node.count('backups', "status = 'committed'")).toBe(1);
  });

  const policy = (number: number, recovery: object) =>
    say('policy', { number, paths: { recovery }, executors: [], contacts: [] });
  const replace = async () => {
    const newer = await sealFor(node.scene, 'ada', { backupVersion: 2 });
    const own = await node.node.staging.stage(stageOf(newer));
    const commit = commitOf(node.scene, 'ada', newer, { own, others: [2, 3, 4, 5] });
    await node.node.commits.commit({ commit, absentParcels: [] });
  };
  it('has its rights back once the guardians that overrode it reject the claim', async () => {
    await veto();
    const { backupId } = sealed.manifest.body.header;
    const overrideAs = (index: number, claim: BuiltClaim) => {
      const fields = { claimId: claim.claim.id, backupId, ownerKey: textOf(keyOf('ada')) };
      return node.statements.accept({ text: node.signAs(index, 'override', fields).text }, `peer/${index}`);
    };
    for (const index of [2, 3, 4]) {
      await node.voteAs(index, built.claim.id);
      await overrideAs(index, built);
    }
    expect(await node.count('owner_key_overrides')).toBe(1);
    node.clock.time += 8 * DAY;
    expect((await node.standing.get(node.db, built.claim.id)).state.status).toBe('approved');
    await node.voteAs(4, built.claim.id, 'reject');
    expect(await node.count('owner_key_overrides')).toBe(0);
    expect((await node.standing.getSigner(built.claim.id)).claim.status).toBe('vetoed');
    const other = await node.openClaim();
    for (const index of [2, 3, 4]) {
      await node.voteAs(index, other.claim.id);
      await overrideAs(index, other);
    }
    await node.voteAs(3, built.claim.id, 'reject');
    expect(await node.count('owner_key_overrides')).toBe(1);
  });

  it('puts the policy of the enrolment back, not one that was numbered below it later', async () => {
    sealed = await node.enrol('bo', { delaySeconds: 120 }, { number: 5 });
    const { backupId } = sealed.manifest.body.header;
    const statusOf = async () => {
      const { backups } = await node.standing.get(node.db, built.claim.id);
      return backups.find(({ row }) => row.backup_id === backupId)!.state;
    };
    const forged = {
      number: 1,
      paths: { recovery: { approvals: 5, delaySeconds: 300 * 86_400 } },
      executors: [],
      contacts: [],
    };
    const text = ownerStatement(node.scene, 'bo', 'policy', { backupId, issuedAt: node.clock.now(), ...forged });
    await node.node.statements.accept({ text }, 'peer/2');
    for (const index of [2, 3, 4]) await node.voteAs(index, built.claim.id);
    const approvedAt = node.clock.now();
    expect(await statusOf()).toMatchObject({ status: 'waiting', approvalsNeeded: 5 });
    const fields = { claimId: built.claim.id, backupId, ownerKey: textOf(keyOf('bo')) };
    for (const index of [2, 3, 4])
      await node.statements.accept({ text: node.signAs(index, 'override', fields).text }, `peer/${index}`);
    node.clock.time += 7 * DAY;
    expect(await statusOf()).toMatchObject({
      status: 'releasable',
      approvalsNeeded: 3,
      releasableAt: approvedAt + 120_000,
    });
  });

  const override = () =>
    node.votes.override(built.claim.id, { backupId: sealed.manifest.body.header.backupId, ...PAPERS }, OPERATOR);

  it.each<[string, () => Promise<unknown>]>([
    ['a veto', () => veto()],
    ['a check-in', () => say('check-in', { nonce: NONCE })],
    ['a deletion', () => say('deletion', { nonce: NONCE })],
    ['a stricter policy', () => policy(2, { approvals: 5, delaySeconds: 300 * 86_400 })],
    ['a newer version under another identity', () => replace()],
  ])('lets guardians override it after %s, and not before', async (_, act) => {
    await node.votes.vote(built.claim.id, { decision: 'approve', ...PAPERS }, OPERATOR);
    expect(await codeOf(override)).toBe('NOTHING_TO_OVERRIDE');
    await act();
    expect(await codeOf(override)).toBe('ok');
  });
});
