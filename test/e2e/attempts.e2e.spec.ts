import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimStatus, fetchTransport, readState, recover, WrongMemorableError } from '@wardkeep/client';
import { alphaDigestOf, parseEnvelopeOf, verifyTicket } from '@wardkeep/protocol';
import '@wardkeep/testing';
import {
  caseOn,
  claimAs,
  enrolPerson,
  failureOf,
  joinedDevice,
  RawClaimant,
  textOf,
  untilApproved,
  type Person,
  type TestClaim,
} from './claims/index.js';
import { RunningFederation, waitFor } from './harness/index.js';

const ALL = [1, 2, 3, 4, 5];
const QUORUM = 3;

describe('when an impostor with an approved claim guesses', () => {
  let federation: RunningFederation;
  beforeAll(async () => {
    federation = await RunningFederation.found();
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  const approvedClaim = async ({ identity }: Person, approvedBy = [1, 2, 3]): Promise<TestClaim> => {
    const claim = await claimAs(federation, identity, { approvedBy });
    await untilApproved(federation, claim, ALL);
    return claim;
  };
  /** Everything that the nodes have on record about evaluations of a backup: who evaluated which α. */
  const evaluationsOn = async (claims: readonly TestClaim[]): Promise<Map<string, Set<number>>> => {
    const byAlpha = new Map<string, Set<number>>();
    for (const { claimId } of claims) {
      for (const index of ALL) {
        const { timeline } = await caseOn(federation, index, claimId);
        for (const { type, statement } of timeline as { type: string; statement: string }[]) {
          if (type !== 'evaluation') continue;
          const { alphaDigest } = parseEnvelopeOf(statement, 'evaluation').body;
          byAlpha.set(alphaDigest, (byAlpha.get(alphaDigest) ?? new Set()).add(index));
        }
      }
    }
    return byAlpha;
  };

  it('gives q tickets to at most one of 50 parallel attempts on one number, and evaluates none without them', async () => {
    const person = await enrolPerson(federation);
    const claim = await approvedClaim(person);
    const raw = await RawClaimant.of(claim.device);
    const tries = await Promise.all(
      Array.from({ length: 50 }, async (_, number) => {
        const { alpha } = RawClaimant.guess(`guess ${String(number)}`);
        const fields = raw.attempt(person.manifestId, 1, alpha);
        // Each begins with another guardian, so that the tickets are as scattered as can be.
        const order = [...ALL.slice(number % 5), ...ALL.slice(0, number % 5)];
        const asked = await Promise.all(
          order.map((index) => raw.ticket(index, fields).catch((error: unknown) => error)),
        );
        const tickets = asked.filter((answer) => typeof answer === 'string');
        const codes = asked.flatMap((answer) =>
          typeof answer === 'string' ? [] : [(answer as { code: string }).code],
        );
        return { alpha, fields, tickets, codes };
      }),
    );
    expect(tries.flatMap(({ tickets }) => tickets)).toHaveLength(ALL.length);
    expect(new Set(tries.flatMap(({ codes }) => codes))).toEqual(new Set(['ATTEMPT_TAKEN']));
    const complete = tries.filter(({ tickets }) => tickets.length >= QUORUM);
    expect(complete.length).toBeLessThanOrEqual(1);
    const everybodys = tries.flatMap(({ tickets }) => tickets);
    for (const { alpha, fields, tickets } of tries) {
      if (tickets.length >= QUORUM) continue;
      const own = raw.evaluate(1, fields, alpha, tickets.length === 0 ? everybodys : tickets);
      expect(await failureOf(own)).toMatch(/^RefusedError (TICKETS_TOO_FEW|TICKET_INVALID)$/);
      expect(await failureOf(raw.evaluate(2, fields, alpha, everybodys))).toBe('RefusedError TICKET_INVALID');
    }
    expect((await evaluationsOn([claim])).size).toBe(0);
    // The number is spent, whether or not anybody can use it: the next one is free.
    const { secrets } = await recover(claim.device, { ...person, afterwards: 'nothing' });
    expect(textOf(secrets)).toBe(person.seed);
  }, 60_000);

  it('evaluates at most G guesses, spread over subsets of nodes, numbers and claims', async () => {
    const person = await enrolPerson(federation);
    const claims = [await approvedClaim(person), await approvedClaim(person, [3, 4, 5])];
    const raws = await Promise.all(claims.map(({ device }) => RawClaimant.of(device)));
    let evaluated = 0;
    const codes = new Set<string>();
    for (let round = 0; round < 36; round++) {
      const raw = raws[round % 2] as RawClaimant;
      const { alpha } = RawClaimant.guess(`spread ${String(round)}`);
      // Another three of the five each time, on numbers that rise slowly, so that nodes disagree about the last one.
      const subset = [round, round + 1 + (round % 2), round + 3].map((at) => 1 + (at % 5));
      const fields = raw.attempt(person.manifestId, 1 + Math.floor(round / 3), alpha);
      const asked = await Promise.all(
        subset.map((index) => raw.ticket(index, fields).catch((error: unknown) => error)),
      );
      const tickets = asked.filter((answer) => typeof answer === 'string');
      for (const answer of asked) if (typeof answer !== 'string') codes.add((answer as { code: string }).code);
      const results = await Promise.all(
        ALL.map(async (index) =>
          tickets.length === 0 ? 'none' : failureOf(raw.evaluate(index, fields, alpha, tickets)),
        ),
      );
      const isEvaluated = results.some((result) => result === 'ok');
      expect(isEvaluated).toBe(new Set(subset).size >= QUORUM && tickets.length >= QUORUM);
      if (isEvaluated) evaluated++;
      // Tickets of one claim are worth nothing in another.
      const other = raws[(round + 1) % 2] as RawClaimant;
      const moved = other.attempt(person.manifestId, fields.attempt, alpha);
      if (isEvaluated) {
        expect(await failureOf(other.evaluate(1, moved, alpha, tickets))).toBe('RefusedError TICKET_INVALID');
      }
    }
    const obtained = [...(await evaluationsOn(claims)).values()];
    expect(obtained).toHaveLength(evaluated);
    expect(evaluated).toBeGreaterThan(1);
    expect(evaluated).toBeLessThanOrEqual(10);
    expect(codes).toEqual(new Set(['ATTEMPT_TAKEN', 'PATH_LOCKED']));
    for (const index of ALL) {
      const { backups } = await caseOn(federation, index, claims[0]!.claimId);
      expect(backups[0].guesses.left).toBe(0);
    }
  }, 60_000);

  it('goes on with the same α on the next number when the tickets were split', async () => {
    const person = await enrolPerson(federation);
    const claim = await approvedClaim(person);
    const rival = await RawClaimant.of((await approvedClaim(person)).device);
    const honest = fetchTransport();
    let isSplit = false;
    const transport = {
      async send(request: Parameters<typeof honest.send>[0]) {
        if (request.path === '/v1/attempts/ticket' && !isSplit) {
          isSplit = true;
          // Between the question for the last number and the first ticket, somebody else takes three nodes, on two α.
          const take = (index: number, guess: string) =>
            rival.ticket(index, rival.attempt(person.manifestId, 1, RawClaimant.guess(guess).alpha));
          const { alpha } = RawClaimant.guess('one');
          for (const index of [3, 4]) await rival.ticket(index, rival.attempt(person.manifestId, 1, alpha));
          await take(5, 'two');
        }
        return honest.send(request);
      },
    };
    const { secrets } = await recover({ ...claim.device, transport }, { ...person, afterwards: 'nothing' });
    expect(textOf(secrets)).toBe(person.seed);
    const [stored, ...others] = (await readState(claim.device)).claims[0]?.attempts ?? [];
    expect(others).toEqual([]);
    expect(stored).toMatchObject({ attempt: 2, status: 'right' });
    const { timeline } = await caseOn(federation, 1, claim.claimId);
    const { config } = rival.federation;
    const own = (timeline as { type: string; guardian: number; statement: string }[])
      .filter(({ type, guardian }) => type === 'ticket' && guardian === 1)
      .map(({ statement }) => verifyTicket(statement, config).attempt);
    expect(own.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(new Set(own.map(({ alphaDigest }) => alphaDigest))).toEqual(
      new Set([alphaDigestOf(Buffer.from(stored?.alpha ?? '', 'base64url'))]),
    );
  }, 60_000);

  it('does not count a correct guess as a failure', async () => {
    const person = await enrolPerson(federation);
    const claim = await approvedClaim(person);
    await expect(recover(claim.device, { memorable: 'first guess' })).rejects.toEqual(new WrongMemorableError(9));
    await recover(claim.device, { ...person, afterwards: 'nothing' });
    await waitFor('all guardians to hear that it was right', async () => {
      return (await claimStatus(claim.device)).backups[0]?.guessesLeft === 9;
    });
    const again = await approvedClaim(person);
    await expect(recover(again.device, { memorable: 'second guess' })).rejects.toEqual(new WrongMemorableError(8));
  }, 30_000);

  it('recovers a second backup under the same identity in the same claim, each with guesses of its own', async () => {
    const first = await enrolPerson(federation, { memorable: 'first boat' });
    const { identity, device } = first;
    const second = await enrolPerson(federation, { identity, device, memorable: 'second boat', seed: 'of the second' });
    const claim = await approvedClaim(first);
    const wrong = recover(claim.device, { memorable: 'second boat', backup: first.backupId });
    await expect(wrong).rejects.toEqual(new WrongMemorableError(9));
    for (const person of [second, first]) {
      const { secrets, backupId } = await recover(claim.device, {
        memorable: person.memorable,
        backup: person.manifestId,
        afterwards: 'install',
      });
      expect(textOf(secrets)).toBe(person.seed);
      expect(backupId).toBe(person.backupId);
    }
    expect((await readState(claim.device)).backups.map(({ backupId }) => backupId).sort()).toEqual(
      [first.backupId, second.backupId].sort(),
    );
    await expect(recover(claim.device, { memorable: 'x', backup: 'A'.repeat(22) })).rejects.toThrowCode(
      'BACKUP_NOT_FOUND',
    );
    expect(await failureOf(recover(await joinedDevice(federation), first))).toBe('InputError NOT_CLAIMED');
  }, 60_000);
});
