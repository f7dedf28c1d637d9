import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkUp, claimStatus, openClaim, recover, WrongMemorableError, type ClientContext } from '@wardkeep/client';
import '@wardkeep/testing';
import {
  approve,
  caseOn,
  enrolPerson,
  joinedDevice,
  newIdentity,
  textOf,
  untilKnown,
  untilReleasable,
  type Person,
} from './claims/index.js';
import { RunningFederation, waitFor } from './harness/index.js';
import { KillingTransport } from './survival/index.js';

const ALL = [1, 2, 3];
const QUORUM = [1, 2];
const patience = { timeoutMs: 40_000, retries: 6, backoffMs: 100, hedgeAfterMs: 5000 };
const STAGES = [
  '/v1/attempts/evaluate',
  '/v1/attempts/ticket',
  '/v1/claims',
  '/v1/claims/query',
  '/v1/enrolments/commit',
  '/v1/enrolments/stage',
  '/v1/federation/currency',
  '/v1/releases',
  '/v1/statements',
];

let federation: RunningFederation;
beforeAll(async () => {
  federation = await RunningFederation.found({ guardians: ALL.length });
}, 120_000);
afterAll(() => federation?.close(), 30_000);

const ownVote = async (index: number, claimId: string): Promise<string> => {
  const { votes } = await caseOn(federation, index, claimId);
  return votes.find((vote: { guardian: number }) => vote.guardian === index).id;
};

describe.each(['answered', 'under-way'] as const)('when every node is killed with each request, %s', (moment) => {
  let transport: KillingTransport;
  let person: Person;
  let laptop: ClientContext;
  let claimId: string;
  const identity = newIdentity();

  beforeAll(() => {
    transport = new KillingTransport(federation, moment);
  });

  it('enrols, and every guardian holds its parts', async () => {
    person = await enrolPerson(federation, {
      identity,
      device: await joinedDevice(federation, { transport, patience }),
    });
    await transport.settled();
    await waitFor('all guardians to hold their parts', async () => {
      const { backups } = await checkUp(person.device);
      return backups[0]?.healthy === ALL.length;
    });
    await transport.settled();
  }, 120_000);

  it('opens a claim, and counts votes that a guardian gave just before it was killed', async () => {
    laptop = await joinedDevice(federation, { transport, patience });
    ({ claimId } = await openClaim(laptop, { identity }));
    await transport.settled();
    await untilKnown(federation, claimId, ALL);
    for (const index of QUORUM) {
      await approve(federation, index, claimId, identity);
      const vote = await ownVote(index, claimId);
      await federation.at(index).restart();
      await federation.at(index).untilReady();
      await approve(federation, index, claimId, identity);
      expect(await ownVote(index, claimId)).toBe(vote);
    }
    for (const index of ALL) {
      await waitFor(
        'both approvals',
        async () => (await caseOn(federation, index, claimId)).approvals === QUORUM.length,
      );
      const { equivocations } = await caseOn(federation, index, claimId);
      expect(equivocations).toEqual([]);
    }
  }, 120_000);

  it('counts a wrong guess once', async () => {
    await untilReleasable({ device: laptop, claimId, words: [] });
    await expect(recover(laptop, { memorable: 'the red boat' })).rejects.toEqual(new WrongMemorableError(9));
    await transport.settled();
    expect((await claimStatus(laptop)).backups).toMatchObject([{ guessesLeft: 9 }]);
  }, 120_000);

  it('gives the seed back byte for byte, makes a new owner and new shards', async () => {
    const { secrets, ownership, culprits } = await recover(laptop, { memorable: person.memorable });
    expect(textOf(secrets)).toBe(person.seed);
    expect(culprits).toEqual([]);
    expect(ownership).toMatchObject({ status: 'rotated' });
    await transport.settled();
    for (const index of ALL) {
      const { backups } = await caseOn(federation, index, claimId);
      expect(backups.length).toBeGreaterThan(0);
      for (const { guesses } of backups) expect(guesses.spent).toBeLessThanOrEqual(2);
    }
  }, 120_000);

  it('killed nodes at every stage, and none has forgotten what it said', () => {
    expect(transport.stages).toEqual(expect.arrayContaining(STAGES));
    expect(transport.killed.length).toBeGreaterThanOrEqual(QUORUM.length * STAGES.length);
    expect(transport.forgotten).toEqual([]);
    if (moment === 'answered') expect(transport.compared).toBeGreaterThanOrEqual(QUORUM.length * 5);
  });
});
