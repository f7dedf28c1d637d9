import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { claimStatus, openClaim, recover } from '@wardkeep/client';
import '@wardkeep/testing';
import {
  approve,
  caseOn,
  claimAs,
  enrolPerson,
  failureOf,
  joinedDevice,
  RawClaimant,
  SharedTime,
  textOf,
  untilApproved,
  untilReleasable,
  type Person,
} from './claims/index.js';
import {
  collectCards,
  compareAndSign,
  type ConsoleRefusal,
  propose,
  RunningFederation,
  untilProposed,
  untilSealed,
  waitFor,
  World,
  type GuardianNode,
} from './harness/index.js';

const ALL = [1, 2, 3, 4, 5];
const TEN_MINUTES = 600_000;
const DAY = 86_400_000;

describe('when the clock of a node is 10 minutes off', () => {
  let federation: RunningFederation;
  let person: Person;
  beforeAll(async () => {
    federation = await RunningFederation.found();
    person = await enrolPerson(federation);
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);
  afterEach(() => federation.at(5).shiftClock(0));

  it.each([TEN_MINUTES, -TEN_MINUTES])(
    'refuses claims with CLOCK_SKEW, and the others go on (%d ms)',
    async (shift) => {
      federation.at(5).shiftClock(shift);
      const device = await joinedDevice(federation);
      await waitFor('the shift to be noticed', async () => {
        const { time } = (await (await fetch(`${federation.at(5).url}/v1/federation`)).json()).node as { time: number };
        return Math.abs(time - Date.now() - shift) < 5000;
      });
      const { claimId, guardians } = await openClaim(device, { identity: person.identity });
      expect(guardians).toContainEqual({ index: 5, outcome: 'refused', code: 'CLOCK_SKEW' });
      expect(guardians.filter(({ outcome }) => outcome === 'ok')).toHaveLength(4);
      // No peer talks to it either, and its operator learns why.
      await expect(caseOn(federation, 5, claimId)).rejects.toThrowCode('CLAIM_NOT_FOUND');
      const { peers } = await federation.at(5).get('/admin/v1/federation');
      for (const { clockDifferenceMs } of peers as { clockDifferenceMs: number }[]) {
        expect(Math.abs(clockDifferenceMs + shift)).toBeLessThan(5000);
      }
      for (const index of [1, 2, 3]) await approve(federation, index, claimId, person.identity);
      await untilReleasable({ device, claimId, words: [] });
      const { secrets, culprits } = await recover(device, { ...person, afterwards: 'nothing' });
      expect([textOf(secrets), culprits]).toEqual([person.seed, []]);
      federation.at(5).shiftClock(0);
      await waitFor('it to catch up', async () => (await caseOn(federation, 5, claimId)).approvals === 3);
    },
    60_000,
  );

  it('refuses the claims of a device whose own clock is off, with CLOCK_SKEW', async () => {
    const device = await joinedDevice(federation, { clockShiftMs: TEN_MINUTES });
    expect(await failureOf(openClaim(device, { identity: person.identity }))).toBe('RefusedError CLOCK_SKEW');
  });
});

describe('when a clock is 10 minutes off in the ceremony', () => {
  let world: World;
  afterEach(() => world.close());

  it('signs nothing before it is right, with PREFLIGHT_FAILED', async () => {
    world = new World();
    const nodes = await Promise.all(Array.from({ length: 3 }, () => world.makeNode()));
    const [first, second, third] = nodes as [GuardianNode, GuardianNode, GuardianNode];
    third.shiftClock(TEN_MINUTES);
    await Promise.all(nodes.map((node) => node.start()));
    const proposal = await propose(first, await collectCards(nodes));
    await untilProposed(second, proposal.configId);
    const refusal: unknown = await compareAndSign(second, proposal).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'ConsoleRefusal', code: 'PREFLIGHT_FAILED' });
    expect(JSON.stringify((refusal as ConsoleRefusal).problem)).toContain('CLOCK_DIFFERS');
    third.shiftClock(0);
    await waitFor('the clock to be right again', async () => compareAndSign(second, proposal).then(() => true));
    await compareAndSign(third, proposal);
    await untilSealed(nodes, proposal.configId);
  }, 60_000);
});

describe('when a claim gets old', () => {
  let federation: RunningFederation;
  let time: SharedTime;
  let person: Person;
  beforeAll(async () => {
    federation = await RunningFederation.found({ policies: { recoveryDelaySeconds: 3600 } });
    time = new SharedTime(federation);
    person = await enrolPerson(federation, { device: await time.device() });
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  const open = async (approvedBy: readonly number[]) => {
    const claim = await claimAs(federation, person.identity, { device: await time.device(), approvedBy });
    await untilApproved(federation, claim, ALL, approvedBy.length);
    return claim;
  };

  it('expires after 30 days without approval, and for good', async () => {
    const claim = await open([1, 2]);
    await time.pass(30 * DAY - 60_000);
    expect((await claimStatus(claim.device)).status).toBe('open');
    await time.pass(120_000);
    expect((await claimStatus(claim.device)).status).toBe('expired');
    await approve(federation, 3, claim.claimId, person.identity).catch(() => undefined);
    await expect(recover(claim.device, person)).rejects.toMatchObject({ code: 'CLAIM_CLOSED', status: 'expired' });
    expect(await caseOn(federation, 3, claim.claimId)).toMatchObject({ status: 'expired', approvedAt: null });
    const raw = await RawClaimant.of(claim.device);
    const fields = raw.attempt(person.manifestId, 1, RawClaimant.guess().alpha);
    for (const index of ALL) expect(await failureOf(raw.ticket(index, fields))).toBe('RefusedError CLAIM_EXPIRED');
  }, 60_000);

  it('expires 30 days after the end of its delay once it is approved', async () => {
    const claim = await open([1, 2, 3]);
    await time.pass(30 * DAY);
    const { secrets } = await recover(claim.device, { ...person, afterwards: 'nothing' });
    expect(textOf(secrets)).toBe(person.seed);
    const late = await open([3, 4, 5]);
    await time.pass(30 * DAY + 3_600_000 + 60_000);
    await expect(recover(late.device, person)).rejects.toMatchObject({ code: 'CLAIM_CLOSED', status: 'expired' });
  }, 60_000);
});
