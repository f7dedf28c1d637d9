import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeBase64url } from '@wardkeep/crypto';
import type { SealedBackup } from '@wardkeep/protocol';
import type { Database } from '../../platform/database/database.js';
import { describeOnBothEngines } from '../../testing/databases.js';
import { backupIdOf, commitOf, keyOf, NOW, ownerStatement, sealFor, stageOf, textOf } from './enrolment.fixture.js';
import { buildNode, type EnrolmentNode } from './enrolment-node.fixture.js';

const DAY = 86_400_000;
const NONCE = encodeBase64url(new Uint8Array(32));

describeOnBothEngines('when versions are committed', (databases) => {
  let db: Database;
  let node: EnrolmentNode;
  beforeEach(async () => {
    db = await databases.open();
    node = await buildNode(db);
  });
  afterEach(() => node.stop());

  const stageAndCommit = async (
    owner: string,
    backupVersion = 1,
  ): Promise<{ sealed: SealedBackup; commit: string }> => {
    const sealed = await sealFor(node.scene, owner, { backupVersion });
    const own = await node.staging.stage(stageOf(sealed));
    const commit = commitOf(node.scene, owner, sealed, { own, others: [2, 3, 4, 5] });
    await node.commits.commit({ commit, absentParcels: [] });
    return { sealed, commit };
  };
  const statusOf = async (sealed: SealedBackup) => (await node.backups.find(sealed.manifest.id))?.status;
  const accept = (text: string) => node.statements.accept({ text }, 'client');

  it('commits once, however often it is asked', async () => {
    const sealed = await sealFor(node.scene, 'ada');
    const own = await node.staging.stage(stageOf(sealed));
    const commit = commitOf(node.scene, 'ada', sealed, { own, others: [2, 3, 4, 5] });
    await Promise.all(Array.from({ length: 20 }, () => node.commits.commit({ commit, absentParcels: [] })));
    node.clock.time += DAY;
    await node.commits.commit({ commit, absentParcels: [] });
    const row = await node.backups.find(sealed.manifest.id);
    expect(row).toMatchObject({ status: 'committed', committed_at: NOW });
    expect(await node.count('statements', "type = 'commit' AND shared = 1")).toBe(1);
    expect(await node.staging.stage(stageOf(sealed))).toBe(own);
  });
  it('commits when the statement comes from a peer, and without this node’s receipt', async () => {
    const sealed = await sealFor(node.scene, 'ada');
    await node.staging.stage(stageOf(sealed));
    const commit = commitOf(node.scene, 'ada', sealed, { others: [2, 3, 4, 5] });
    expect((await node.statements.accept({ text: commit }, 'peer/2')).outcome).toBe('new');
    expect(await statusOf(sealed)).toBe('committed');
  });
  it('takes a commit that a device signs again after a crash, and accuses nobody', async () => {
    const { sealed } = await stageAndCommit('ada');
    expect((await accept(commitOf(node.scene, 'ada', sealed, { others: [2, 3, 4, 5] }))).outcome).toBe('new');
    expect(await node.count('equivocations')).toBe(0);
    expect(await statusOf(sealed)).toBe('committed');
  });
  it('throws BACKUP_NOT_FOUND for a version that was never staged here', async () => {
    const sealed = await sealFor(node.scene, 'ada');
    const commit = commitOf(node.scene, 'ada', sealed, { others: [2, 3, 4, 5] });
    await expect(node.commits.commit({ commit, absentParcels: [] })).rejects.toMatchObject({
      code: 'BACKUP_NOT_FOUND',
    });
    expect(await node.count('statements')).toBe(0);
  });
  it('throws WRONG_SIGNER for the commit of another key', async () => {
    const sealed = await sealFor(node.scene, 'ada');
    await node.staging.stage(stageOf(sealed));
    const commit = commitOf(node.scene, 'thief', sealed, { others: [2, 3, 4, 5] });
    await expect(node.commits.commit({ commit, absentParcels: [] })).rejects.toMatchObject({ code: 'WRONG_SIGNER' });
    expect(await statusOf(sealed)).toBe('staged');
  });

  describe('and an older version is there', () => {
    it('keeps it until the commit, then for 7 days', async () => {
      const first = await stageAndCommit('ada');
      const second = await sealFor(node.scene, 'ada', { backupVersion: 2 });
      const own = await node.staging.stage(stageOf(second));
      expect([await statusOf(first.sealed), await statusOf(second)]).toEqual(['committed', 'staged']);
      await node.commits.commit({
        commit: commitOf(node.scene, 'ada', second, { own, others: [2, 3, 4] }),
        absentParcels: [],
      });
      expect(await node.retirement.sweep(NOW + 7 * DAY - 1)).toBe(0);
      expect([await statusOf(first.sealed), await statusOf(second)]).toEqual(['committed', 'committed']);
      expect(await node.retirement.sweep(NOW + 7 * DAY)).toBe(1);
      expect([await statusOf(first.sealed), await statusOf(second)]).toEqual(['superseded', 'committed']);
      expect(await node.count('backup_parts')).toBe(1);
      expect(await node.count('payloads')).toBe(1);
      const [owner] = await db.query('SELECT used_bytes FROM owners');
      expect(owner).toEqual({ used_bytes: second.payload.length + 177 });
      await expect(node.staging.stage(stageOf(first.sealed))).rejects.toMatchObject({ code: 'VERSION_TAKEN' });
    });
    it.each(['open', 'approved', 'vetoed', 'released'])('keeps it longer while a claim on it is %s', async (status) => {
      const first = await stageAndCommit('ada');
      await stageAndCommit('ada', 2);
      const { lookup_tag } = (await node.backups.find(first.sealed.manifest.id))!;
      const claim = { claim_id: 'c', kind: 'recovery', path: 'recovery', status, session_key: 's', sealing_key: 's' };
      const identity = { identity_digest: 'd', identity_status: 'matches', lookup_tag };
      const times = { opened_at: NOW, expires_at: NOW + 30 * DAY };
      await db.write((tx) => tx.insert('claims', { ...claim, ...identity, ...times }));
      expect(await node.retirement.sweep(NOW + 29 * DAY)).toBe(0);
      await db.write((tx) => tx.execute("UPDATE claims SET status = 'rejected'"));
      expect(await node.retirement.sweep(NOW + 29 * DAY)).toBe(1);
    });
    it('throws BACKUP_SUPERSEDED for a commit below the committed version', async () => {
      const first = await sealFor(node.scene, 'ada');
      const own = await node.staging.stage(stageOf(first));
      await stageAndCommit('ada', 2);
      expect(await statusOf(first)).toBe('superseded');
      const commit = commitOf(node.scene, 'ada', first, { own, others: [2, 3, 4, 5] });
      await expect(node.commits.commit({ commit, absentParcels: [] })).rejects.toMatchObject({
        code: 'BACKUP_SUPERSEDED',
      });
    });
  });

  describe('and an owner speaks of it', () => {
    const backupId = backupIdOf('ada');
    const say = (type: string, fields: object, owner = 'ada') =>
      accept(ownerStatement(node.scene, owner, type, { backupId, ...fields }));
    const policy = (number: number, fields: object = {}, owner = 'ada') =>
      say('policy', { number, paths: { recovery: { approvals: 4 } }, executors: [], contacts: [], ...fields }, owner);

    it('takes a newer policy, shares it, and throws POLICY_STALE for one that does not rise', async () => {
      const { sealed } = await stageAndCommit('ada');
      await policy(2);
      expect(await node.backups.find(sealed.manifest.id)).toMatchObject({ policy_number: 2 });
      expect(await node.count('statements', "type = 'policy' AND shared = 1")).toBe(1);
      await expect(policy(2, { issuedAt: NOW + 1 })).rejects.toMatchObject({ code: 'POLICY_STALE' });
      await expect(policy(1, { issuedAt: NOW + 1 })).rejects.toMatchObject({ code: 'POLICY_STALE' });
    });
    it('throws POLICY_TOO_HIGH for a number that leaves hardly any above it, from a peer too', async () => {
      const { sealed } = await stageAndCommit('ada');
      await expect(policy(1002)).rejects.toMatchObject({ code: 'POLICY_TOO_HIGH', extras: { latestPolicy: 1 } });
      const fields = { backupId, number: 1_000_000, paths: { recovery: {} }, executors: [], contacts: [] };
      const text = ownerStatement(node.scene, 'ada', 'policy', fields);
      await expect(node.statements.accept({ text }, 'peer/2')).rejects.toMatchObject({ code: 'POLICY_TOO_HIGH' });
      expect(await node.backups.find(sealed.manifest.id)).toMatchObject({ policy_number: 1 });
      await policy(1001);
    });
    it('keeps an older policy that a peer brings late, without going back to it', async () => {
      const { sealed } = await stageAndCommit('ada');
      await policy(3);
      const fields = { backupId, number: 2, paths: { recovery: {} }, executors: [], contacts: [] };
      const late = ownerStatement(node.scene, 'ada', 'policy', fields);
      expect((await node.statements.accept({ text: late }, 'peer/2')).outcome).toBe('new');
      expect(await node.backups.find(sealed.manifest.id)).toMatchObject({ policy_number: 3 });
    });
    it('throws for another key, an unknown backup, other paths and the future', async () => {
      await stageAndCommit('ada');
      await expect(policy(2, {}, 'thief')).rejects.toMatchObject({ code: 'OWNER_KEY_REPLACED' });
      await expect(policy(2, { backupId: backupIdOf('bo') })).rejects.toMatchObject({ code: 'BACKUP_NOT_FOUND' });
      await expect(policy(2, { paths: { inheritance: {} } })).rejects.toMatchObject({ code: 'POLICY_INVALID' });
      await expect(say('check-in', { nonce: NONCE, issuedAt: NOW + 61_000 })).rejects.toMatchObject({
        code: 'CLOCK_SKEW',
      });
      await expect(say('deletion', { nonce: NONCE, backupId: backupIdOf('bo') })).rejects.toMatchObject({
        code: 'BACKUP_NOT_FOUND',
      });
    });
    it('takes a check-in once', async () => {
      await stageAndCommit('ada');
      expect((await say('check-in', { nonce: NONCE })).outcome).toBe('new');
      expect((await say('check-in', { nonce: NONCE })).outcome).toBe('known');
    });
    it('deletes after 7 days, and nothing of another owner', async () => {
      const ada = await stageAndCommit('ada');
      const bo = await stageAndCommit('bo');
      await say('deletion', { nonce: NONCE });
      await node.retirement.sweep(NOW + 7 * DAY - 1);
      expect(await statusOf(ada.sealed)).toBe('committed');
      await node.retirement.sweep(NOW + 7 * DAY);
      expect([await statusOf(ada.sealed), await statusOf(bo.sealed)]).toEqual(['deleted', 'committed']);
      expect(await node.count('payloads')).toBe(1);
    });
    it('does not delete for a key that guardians have overridden', async () => {
      const ada = await stageAndCommit('ada');
      await say('deletion', { nonce: NONCE });
      const row = { backup_id: backupId, owner_key: textOf(keyOf('ada')), effective_at: NOW + 6 * DAY };
      await db.write((tx) => tx.insert('owner_key_overrides', row));
      await node.retirement.sweep(NOW + 30 * DAY);
      expect(await statusOf(ada.sealed)).toBe('committed');
    });
  });

  it('drops staging after 30 days, and staging without a receipt after one', async () => {
    const kept = await sealFor(node.scene, 'ada');
    const bare = await sealFor(node.scene, 'bo');
    await node.staging.stage(stageOf(kept));
    await node.staging.stage(stageOf(bare));
    await db.write((tx) => tx.execute('UPDATE backups SET receipt = NULL WHERE manifest_id = ?', [bare.manifest.id]));
    await node.retirement.sweep(NOW + DAY - 1);
    expect([await statusOf(kept), await statusOf(bare)]).toEqual(['staged', 'staged']);
    await node.retirement.sweep(NOW + DAY);
    expect([await statusOf(kept), await statusOf(bare)]).toEqual(['staged', 'superseded']);
    await node.retirement.sweep(NOW + 30 * DAY);
    expect(await statusOf(kept)).toBe('superseded');
    expect(await node.count('backup_parts')).toBe(0);
    expect(await node.count('owners', 'used_bytes = 0')).toBe(2);
  });
});
