import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkUp, readState, recover, type ClientContext } from '@wardkeep/client';
import '@wardkeep/testing';
import {
  claimAs,
  enrolPerson,
  failureOf,
  joinedDevice,
  RawClaimant,
  textOf,
  untilReleasable,
  type Person,
} from './claims/index.js';
import { KeepingTransport } from './enrolling/index.js';
import { RunningFederation, waitFor } from './harness/index.js';

const COMMIT = '/v1/enrolments/commit';

describe('when only the fewest guardians allowed take part in an enrolment', () => {
  let federation: RunningFederation;

  beforeAll(async () => {
    federation = await RunningFederation.found();
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  const holdingsOf = async (device: ClientContext): Promise<Record<number, string>> => {
    const { backups } = await checkUp(device);
    return Object.fromEntries(backups[0]?.guardians ?? []);
  };

  it('never commits with fewer than min(n, max(t + 1, q)) receipts', async () => {
    await federation.killAll([4, 5]);
    const device = await joinedDevice(federation);
    expect(await failureOf(enrolPerson(federation, { device, minReceipts: 3 }))).toBe('InputError INPUT_INVALID');
    const failure = await enrolPerson(federation, { device, minReceipts: 4 }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'TooFewGuardiansError', needed: 4, got: 3 });
    const { backups, enrolments } = await readState(device);
    expect([backups, enrolments[0]?.receipts.map(({ index }) => index)]).toEqual([[], [1, 2, 3]]);
    await federation.startAll([4]);
  }, 60_000);

  describe('with one guardian absent', () => {
    let person: Person;
    let commits: KeepingTransport;
    let true5: string;

    it('commits, and shows the owner that the backup is under-held', async () => {
      commits = new KeepingTransport((path) => path === COMMIT);
      const device = await joinedDevice(federation, { transport: commits });
      person = await enrolPerson(federation, { device, minReceipts: 4 });
      expect((await checkUp(device)).backups).toMatchObject([{ healthy: 4, isUnderHeld: true, isRecoverable: true }]);
      expect(await holdingsOf(device)).toEqual({
        1: 'healthy',
        2: 'healthy',
        3: 'healthy',
        4: 'healthy',
        5: 'unreachable',
      });
      const [sent] = commits.bodies as { absentParcels: { index: number; parcel: string }[] }[];
      expect(sent?.absentParcels.map(({ index }) => index)).toEqual([5]);
      true5 = sent?.absentParcels[0]?.parcel ?? '';
    }, 60_000);

    it('keeps no rubbish for the absent guardian, whoever brings it with the commit', async () => {
      const device = await joinedDevice(federation);
      const claim = await claimAs(federation, person.identity, { device });
      const { federation: seen } = await RawClaimant.of(device, claim.claimId);
      const [sent] = commits.bodies as { commit: string }[];
      const flipped = `${true5.startsWith('A') ? 'B' : 'A'}${true5.slice(1)}`;
      for (const guardian of seen.guardians.filter(({ index }) => index !== 5)) {
        for (const absentParcels of [
          [{ index: 5, parcel: flipped }],
          [{ index: 5, parcel: 'AAAA' }],
          [{ index: 4, parcel: true5 }],
        ]) {
          const planted = guardian.commit({ commit: sent?.commit ?? '', absentParcels });
          expect(await failureOf(planted)).toBe('RefusedError WRONG_SUBJECT');
        }
        // The true one is taken again.
        expect(
          await guardian.commit({ commit: sent?.commit ?? '', absentParcels: [{ index: 5, parcel: true5 }] }),
        ).toEqual({
          status: 'committed',
        });
      }
    }, 30_000);

    it('recovers while a holder and the absent guardian stay down', async () => {
      await federation.killAll([1]);
      const claim = await claimAs(federation, person.identity, { approvedBy: [2, 3, 4] });
      await untilReleasable(claim);
      const { secrets, culprits } = await recover(claim.device, { ...person, afterwards: 'nothing' });
      expect([textOf(secrets), culprits]).toEqual([person.seed, []]);
    }, 60_000);

    it('gives the absent guardian its parcel from those that are left, and recovers with it', async () => {
      // The two holders that deliver first are down for ever; the third waits for its turn, which comes after 40 seconds.
      await federation.killAll([2]);
      for (const index of [3, 4, 5]) federation.at(index).shiftClock(120_000);
      await federation.startAll([5]);
      const later = federation.device({ store: person.device.store, clockShiftMs: 120_000 });
      await waitFor('guardian 5 to hold its parts', async () => (await holdingsOf(later))[5] === 'healthy', 60_000);
      expect(await holdingsOf(later)).toMatchObject({ 1: 'unreachable', 2: 'unreachable', 3: 'healthy', 4: 'healthy' });
      const device = await joinedDevice(federation, { clockShiftMs: 120_000 });
      const claim = await claimAs(federation, person.identity, { device, approvedBy: [3, 4, 5] });
      await untilReleasable(claim);
      const { secrets } = await recover(device, { ...person, afterwards: 'nothing' });
      expect(textOf(secrets)).toBe(person.seed);
    }, 120_000);

    it('heals to healthy everywhere once the others are back', async () => {
      for (const index of [1, 2]) federation.at(index).shiftClock(120_000);
      await federation.startAll([1, 2]);
      const later = federation.device({ store: person.device.store, clockShiftMs: 120_000 });
      const { backups } = await checkUp(later);
      expect(backups).toMatchObject([{ healthy: 5, isUnderHeld: false }]);
    }, 60_000);
  });
});
