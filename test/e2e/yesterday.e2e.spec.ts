import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkUp, recover, type RefusedError } from '@wardkeep/client';
import { parseEnvelopeOf } from '@wardkeep/protocol';
import '@wardkeep/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { queryNode } from '../faults/corrupt-guardian.js';
import {
  approve,
  caseOn,
  claimAs,
  enrolPerson,
  failureOf,
  newIdentity,
  RawClaimant,
  reject,
  textOf,
  untilApproved,
  untilKnown,
  untilReleasable,
  type Person,
  type TestClaim,
} from './claims/index.js';
import { ConsoleRefusal, RunningFederation, waitFor, type GuardianNode } from './harness/index.js';

const OTHERS = [2, 3, 4, 5];
const HOUR_MS = 3_600_000;

const codeOfVote = async (vote: Promise<unknown>): Promise<string> => {
  const error = await vote.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof ConsoleRefusal ? error.code : String(error);
};
const ready = async (node: GuardianNode): Promise<{ status: number; acting: boolean }> => {
  const response = await fetch(`${node.directUrl}/health/ready`);
  const { checks } = (await response.json()) as { checks: { acting: boolean } };
  return { status: response.status, acting: checks.acting };
};
const countRows = async (node: GuardianNode, types: readonly string[]): Promise<number> => {
  const marks = types.map(() => '?').join(', ');
  return (await queryNode(node, `SELECT id FROM statements WHERE type IN (${marks})`, types)).length;
};

describe('when the database of a guardian is put back to yesterday', () => {
  let federation: RunningFederation;
  let person: Person;
  let claim: TestClaim;
  let refused: TestClaim;
  let claimant: RawClaimant;
  let manifestId: string;
  let tickets: string[];
  const guesses = [RawClaimant.guess('one'), RawClaimant.guess('two'), RawClaimant.guess('three')] as const;

  beforeAll(async () => {
    federation = await RunningFederation.found();
    person = await enrolPerson(federation);
    const node = federation.at(1);
    await node.copyData(federation.world.path('yesterday'));

    claim = await claimAs(federation, person.identity, { approvedBy: [1, 2, 3] });
    refused = await claimAs(federation, newIdentity());
    await untilKnown(federation, refused.claimId, [1]);
    await reject(federation, 1, refused.claimId);
    await untilApproved(federation, claim, [1, 2, 3, 4, 5]);
    await untilReleasable(claim);
    claimant = await RawClaimant.of(claim.device, claim.claimId);
    ({ manifestId } = person);
    await claimant.ticketsOf([1, 2, 3], claimant.attempt(manifestId, 1, guesses[0].alpha));
    tickets = await claimant.ticketsOf([1, 2, 3], claimant.attempt(manifestId, 2, guesses[1].alpha));
    await waitFor('the others to have heard of everything', async () => {
      for (const index of OTHERS) {
        const { timeline } = await caseOn(federation, index, claim.claimId);
        const own = timeline.filter((entry: { guardian: number; type: string }) => entry.guardian === 1);
        if (own.filter((entry: { type: string }) => entry.type === 'ticket').length < 2) return false;
        const { rejections } = await caseOn(federation, index, refused.claimId);
        if (rejections !== 1) return false;
      }
      return true;
    });

    await federation.killAll([1, ...OTHERS]);
    await node.restoreData(federation.world.path('yesterday'));
  }, 240_000);
  afterAll(() => federation?.close(), 30_000);

  it('has forgotten its votes and tickets', async () => {
    expect(await countRows(federation.at(1), ['vote', 'ticket', 'claim'])).toBe(0);
    expect(await countRows(federation.at(2), ['ticket'])).toBeGreaterThanOrEqual(2);
  });

  it('throws NOT_ACTING while it is alone, however long', async () => {
    const node = federation.at(1);
    await node.start();
    const attempt = claimant.attempt(manifestId, 1, guesses[2].alpha);
    for (const shift of [0, HOUR_MS]) {
      node.shiftClock(shift);
      expect(await ready(node)).toEqual({ status: 503, acting: false });
      expect((await fetch(`${node.directUrl}/health/live`)).status).toBe(200);
      expect(await failureOf(claimant.ticket(1, attempt))).toBe('UnreachableError GUARDIAN_BUSY');
      expect(await codeOfVote(approve(federation, 1, claim.claimId, person.identity))).toBe('NOT_ACTING');
      expect(await codeOfVote(reject(federation, 1, claim.claimId))).toBe('NOT_ACTING');
    }
    node.shiftClock(0);
    const answer = await fetch(`${node.directUrl}/v1/attempts/ticket`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ request: claimant.request(attempt) }),
    });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('3');
    expect(await answer.json()).toMatchObject({ code: 'NOT_ACTING' });
  }, 60_000);

  it('throws NOT_ACTING with q - 2 peers, though it has all that they know', async () => {
    await federation.at(2).start();
    await waitFor('guardian 1 to hear of the claim', () => caseOn(federation, 1, claim.claimId));
    await waitFor('guardian 1 to hear of its own vote', async () => {
      return (await caseOn(federation, 1, claim.claimId)).ownDecision === 'approve';
    });
    await sleep(1500);
    expect(await ready(federation.at(1))).toEqual({ status: 503, acting: false });
    expect(await codeOfVote(approve(federation, 1, claim.claimId, person.identity))).toBe('NOT_ACTING');
    const attempt = claimant.attempt(manifestId, 3, guesses[2].alpha);
    expect(await failureOf(claimant.ticket(1, attempt))).toBe('UnreachableError GUARDIAN_BUSY');
  }, 60_000);

  it('acts with q - 1 peers, and throws ATTEMPT_TAKEN for every number it had spent', async () => {
    await federation.startAll([3]);
    await federation.at(1).untilReady();
    expect(await ready(federation.at(1))).toEqual({ status: 200, acting: true });
    for (const number of [1, 2]) {
      const again = claimant.ticket(1, claimant.attempt(manifestId, number, guesses[2].alpha));
      const error = await again.then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ name: 'RefusedError', code: 'ATTEMPT_TAKEN' });
      const shown = parseEnvelopeOf(String((error as RefusedError).extras.ticket), 'ticket').body;
      expect(shown).toMatchObject({ attempt: 2, signer: { index: 1 } });
    }
    expect((await caseOn(federation, 1, claim.claimId)).backups).toMatchObject([{ guesses: { spent: 2, left: 8 } }]);
  }, 60_000);

  it('gives the very ticket again that it gave before it forgot', async () => {
    expect(await claimant.ticket(1, claimant.attempt(manifestId, 2, guesses[1].alpha))).toBe(tickets[0]);
  });

  it('throws VOTE_AFTER_REJECT for the claim that it had rejected', async () => {
    await untilKnown(federation, refused.claimId, [1]);
    const { identity } = await caseOn(federation, 1, refused.claimId);
    const typed = {
      surname: identity.surname,
      givenNames: identity.givenNames,
      dateOfBirth: identity.dateOfBirth,
    };
    expect(await codeOfVote(approve(federation, 1, refused.claimId, typed))).toBe('VOTE_AFTER_REJECT');
    await approve(federation, 1, claim.claimId, person.identity);
    const { votes, equivocations } = await caseOn(federation, 2, claim.claimId);
    expect(votes).toHaveLength(3);
    expect(equivocations).toEqual([]);
  });

  it('helps to recover as before', async () => {
    const { secrets } = await recover(claim.device, { memorable: person.memorable, afterwards: 'nothing' });
    expect(textOf(secrets)).toBe(person.seed);
    expect(await queryNode(federation.at(1), 'SELECT last FROM attempts')).toEqual([{ last: 3 }]);
  }, 60_000);
});

describe('when a guardian was down all the while', () => {
  let federation: RunningFederation;
  let person: Person;
  let claim: TestClaim;

  beforeAll(async () => {
    federation = await RunningFederation.found({ guardians: 5, policies: { recoveryDelaySeconds: 0 } });
    await federation.killAll([5]);
    person = await enrolPerson(federation, { minReceipts: 4 });
    claim = await claimAs(federation, person.identity, { approvedBy: [1, 2, 3] });
    await untilReleasable(claim);
  }, 180_000);
  afterAll(() => federation?.close(), 30_000);

  it('gets its parts, the claim and the votes once it is back', async () => {
    expect((await checkUp(person.device)).backups).toMatchObject([{ healthy: 4 }]);
    await federation.startAll([5]);
    await untilApproved(federation, claim, [5]);
    await waitFor(
      'guardian 5 to hold its parts',
      async () => (await checkUp(person.device)).backups[0]?.healthy === 5,
      60_000,
    );
    await waitFor('guardian 5 to find the backup of this identity', async () => {
      return (await caseOn(federation, 5, claim.claimId)).holdsBackup === true;
    });
    const { identity } = await caseOn(federation, 5, claim.claimId);
    expect(identity).toMatchObject({ surname: person.identity.surname });
  }, 120_000);

  it('is needed, and good enough, for the recovery', async () => {
    await federation.killAll([1, 2]);
    const { secrets } = await recover(claim.device, { memorable: person.memorable, afterwards: 'nothing' });
    expect(textOf(secrets)).toBe(person.seed);
  }, 60_000);
});
