import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkUp, claimStatus, recover, veto } from '@wardkeep/client';
import '@wardkeep/testing';
import {
  approve,
  caseOn,
  claimAs,
  enrolPerson,
  failureOf,
  newIdentity,
  RawClaimant,
  reject,
  SharedTime,
  StolenKey,
  textOf,
  untilApproved,
  untilReleasable,
  type ClaimChoices,
  type Person,
  type TestClaim,
} from './claims/index.js';
import { RunningFederation, waitFor } from './harness/index.js';

const ALL = [1, 2, 3, 4, 5];
const HOUR = 3_600_000;

describe('when an owner vetoes', () => {
  let federation: RunningFederation;
  let time: SharedTime;
  beforeAll(async () => {
    federation = await RunningFederation.found({ policies: { recoveryDelaySeconds: 3600 } });
    time = new SharedTime(federation);
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  const enrolled = async (choices: Parameters<typeof enrolPerson>[1] = {}): Promise<Person> =>
    enrolPerson(federation, { device: await time.device(), ...choices });
  const approvedClaim = async ({ identity }: Person, choices: ClaimChoices = {}): Promise<TestClaim> => {
    const claim = await claimAs(federation, identity, {
      device: await time.device(),
      approvedBy: [1, 2, 3],
      ...choices,
    });
    await untilApproved(federation, claim, ALL);
    return claim;
  };

  it('stops a claim during the delay, which its owner has seen in a check-up', async () => {
    const person = await enrolled();
    const { device, claimId } = await approvedClaim(person);
    const seen = await checkUp(person.device);
    expect(seen.claims).toMatchObject([{ claimId, backupId: person.backupId }]);
    expect([...(seen.claims[0]?.reports.values() ?? [])]).toEqual(
      expect.arrayContaining([expect.objectContaining({ approvals: 3, status: 'waiting' })]),
    );
    const outcomes = await veto(person.device, { claimId, backupId: person.backupId });
    expect(outcomes.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThanOrEqual(3);
    for (const index of ALL) {
      await waitFor('the veto to spread', async () => (await caseOn(federation, index, claimId)).status === 'vetoed');
    }
    expect(await claimStatus(device)).toMatchObject({ status: 'vetoed', approvals: [1, 2, 3] });
    await time.pass(HOUR + 1000);
    await expect(recover(device, person)).rejects.toMatchObject({ code: 'CLAIM_CLOSED', status: 'vetoed' });
    const raw = await RawClaimant.of(device);
    const { alpha } = RawClaimant.guess();
    const fields = raw.attempt(person.manifestId, 1, alpha);
    for (const index of ALL) expect(await failureOf(raw.ticket(index, fields))).toBe('RefusedError CLAIM_VETOED');
  }, 60_000);

  it('stops even the evaluation of an attempt that has its tickets', async () => {
    const person = await enrolled();
    const claim = await approvedClaim(person);
    await time.pass(HOUR + 1000);
    const raw = await RawClaimant.of(claim.device);
    const { alpha } = RawClaimant.guess();
    const fields = raw.attempt(person.manifestId, 1, alpha);
    const tickets = await raw.ticketsOf([1, 2, 3], fields);
    expect(await failureOf(raw.evaluate(4, fields, alpha, tickets))).toBe('ok');
    await veto(person.device, { claimId: claim.claimId, backupId: person.backupId });
    await waitFor('guardian 5 to know', async () => (await caseOn(federation, 5, claim.claimId)).status === 'vetoed');
    for (const index of [4, 5]) {
      expect(await failureOf(raw.evaluate(index, fields, alpha, tickets))).toBe('RefusedError CLAIM_VETOED');
    }
  }, 60_000);

  it('does nothing after the release, and the claimant still becomes the owner', async () => {
    const person = await enrolled();
    const claim = await approvedClaim(person);
    await time.pass(HOUR + 1000);
    await untilReleasable(claim);
    await recover(claim.device, { ...person, afterwards: 'nothing' });
    const late = veto(person.device, { claimId: claim.claimId, backupId: person.backupId });
    expect(await failureOf(late)).toBe('RefusedError CLAIM_RELEASED');
    const { ownership, secrets } = await recover(claim.device, { ...person, afterwards: 'install' });
    expect(textOf(secrets)).toBe(person.seed);
    expect(ownership.status).toBe('installed');
  }, 60_000);

  it('is heard on one’s own backup only: who plants one under another’s name cannot stop the true one', async () => {
    const person = await enrolled();
    const mallory = await enrolled({ identity: person.identity, memorable: 'planted', seed: 'nothing worth having' });
    const claim = await approvedClaim(person);
    const key = await StolenKey.of(mallory.device);
    const raw = await RawClaimant.of(claim.device);
    const { claimId } = claim;
    for (const index of ALL) {
      expect(await raw.carry(index, key.veto(claimId, person.backupId))).toEqual(['WRONG_SIGNER']);
    }
    await veto(mallory.device, { claimId, backupId: mallory.backupId });
    await time.pass(HOUR + 1000);
    await waitFor('all to know the veto', async () => {
      const { backups } = await claimStatus(claim.device);
      return backups.find(({ backupId }) => backupId === mallory.backupId)?.status === 'vetoed';
    });
    expect(await claimStatus(claim.device)).toMatchObject({ status: 'approved' });
    // Nobody has to name the backup: the one that is vetoed is passed over, although it is the newest.
    const { secrets, backupId } = await recover(claim.device, { memorable: person.memorable });
    expect([backupId, textOf(secrets)]).toEqual([person.backupId, person.seed]);
  }, 60_000);

  it('is not heard from somebody who owns nothing there, nor for a claim on somebody else', async () => {
    const person = await enrolled();
    const stranger = await enrolled({ identity: newIdentity() });
    const { claimId } = await approvedClaim(person);
    const asked = veto(stranger.device, { claimId, backupId: person.backupId });
    expect(await failureOf(asked)).toBe('InputError NOT_ENROLLED');
    await veto(stranger.device, { claimId, backupId: stranger.backupId }).catch(() => undefined);
    expect((await caseOn(federation, 1, claimId)).status).toBe('approved');
  }, 60_000);

  it('needs none where a guardian takes its approval back during the delay: that begins anew with another one', async () => {
    const person = await enrolled();
    const claim = await approvedClaim(person);
    const { device, claimId } = claim;
    await time.pass(HOUR - 60_000);
    expect(await claimStatus(device)).toMatchObject({ status: 'approved', approvals: [1, 2, 3] });
    await reject(federation, 3, claimId);
    await untilApproved(federation, claim, ALL, 2);
    await time.pass(120_000);
    expect(await claimStatus(device)).toMatchObject({ status: 'open', delayEndsAt: null, approvals: [1, 2] });
    expect(await failureOf(recover(device, person))).toBe('NotApprovedError NOT_APPROVED');
    const raw = await RawClaimant.of(device);
    const ask = (): Promise<string[]> => {
      const fields = raw.attempt(person.manifestId, 1, RawClaimant.guess().alpha);
      return Promise.all(ALL.map((index) => failureOf(raw.ticket(index, fields))));
    };
    expect(new Set(await ask())).toEqual(new Set(['RefusedError NOT_APPROVED']));
    await approve(federation, 5, claimId, person.identity);
    await untilApproved(federation, claim, ALL);
    expect(new Set(await ask())).toEqual(new Set(['RefusedError DELAY_NOT_OVER']));
    await time.pass(HOUR + 1000);
    await untilReleasable(claim);
    const { secrets } = await recover(device, { ...person, afterwards: 'nothing' });
    expect(textOf(secrets)).toBe(person.seed);
  }, 60_000);
});
