import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { encodeBase64url, sha256, utf8 } from '@wardkeep/crypto';
import { inviteKeyOf, parseEnvelopeOf, parseLookupId, verifyReceipt } from '@wardkeep/protocol';
import type { Database } from '../../platform/database/database.js';
import { describeOnBothEngines } from '../../testing/databases.js';
import { backupIdOf, keyOf, NOW, receiptOf, sealFor, stageOf, textOf, versionOf } from './enrolment.fixture.js';
import { buildNode, type EnrolmentNode } from './enrolment-node.fixture.js';

const TOKEN = new Uint8Array(16).fill(7);
const settledCodes = (results: readonly PromiseSettledResult<unknown>[]): string[] =>
  results.map((result) => (result.status === 'fulfilled' ? 'ok' : (result.reason as { code: string }).code));

describeOnBothEngines('when versions are staged', (databases) => {
  let db: Database;
  let node: EnrolmentNode;
  beforeEach(async () => {
    db = await databases.open();
    node = await buildNode(db);
  });
  afterEach(() => node.stop());

  /** The invite on a node that asks for one. */
  const inviteOnly = async (changes: object = {}) => {
    await node.stop();
    db = await databases.open();
    node = await buildNode(db, { openEnrolment: false });
    const tokenKey = encodeBase64url(inviteKeyOf(TOKEN).publicKey);
    const invite = { invite_id: 'invite', token_key: tokenKey, issuer_index: 1, uses: 1, quota_bytes: 10_000 };
    await db.write((tx) => tx.insert('invites', { ...invite, created_at: NOW, expires_at: NOW + 1000, ...changes }));
  };

  it('answers with a receipt that verifies, and stores everything', async () => {
    const sealed = await sealFor(node.scene, 'ada');
    const receipt = await node.staging.stage(stageOf(sealed));
    const verified = verifyReceipt(receipt, node.scene.config, versionOf(sealed), 1);
    expect(verified.body.policyId).toBe(sealed.policy.id);
    expect(await node.count('backups', "status = 'staged' AND held = 1")).toBe(1);
    expect(await node.count('backup_parts')).toBe(1);
    expect(Buffer.from((await node.backups.findPayload(sealed.manifest.id))!)).toEqual(Buffer.from(sealed.payload));
    expect(await node.count('statements')).toBe(4);
    expect(await node.count('statements', 'shared = 1')).toBe(0);
    const [owner] = await db.query('SELECT used_bytes, invite_id FROM owners');
    expect(owner).toEqual({ used_bytes: sealed.payload.length + 177, invite_id: null });
  });
  it('keeps nothing secret in the clear', async () => {
    const sealed = await sealFor(node.scene, 'ada');
    await node.staging.stage(stageOf(sealed));
    const [row] = await db.query('SELECT * FROM backups');
    const [part] = await db.query('SELECT * FROM backup_parts');
    const lookup = Buffer.from(sha256(utf8('lookup ada')));
    expect(Buffer.from(row!.lookup_tag as Buffer).equals(lookup)).toBe(false);
    for (const bytes of [row!.lookup_sealed, part!.sealed]) expect((bytes as Buffer).includes(lookup)).toBe(false);
  });
  it('gives one receipt for 50 parallel stagings of one version, and the same one later', async () => {
    const sealed = await sealFor(node.scene, 'ada');
    const receipts = await Promise.all(Array.from({ length: 50 }, () => node.staging.stage(stageOf(sealed))));
    expect(new Set(receipts).size).toBe(1);
    node.clock.time += 86_400_000;
    expect(await node.staging.stage(stageOf(sealed))).toBe(receipts[0]);
    expect(await node.count('statements', "type = 'receipt'")).toBe(1);
    expect(await node.count('equivocations')).toBe(0);
    const [owner] = await db.query('SELECT used_bytes FROM owners');
    expect(owner!.used_bytes).toBe(sealed.payload.length + 177);
  });
  it('throws VERSION_TAKEN for other content under a number that was used', async () => {
    await node.staging.stage(stageOf(await sealFor(node.scene, 'ada')));
    const other = await sealFor(node.scene, 'ada', { issuedAt: NOW + 1 });
    await expect(node.staging.stage(stageOf(other))).rejects.toMatchObject({
      code: 'VERSION_TAKEN',
      extras: { latestVersion: 1 },
    });
  });
  it('throws VERSION_TOO_HIGH and POLICY_TOO_HIGH for numbers more than 1000 above the newest', async () => {
    await node.staging.stage(stageOf(await sealFor(node.scene, 'ada')));
    const stage = async (backupVersion: number, number: number) =>
      node.staging.stage(stageOf(await sealFor(node.scene, 'ada', { backupVersion, policy: { number, paths: {} } })));
    await expect(stage(1002, 2)).rejects.toMatchObject({ code: 'VERSION_TOO_HIGH', extras: { latestVersion: 1 } });
    await expect(stage(2, 1002)).rejects.toMatchObject({ code: 'POLICY_TOO_HIGH', extras: { latestPolicy: 1 } });
    await stage(1001, 1001);
  });
  it('throws VERSION_STALE below the latest version, and POLICY_STALE for a policy that does not rise', async () => {
    await node.staging.stage(stageOf(await sealFor(node.scene, 'ada', { backupVersion: 3 })));
    const lower = await sealFor(node.scene, 'ada', { backupVersion: 2 });
    await expect(node.staging.stage(stageOf(lower))).rejects.toMatchObject({
      code: 'VERSION_STALE',
      extras: { latestVersion: 3 },
    });
    for (const number of [2, 3]) {
      const stale = await sealFor(node.scene, 'ada', {
        backupVersion: 4,
        policy: { number, paths: { recovery: { approvals: 4 } } },
      });
      await expect(node.staging.stage(stageOf(stale))).rejects.toMatchObject({
        code: 'POLICY_STALE',
        extras: { latestPolicy: 3 },
      });
    }
  });
  it('throws OWNER_KEY_REPLACED when another key stages a version of a known backup', async () => {
    await node.staging.stage(stageOf(await sealFor(node.scene, 'ada')));
    const theirs = await sealFor(node.scene, 'thief', { backupId: backupIdOf('ada'), backupVersion: 2 });
    await expect(node.staging.stage(stageOf(theirs))).rejects.toMatchObject({ code: 'OWNER_KEY_REPLACED' });
  });
  it('throws OWNER_KEY_OVERRIDDEN once guardians have taken the rights from a key', async () => {
    await node.staging.stage(stageOf(await sealFor(node.scene, 'ada')));
    const row = { backup_id: backupIdOf('ada'), owner_key: textOf(keyOf('ada')), effective_at: NOW + 10 };
    await db.write((tx) => tx.insert('owner_key_overrides', row));
    const next = await sealFor(node.scene, 'ada', { backupVersion: 2 });
    await node.staging.stage(stageOf(next));
    node.clock.time += 10;
    const third = await sealFor(node.scene, 'ada', { backupVersion: 3 });
    await expect(node.staging.stage(stageOf(third))).rejects.toMatchObject({ code: 'OWNER_KEY_OVERRIDDEN' });
  });
  it('throws BACKUPS_TOO_MANY above 32 backups under one identity', async () => {
    const lookupId = parseLookupId(sha256(utf8('victim')));
    const plant = (at: number) => sealFor(node.scene, `planter ${at}`, { lookupId });
    for (let at = 0; at < 32; at++) await node.staging.stage(stageOf(await plant(at)));
    await expect(node.staging.stage(stageOf(await plant(32)))).rejects.toMatchObject({ code: 'BACKUPS_TOO_MANY' });
    await node.staging.stage(stageOf(await sealFor(node.scene, 'planter 0', { lookupId, backupVersion: 2 })));
    await node.staging.stage(stageOf(await sealFor(node.scene, 'ada')));
    // Nor by the way round: enrolled under another identity first.
    const moved = await sealFor(node.scene, 'ada', { lookupId, backupVersion: 2 });
    await expect(node.staging.stage(stageOf(moved))).rejects.toMatchObject({ code: 'BACKUPS_TOO_MANY' });
  }, 60_000);
  it('throws VERSIONS_TOO_MANY above 8 live versions of one backup by one owner key', async () => {
    const version = (backupVersion: number) => sealFor(node.scene, 'ada', { backupVersion });
    for (let at = 1; at <= 8; at++) await node.staging.stage(stageOf(await version(at)));
    await expect(node.staging.stage(stageOf(await version(9)))).rejects.toMatchObject({ code: 'VERSIONS_TOO_MANY' });
    // A recovery installs another key, which has room of its own.
    await db.write((tx) => tx.execute('UPDATE backups SET owner_key = ?', [textOf(keyOf('bo'))]));
    const { backupId } = (await version(8)).manifest.body.header;
    await node.staging.stage(stageOf(await sealFor(node.scene, 'bo', { backupId, backupVersion: 9 })));
  }, 60_000);
  it('throws the code of the first check that fails, and stores nothing', async () => {
    const sealed = await sealFor(node.scene, 'ada');
    const wrong = { ...stageOf(sealed), parcel: sealed.parcels.get(2)! };
    await expect(node.staging.stage(wrong)).rejects.toMatchObject({
      name: 'ProblemError',
      code: 'PARCEL_UNREADABLE',
      status: 422,
    });
    expect(await node.count('statements')).toBe(0);
  });

  it('throws DISK_FULL for new work only', async () => {
    const sealed = await sealFor(node.scene, 'ada');
    const receipt = await node.staging.stage(stageOf(sealed));
    node.disk.isFull = true;
    expect(await node.staging.stage(stageOf(sealed))).toBe(receipt);
    const next = await sealFor(node.scene, 'ada', { backupVersion: 2 });
    await expect(node.staging.stage(stageOf(next))).rejects.toMatchObject({ code: 'DISK_FULL', status: 507 });
    node.disk.isFull = false;
    await node.staging.stage(stageOf(next));
  });

  it('throws INVITE_REQUIRED and INVITE_UNKNOWN without a good token', async () => {
    await inviteOnly();
    const sealed = await sealFor(node.scene, 'ada');
    await expect(node.staging.stage(stageOf(sealed))).rejects.toMatchObject({ code: 'INVITE_REQUIRED' });
    const other = new Uint8Array(16);
    await expect(node.staging.stage(stageOf(sealed, other))).rejects.toMatchObject({ code: 'INVITE_UNKNOWN' });
  });
  it.each([
    ['INVITE_REVOKED', { revoked_at: NOW }],
    ['INVITE_EXPIRED', { expires_at: NOW }],
    ['INVITE_USED_UP', { used: 1 }],
  ])('throws %s', async (code, changes) => {
    await inviteOnly(changes);
    await expect(node.staging.stage(stageOf(await sealFor(node.scene, 'ada'), TOKEN))).rejects.toMatchObject({ code });
    expect(await node.count('owners')).toBe(0);
  });
  it('throws SIGNATURE_INVALID for a token that another owner key has shown to a guardian', async () => {
    await inviteOnly();
    const { invite } = stageOf(await sealFor(node.scene, 'ada'), TOKEN);
    const thief = { ...stageOf(await sealFor(node.scene, 'thief')), invite: invite! };
    await expect(node.staging.stage(thief)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
    const [row] = await db.query('SELECT used FROM invites');
    expect(row).toEqual({ used: 0 });
    await node.staging.stage(stageOf(await sealFor(node.scene, 'ada'), TOKEN));
  });
  it('lets one of 50 owner keys have the last use of an invite', async () => {
    await inviteOnly();
    const sealed = await Promise.all(Array.from({ length: 50 }, (_, at) => sealFor(node.scene, `owner ${at}`)));
    const results = await Promise.allSettled(sealed.map((each) => node.staging.stage(stageOf(each, TOKEN))));
    const codes = settledCodes(results);
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(codes.filter((code) => code === 'INVITE_USED_UP')).toHaveLength(49);
    const [invite] = await db.query('SELECT used FROM invites');
    expect(invite).toEqual({ used: 1 });
    expect(await node.count('owners')).toBe(1);
  }, 60_000);
  it('lets an admitted owner key go on, without token and after the invite has ended', async () => {
    await inviteOnly();
    await node.staging.stage(stageOf(await sealFor(node.scene, 'ada'), TOKEN));
    node.clock.time += 5000;
    await node.staging.stage(stageOf(await sealFor(node.scene, 'ada', { backupVersion: 2 })));
    await node.staging.stage(stageOf(await sealFor(node.scene, 'ada', { backupId: backupIdOf('second') })));
    expect(await node.count('owners')).toBe(1);
  });
  it('throws QUOTA_EXCEEDED, however many try at once', async () => {
    const one = await sealFor(node.scene, 'ada');
    const bytes = one.payload.length + 177;
    await inviteOnly({ quota_bytes: 3 * bytes });
    const versions = [1, 2, 3, 4, 5, 6];
    const sealed = await Promise.all(
      versions.map((at) => sealFor(node.scene, 'ada', { backupId: backupIdOf(`ada ${at}`) })),
    );
    const results = await Promise.allSettled(sealed.map((each) => node.staging.stage(stageOf(each, TOKEN))));
    expect(settledCodes(results).sort()).toEqual([...Array(3).fill('QUOTA_EXCEEDED'), ...Array(3).fill('ok')]);
    const [owner] = await db.query('SELECT used_bytes FROM owners');
    expect(owner).toEqual({ used_bytes: 3 * bytes });
  });
  it('keeps the receipts that others sign apart from its own', async () => {
    const sealed = await sealFor(node.scene, 'ada');
    const receipt = await node.staging.stage(stageOf(sealed));
    expect(parseEnvelopeOf(receipt, 'receipt').id).not.toBe(
      parseEnvelopeOf(receiptOf(node.scene, sealed, 2), 'receipt').id,
    );
  });
});
