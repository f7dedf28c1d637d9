import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  checkUp,
  claimStatus,
  deleteBackup,
  enrol,
  exportPlainState,
  exportState,
  importState,
  joinAndEnrol,
  memoryStore,
  readState,
  recover,
  rotate,
  type ClientContext,
  type EnrolmentResult,
  type ProgressEvent,
} from '@wardkeep/client';
import { SecretBytes, utf8 } from '@wardkeep/crypto';
import '@wardkeep/testing';
import { claimAs, failureOf, joinedDevice, newIdentity, textOf, untilReleasable } from './claims/index.js';
import { RunningFederation } from './harness/index.js';

const ALL = [1, 2, 3, 4, 5];
const DAY_MS = 86_400_000;
const secretOf = (text: string) => ({ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8(text)) });

describe('when an owner keeps backups with five guardians', () => {
  const identity = newIdentity();
  const memorable = 'the blue boat at Arosa';
  let federation: RunningFederation;
  let device: ClientContext;
  let first: EnrolmentResult;
  let second: EnrolmentResult;
  const events: ProgressEvent[] = [];

  beforeAll(async () => {
    federation = await RunningFederation.found();
    device = federation.device({ onProgress: (event) => events.push(event) });
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  it('joins and enrols in one call, and tells what each guardian did', async () => {
    first = await joinAndEnrol(device, federation.plainInvite(), secretOf('seed of version 1'), identity, memorable);
    expect(first).toMatchObject({ backupVersion: 1, holders: ALL, missing: [], isUnderHeld: false });
    expect(first.staged).toEqual(ALL.map((index) => ({ index, outcome: 'ok' })));
    const steps = events.filter(({ state }) => state === 'done').map(({ step }) => step);
    expect(steps).toEqual(
      expect.arrayContaining(['find-federation', 'check-currency', 'seal-parts', 'stage', 'commit']),
    );
    const staged = events.filter(({ step, state }) => step === 'stage' && state === 'answered');
    expect(staged).toHaveLength(ALL.length);
  }, 30_000);

  it('has every guardian prove that it holds its parts', async () => {
    const { backups, claims } = await checkUp(device);
    expect(backups).toMatchObject([
      { backupId: first.backupId, backupVersion: 1, isUnderHeld: false, isRecoverable: true },
    ]);
    expect(backups[0]?.guardians).toEqual(new Map(ALL.map((index) => [index, 'healthy'])));
    expect(claims).toEqual([]);
    // Nodes are asked by owner key: a stranger's shows nothing.
    const stranger = await joinedDevice(federation);
    await expect(checkUp(stranger)).rejects.toThrowCode('NOT_ENROLLED');
  }, 30_000);

  it('keeps a second backup of several secrets under the same owner key', async () => {
    const secrets = [
      secretOf('seed of the other wallet'),
      { ...secretOf('nsec of mine'), label: 'nostr', kind: 'nsec' },
    ];
    second = await enrol(device, { identity, memorable: 'a second phrase of mine', secrets, label: 'both' });
    expect(second.backupId).not.toBe(first.backupId);
    const { backups } = await checkUp(device);
    expect(backups.map(({ backupId, healthy, label }) => [backupId, healthy, label])).toEqual([
      [first.backupId, 5, 'wallet'],
      [second.backupId, 5, 'both'],
    ]);
    const state = await readState(device);
    expect(state.owners).toHaveLength(1);
    expect(state.enrolments).toEqual([]);
  }, 30_000);

  it('replaces a version by another with new secrets and memorable information', async () => {
    const next = { identity, memorable: 'the red barn at Zug', secrets: [secretOf('seed of version 2')] };
    const rotated = await rotate(device, { ...next, backupId: first.backupId });
    expect(rotated).toMatchObject({ backupId: first.backupId, backupVersion: 2, holders: ALL });
    const { backups } = await checkUp(device);
    expect(backups.find(({ backupId }) => backupId === first.backupId)).toMatchObject({ backupVersion: 2, healthy: 5 });
  }, 30_000);

  it('moves to another device with its state, and only with the passphrase', async () => {
    const exported = await exportState(device, 'correct horse battery');
    expect(exported).not.toContain(first.backupId);
    const tablet = federation.device({ store: memoryStore() });
    const altered = `${exported.slice(0, -8)}AAAAAAAA`;
    expect(await failureOf(importState(tablet, exported, { passphrase: 'correct horse batterie' }))).toBe(
      'InputError PASSPHRASE_WRONG',
    );
    expect(await failureOf(importState(tablet, altered, { passphrase: 'correct horse battery' }))).toBe(
      'InputError PASSPHRASE_WRONG',
    );
    expect(await failureOf(importState(tablet, exported))).toBe('InputError PASSPHRASE_MISSING');
    expect((await readState(tablet)).owners).toEqual([]);
    await importState(tablet, ` ${exported}\n`, { passphrase: 'correct horse battery' });
    expect(await exportPlainState(tablet)).toBe(await exportPlainState(device));
    expect(await failureOf(importState(tablet, exported, { passphrase: 'correct horse battery' }))).toBe(
      'InputError STATE_NOT_EMPTY',
    );
    const secrets = [secretOf('seed of version 3')];
    const rotated = await rotate(tablet, { identity, memorable, secrets, backupId: first.backupId });
    expect(rotated).toMatchObject({ backupVersion: 3, holders: ALL });
    expect((await checkUp(tablet)).backups).toMatchObject([{ healthy: 5 }, { healthy: 5 }]);
    device = tablet;
  }, 30_000);

  it('deletes a backup after 7 days, and what was replaced, but nothing that a claim is open on', async () => {
    const claimed = newIdentity();
    const kept = await enrol(device, { identity: claimed, memorable, secrets: [secretOf('under a claim')] });
    const day = Date.now();
    const deletion = await deleteBackup(device, second.backupId);
    expect(Math.abs(deletion.effectiveAt - day - 7 * DAY_MS)).toBeLessThan(60_000);
    await deleteBackup(device, kept.backupId);
    // Whoever has the phone for a moment must not be able to destroy anything: all is still there.
    expect((await checkUp(device)).backups.map(({ healthy }) => healthy)).toEqual([5, 5, 5]);
    const claim = await claimAs(federation, claimed, { approvedBy: [1, 2, 3] });
    await untilReleasable(claim);

    const clockShiftMs = 7 * DAY_MS + 600_000;
    await federation.killAll(ALL);
    for (const index of ALL) federation.at(index).shiftClock(clockShiftMs);
    await federation.startAll(ALL);
    const later = federation.device({ store: device.store, clockShiftMs });
    const { backups } = await checkUp(later);
    const holdings = new Map(backups.map(({ backupId, guardians }) => [backupId, [...guardians.values()]]));
    expect(holdings.get(first.backupId)).toEqual(ALL.map(() => 'healthy'));
    expect(holdings.get(second.backupId)).toEqual(ALL.map(() => 'missing'));
    expect(holdings.get(kept.backupId)).toEqual(ALL.map(() => 'healthy'));
    const claimant = federation.device({ store: claim.device.store, clockShiftMs });
    const { secrets } = await recover(claimant, { memorable, afterwards: 'nothing' });
    expect(textOf(secrets)).toBe('under a claim');
  }, 60_000);

  it('shows a claimant the newest version only, once the older ones are dropped', async () => {
    const claimant = await joinedDevice(federation, { clockShiftMs: 7 * DAY_MS + 600_000 });
    const claim = await claimAs(federation, identity, { device: claimant, approvedBy: [3, 4, 5] });
    await untilReleasable(claim);
    const { backups } = await claimStatus(claimant);
    expect(backups.map(({ backupId, backupVersion }) => [backupId, backupVersion])).toEqual([[first.backupId, 3]]);
    expect(await failureOf(recover(claimant, { memorable: 'the red barn at Zug' }))).toBe(
      'WrongMemorableError WRONG_MEMORABLE',
    );
    const recovered = await recover(claimant, { memorable, afterwards: 'nothing' });
    expect(recovered).toMatchObject({ backupId: first.backupId, backupVersion: 3 });
    expect(textOf(recovered.secrets)).toBe('seed of version 3');
  }, 60_000);
});
