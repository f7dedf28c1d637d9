import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkUp, recover, type ClientContext } from '@wardkeep/client';
import type { IdentityInput } from '@wardkeep/protocol';
import '@wardkeep/testing';
import {
  approve,
  caseOn,
  claimAs,
  enrolPerson,
  failureOf,
  newIdentity,
  RawClaimant,
  SharedTime,
  StolenKey,
  textOf,
  untilApproved,
  untilReleasable,
  type Person,
} from './claims/index.js';
import { RunningFederation, waitFor } from './harness/index.js';

const ALL = [1, 2, 3, 4, 5];
const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

describe('when a thief has the phone', () => {
  let federation: RunningFederation;
  let time: SharedTime;
  beforeAll(async () => {
    federation = await RunningFederation.found({ policies: { recoveryDelaySeconds: 60 } });
    time = new SharedTime(federation);
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  const enrolled = async (choices: Parameters<typeof enrolPerson>[1] = {}): Promise<Person> =>
    enrolPerson(federation, { device: await time.device(), ...choices });
  const override = (index: number, claimId: string, backupId: string, identity: IdentityInput) =>
    federation.at(index).post(`/admin/v1/cases/${claimId}/override`, {
      backupId,
      identity,
      method: 'in-person',
      documents: ['passport'],
    });
  /** A claim of the true owner, and the thief's statements on it at every guardian. */
  const contested = async (person: Person, ...said: ((claimId: string) => string)[]) => {
    const device = await time.device();
    const claim = await claimAs(federation, person.identity, { device, approvedBy: [1, 2, 3] });
    await untilApproved(federation, claim, ALL);
    const raw = await RawClaimant.of(device);
    for (const index of said.length === 0 ? [] : ALL) {
      const texts = said.map((each) => each(claim.claimId));
      expect(await raw.carry(index, ...texts)).toEqual(said.map(() => 'ok'));
    }
    return { ...claim, raw };
  };
  /** Each node counts its own seven days from when it knew of enough overrides. */
  const untilOverridden = async (claimId: string): Promise<void> => {
    for (const index of ALL) {
      await waitFor('the overrides to spread', async () => {
        return (await caseOn(federation, index, claimId)).backups[0].overriddenAt !== null;
      });
    }
  };
  const holdingOf = async (device: ClientContext, index: number) =>
    (await checkUp(device)).backups[0]?.guardians.get(index);

  it('overrides its veto, its stricter policy and its deletion by q guardians who met the claimant again', async () => {
    const person = await enrolled();
    const { backupId, identity } = person;
    const key = await StolenKey.of(person.device);
    const deletion = key.deletion();
    const policy = key.policy({ approvals: 5, delaySeconds: 300 * 86_400 });
    const claim = await contested(
      person,
      () => deletion,
      () => policy,
      (claimId) => key.veto(claimId),
    );
    const { claimId, device, raw } = claim;
    const forgotten = await enrolled();
    const unwanted = (await StolenKey.of(forgotten.device)).deletion();
    for (const index of ALL) expect(await raw.carry(index, unwanted)).toEqual(['ok']);
    await time.pass(61_000);
    expect(await failureOf(recover(device, person))).toBe('ClaimClosedError CLAIM_CLOSED');

    await expect(override(4, claimId, backupId, identity)).rejects.toMatchObject({ code: 'NOT_APPROVED_HERE' });
    await expect(override(1, claimId, backupId, newIdentity())).rejects.toMatchObject({ code: 'IDENTITY_MISMATCH' });
    await override(1, claimId, backupId, identity);
    await override(1, claimId, backupId, identity);
    await override(2, claimId, backupId, identity);
    await waitFor('guardian 5 to hear of two', async () => {
      const { timeline } = await caseOn(federation, 5, claimId);
      return (timeline as { type: string }[]).filter(({ type }) => type === 'override').length === 2;
    });
    expect((await caseOn(federation, 5, claimId)).backups).toMatchObject([{ overriddenAt: null, isVetoed: true }]);
    const [backup] = (await override(3, claimId, backupId, identity)).backups;
    expect(backup.overriddenAt - time.clock.now()).toBeGreaterThan(WEEK - 60_000);
    await untilOverridden(claimId);

    // The thief's week began before, but what a claim needs is not deleted; what nobody claims is.
    await time.pass(WEEK - HOUR);
    const fields = raw.attempt(person.manifestId, 1, RawClaimant.guess().alpha);
    for (const index of ALL) expect(await failureOf(raw.ticket(index, fields))).toBe('RefusedError CLAIM_VETOED');
    await time.pass(HOUR + 60_000);
    await federation.at(1).restart();
    await federation.at(1).untilReady();
    await waitFor('the sweep', async () => (await holdingOf(forgotten.device, 1)) === 'missing');
    expect(await holdingOf(person.device, 1)).toBe('healthy');

    await untilReleasable(claim);
    const { secrets, ownership } = await recover(device, person);
    expect(textOf(secrets)).toBe(person.seed);
    if (ownership.status !== 'rotated') throw new Error('not rotated', { cause: ownership.error });
    expect(await raw.carry(2, key.veto(claimId), key.deletion(), key.policy({}, 2))).not.toContain('ok');
  }, 90_000);

  it('may be overridden for a policy alone, which no veto shows', async () => {
    const person = await enrolled();
    const { backupId, identity } = person;
    const key = await StolenKey.of(person.device);
    const quiet = await contested(person);
    await expect(override(1, quiet.claimId, backupId, identity)).rejects.toMatchObject({ code: 'NOTHING_TO_OVERRIDE' });
    const policy = key.policy({ approvals: 5, delaySeconds: 300 * 86_400 });
    const claim = await contested(person, () => policy);
    await time.pass(61_000);
    expect(await failureOf(recover(claim.device, person))).toBe('NotApprovedError NOT_APPROVED');
    for (const index of [1, 2, 3]) await override(index, claim.claimId, backupId, identity);
    await untilOverridden(claim.claimId);
    await time.pass(WEEK);
    await untilReleasable(claim);
    expect(textOf((await recover(claim.device, { ...person, afterwards: 'install' })).secrets)).toBe(person.seed);
  }, 60_000);

  it('loosens no policy under a claim, nor within 7 days before it', async () => {
    const person = await enrolled({ policy: { approvals: 4, delaySeconds: 7200 } });
    const key = await StolenKey.of(person.device);
    const claim = await claimAs(federation, person.identity, { device: await time.device() });
    const raw = await RawClaimant.of(claim.device);
    const loose = key.policy({ approvals: 1, delaySeconds: 0 });
    for (const index of ALL) expect(await raw.carry(index, loose)).toEqual(['ok']);
    const next = await contested(person);
    await time.pass(HOUR);
    for (const index of ALL) {
      const fields = next.raw.attempt(person.manifestId, 1, RawClaimant.guess().alpha);
      expect(await failureOf(next.raw.ticket(index, fields))).toBe('RefusedError NOT_APPROVED');
    }
    await approve(federation, 4, next.claimId, person.identity);
    await untilApproved(federation, next, ALL, 4);
    await time.pass(HOUR);
    const early = next.raw.ticket(1, next.raw.attempt(person.manifestId, 1, RawClaimant.guess().alpha));
    expect(await failureOf(early)).toBe('RefusedError DELAY_NOT_OVER');
    await time.pass(HOUR + 60_000);
    await untilReleasable(next);
    await time.pass(WEEK);
    const later = await contested(person);
    await time.pass(61_000);
    await untilReleasable(later);
    expect((await caseOn(federation, 1, later.claimId)).backups).toMatchObject([{ approvalsNeeded: 3 }]);
  }, 60_000);
});
