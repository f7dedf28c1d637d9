import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { encodeBase64url } from '@wardkeep/crypto';
import {
  deliveryBody,
  isHeld,
  parseEnvelopeOf,
  verifyEpochPart,
  verifyManifest,
  verifyReceipt,
  type SealedBackup,
} from '@wardkeep/protocol';
import type { Database } from '../../platform/database/database.js';
import { describeOnBothEngines } from '../../testing/databases.js';
import { PeerRefusedError } from '../peers/transport.js';
import { commitOf, NOW, ownerStatement, receiptOf, sealFor, stageOf, versionOf } from './enrolment.fixture.js';
import { buildNode, type EnrolmentNode } from './enrolment-node.fixture.js';

const eventually = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 1500) throw new Error('did not hold within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describeOnBothEngines('when a guardian was absent', (databases) => {
  let db: Database;
  let node: EnrolmentNode;
  let sealed: SealedBackup;
  beforeEach(async () => {
    db = await databases.open();
    node = await buildNode(db);
    sealed = await sealFor(node.scene, 'ada');
  });
  afterEach(() => node.stop());

  const parcelsFor = (indexes: readonly number[]) =>
    indexes.map((index) => ({ index, parcel: sealed.parcels.get(index)! }));
  const commitWithout5 = async () => {
    const own = await node.staging.stage(stageOf(sealed));
    const commit = commitOf(node.scene, 'ada', sealed, { own, others: [2, 3, 4] });
    await node.commits.commit({ commit, absentParcels: parcelsFor([5]) });
    return commit;
  };
  const deliveryOf = (commit: string, index = 1) => ({ ...stageOf(sealed, undefined, index), commit });

  it('keeps the parcels of absent guardians, once', async () => {
    const commit = await commitWithout5();
    await node.commits.commit({ commit, absentParcels: parcelsFor([5]) });
    expect(await db.query('SELECT guardian_index, parcel FROM absent_parcels')).toEqual([
      { guardian_index: 5, parcel: sealed.parcels.get(5) },
    ]);
    expect(await node.count('outbox')).toBe(1);
  });
  it('throws WRONG_SUBJECT for parcels that the owner did not name, whoever comes first', async () => {
    const own = await node.staging.stage(stageOf(sealed));
    const commit = commitOf(node.scene, 'ada', sealed, { own, others: [2, 3, 4] });
    for (const absentParcels of [[{ index: 5, parcel: 'AAAA' }], parcelsFor([2]), parcelsFor([2, 5])]) {
      await expect(node.commits.commit({ commit, absentParcels })).rejects.toMatchObject({ code: 'WRONG_SUBJECT' });
    }
    expect(await node.count('statements', "type = 'commit'")).toBe(0);
    await node.statements.accept({ text: commit }, 'peer/2');
    await node.commits.commit({ commit, absentParcels: parcelsFor([5]) });
    expect(await node.count('absent_parcels')).toBe(1);
  });
  it('delivers, checks the receipt, and lets go of the parcel', async () => {
    const commit = await commitWithout5();
    let seen: unknown;
    node.peers.answer = async (index, path, content) => {
      if (path === '/peer/v1/offer') return { wanted: [] };
      seen = { index, path, content };
      return { receipt: receiptOf(node.scene, sealed, 5) };
    };
    node.outbox.onApplicationBootstrap();
    await eventually(async () => (await node.count('outbox')) === 0);
    expect(seen).toMatchObject({ index: 5, path: '/peer/v1/parcel' });
    expect(deliveryBody.parse((seen as { content: unknown }).content)).toEqual(deliveryOf(commit, 5));
    expect(await node.count('absent_parcels')).toBe(0);
    expect(await node.count('statements', "type = 'receipt' AND signer_index = 5 AND shared = 1")).toBe(1);
  });
  it('delivers the policy of the enrolment, then what was said since', async () => {
    const commit = await commitWithout5();
    node.outbox.onApplicationBootstrap();
    await eventually(async () => (await node.count('outbox', 'attempts = 1')) === 1);
    const { backupId } = sealed.manifest.body.header;
    const fields = { backupId, number: 2, paths: { recovery: { approvals: 4 } }, executors: [], contacts: [] };
    const newer = ownerStatement(node.scene, 'ada', 'policy', fields);
    await node.statements.accept({ text: newer }, 'client');
    const seen = new Map<string, unknown>();
    node.peers.answer = async (_, path, content) => {
      seen.set(path, content);
      return path === '/peer/v1/parcel' ? { receipt: receiptOf(node.scene, sealed, 5) } : { wanted: [], results: [] };
    };
    node.clock.time += 60_000;
    node.outbox.wake();
    await eventually(async () => (await node.count('outbox')) === 0);
    expect(seen.get('/peer/v1/parcel')).toEqual(deliveryOf(commit, 5));
    expect(seen.get('/peer/v1/push')).toEqual({ statements: [{ text: newer }] });
  });
  it('tries again while the guardian is down, and gives up when it refuses for good', async () => {
    await commitWithout5();
    let calls = 0;
    node.peers.answer = async (_, path) => {
      if (++calls === 1) throw new Error('down');
      if (path === '/peer/v1/offer') return { wanted: [] };
      throw new PeerRefusedError('VERSION_TAKEN', 409);
    };
    node.outbox.onApplicationBootstrap();
    await eventually(async () => (await node.count('outbox', 'attempts = 1')) === 1);
    expect(await node.count('absent_parcels')).toBe(1);
    node.clock.time += 60_000;
    node.outbox.wake();
    await eventually(async () => (await node.count('outbox')) === 0);
    expect(await node.count('absent_parcels')).toBe(0);
  });
  it('keeps no parcel for itself', async () => {
    await node.staging.stage(stageOf(sealed));
    const commit = commitOf(node.scene, 'ada', sealed, { others: [2, 3, 4, 5] });
    await node.commits.commit({ commit, absentParcels: [{ index: 1, parcel: sealed.parcels.get(1)! }] });
    expect(await node.count('absent_parcels')).toBe(0);
  });
  it('does not believe the receipt of another guardian', async () => {
    await commitWithout5();
    node.peers.answer = async () => ({ receipt: receiptOf(node.scene, sealed, 4) });
    node.outbox.onApplicationBootstrap();
    await eventually(async () => (await node.count('outbox', 'attempts = 1')) === 1);
    expect(await node.count('absent_parcels')).toBe(1);
  });
  it('lets go of a parcel that another holder delivered', async () => {
    await commitWithout5();
    await node.statements.accept({ text: receiptOf(node.scene, sealed, 5) }, 'peer/2');
    expect(await node.count('absent_parcels')).toBe(0);
  });

  it('stages and commits in one step what a peer brings, without a token', async () => {
    await node.stop();
    db = await databases.open();
    node = await buildNode(db, { openEnrolment: false });
    sealed = await sealFor(node.scene, 'ada');
    const commit = commitOf(node.scene, 'ada', sealed, { others: [2, 3, 4, 5] });
    const receipts = await Promise.all([2, 3, 4].map((from) => node.deliveries.take(deliveryOf(commit), from)));
    expect(new Set(receipts).size).toBe(1);
    verifyReceipt(receipts[0]!, node.scene.config, versionOf(sealed), 1);
    expect(await node.backups.find(sealed.manifest.id)).toMatchObject({ status: 'committed', held: 1 });
    expect(await node.count('statements', "type IN ('receipt', 'commit') AND shared = 1")).toBe(2);
    expect(await node.staging.stage(stageOf(sealed))).toBe(receipts[0]);
  });
  it('commits what was staged here when a peer brings it again', async () => {
    await node.staging.stage(stageOf(sealed));
    const commit = commitOf(node.scene, 'ada', sealed, { others: [2, 3, 4, 5] });
    await node.deliveries.take(deliveryOf(commit), 2);
    expect(await node.backups.find(sealed.manifest.id)).toMatchObject({ status: 'committed' });
  });
  it('takes a delivered version with the policy of its enrolment, and goes on with the newer one', async () => {
    await commitWithout5();
    const { backupId } = sealed.manifest.body.header;
    const fields = { backupId, number: 5, paths: { recovery: { approvals: 4 } }, executors: [], contacts: [] };
    await node.statements.accept({ text: ownerStatement(node.scene, 'ada', 'policy', fields) }, 'peer/2');
    const second = await sealFor(node.scene, 'ada', { backupVersion: 2 });
    const commit = commitOf(node.scene, 'ada', second, { others: [2, 3, 4, 5] });
    await node.deliveries.take({ ...stageOf(second), commit }, 2);
    expect(await node.backups.find(second.manifest.id)).toMatchObject({ status: 'committed', policy_number: 5 });
  });
  it('throws RECEIPT_INVALID, VERSION_STALE and DISK_FULL, and stores nothing then', async () => {
    const other = await sealFor(node.scene, 'bo');
    const foreign = commitOf(node.scene, 'bo', other, { others: [2, 3, 4, 5] });
    await expect(node.deliveries.take(deliveryOf(foreign), 2)).rejects.toMatchObject({ code: 'WRONG_SIGNER' });
    node.disk.isFull = true;
    const commit = commitOf(node.scene, 'ada', sealed, { others: [2, 3, 4, 5] });
    await expect(node.deliveries.take(deliveryOf(commit), 2)).rejects.toMatchObject({ code: 'DISK_FULL' });
    node.disk.isFull = false;
    await node.staging.stage(stageOf(await sealFor(node.scene, 'ada', { backupVersion: 2 })));
    await expect(node.deliveries.take(deliveryOf(commit), 2)).rejects.toMatchObject({ code: 'VERSION_STALE' });
    expect(await node.count('statements', "type = 'commit'")).toBe(0);
    expect(await node.count('backups')).toBe(1);
  });

  it('proves to the owner what it holds, once per nonce', async () => {
    await commitWithout5();
    const nonce = encodeBase64url(new Uint8Array(32).fill(3));
    const request = ownerStatement(node.scene, 'ada', 'check-up-request', { guardianIndex: 1, nonce });
    const answer = await node.checkUps.answer(request);
    const { body } = parseEnvelopeOf(answer.health, 'health');
    expect(body).toMatchObject({ nonce, backups: [{ status: 'committed', held: true, backupVersion: 1 }] });
    const { federationId } = node.scene.config;
    const [manifestText, epochPartText, policyText] = answer.statements;
    expect(policyText).toBe(sealed.policy.text);
    const manifest = verifyManifest(manifestText!, { federationId });
    const epochPart = verifyEpochPart(epochPartText!, manifest, node.scene.config);
    const context = { federationId, nonce, manifestId: manifest.id, path: 'recovery', index: 1 } as const;
    expect(isHeld(context, body.backups[0]!.paths[0]!, epochPart)).toBe(true);
    await expect(node.checkUps.answer(request)).rejects.toMatchObject({ code: 'NONCE_USED' });
  });
  it('tells nothing to a key that owns nothing, and refuses old, early and foreign requests', async () => {
    await commitWithout5();
    const nonce = encodeBase64url(new Uint8Array(32).fill(4));
    const ask = (owner: string, fields: object = {}) =>
      node.checkUps.answer(
        ownerStatement(node.scene, owner, 'check-up-request', { guardianIndex: 1, nonce, ...fields }),
      );
    const nothing = await ask('bo');
    expect(parseEnvelopeOf(nothing.health, 'health').body.backups).toEqual([]);
    expect([nothing.statements, nothing.claims]).toEqual([[], []]);
    await expect(ask('ada', { issuedAt: NOW - 400_000 })).rejects.toMatchObject({ code: 'CHECK_UP_EXPIRED' });
    await expect(ask('ada', { issuedAt: NOW + 61_000 })).rejects.toMatchObject({ code: 'CLOCK_SKEW' });
    await expect(ask('ada', { guardianIndex: 2 })).rejects.toMatchObject({ code: 'WRONG_SUBJECT' });
    expect(await node.count('nonces')).toBe(0);
    await expect(ask('ada', { federationId: nonce })).rejects.toMatchObject({ code: 'WRONG_FEDERATION' });
  });
});
