import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Recovered } from '@wardkeep/client';
import type { ClaimQueryAnswer } from '@wardkeep/protocol';
import '@wardkeep/testing';
import type { Rule } from '../faults/lying-proxy.js';
import {
  claimAs,
  enrolPerson,
  LIARS,
  LyingGuardians,
  RawClaimant,
  textOf,
  untilApproved,
  type Lie,
} from './claims/index.js';

const QUERY = '/v1/claims/query';
const TICKET = '/v1/attempts/ticket';
const EVALUATE = '/v1/attempts/evaluate';
const RELEASE = '/v1/releases';

describe('when t − 1 guardians say what is not so, refuse, or say nothing', () => {
  let scene: LyingGuardians;
  /** A backup of somebody else, as honest guardians describe it to its own claimant. */
  let plantedView: ClaimQueryAnswer['backups'][number] | undefined;

  beforeAll(async () => {
    scene = await LyingGuardians.found();
    const { federation } = scene;
    const other = await enrolPerson(federation);
    const theirs = await claimAs(federation, other.identity, { approvedBy: [3, 4, 5] });
    await untilApproved(federation, theirs, [3]);
    [plantedView] = await (await RawClaimant.of(theirs.device)).backupsOn(3);
    expect(plantedView).toBeDefined();
  }, 120_000);
  afterAll(() => scene?.federation.close(), 30_000);
  afterEach(() => scene.reset());

  const planted = () => ({ ...plantedView, committedAt: Date.now() + 1000 });
  const expectCulprits = ({ culprits, secrets }: Recovered, reason: string): void => {
    expect(textOf(secrets)).toBe(scene.person.seed);
    expect(culprits).toEqual(LIARS.map((index) => ({ index, reason })));
  };

  it.each<[string, Lie]>([
    ['a backup that somebody else enrolled', (answer: ClaimQueryAnswer) => ({ ...answer, backups: [planted()] })],
    ['it beside the true one', (answer: ClaimQueryAnswer) => ({ ...answer, backups: [planted(), ...answer.backups] })],
    ['no backup at all', (answer: ClaimQueryAnswer) => ({ ...answer, backups: [] })],
    ['a claim that is vetoed', (answer: ClaimQueryAnswer) => withView(answer, { status: 'vetoed' }, 'vetoed')],
    ['a claim that has expired', (answer: ClaimQueryAnswer) => ({ ...answer, status: 'expired', backups: [] })],
    ['that all guesses are spent', (answer: ClaimQueryAnswer) => withView(answer, { lastAttempt: 30, limit: 10 })],
    ['that it was committed in a hundred years', (answer: ClaimQueryAnswer) => withView(answer, { committedAt: 4e12 })],
  ])('does not believe fewer than t guardians that list %s', async (_, lie) => {
    scene.tell(QUERY, lie);
    const { secrets, manifestId } = await scene.recover();
    expect([textOf(secrets), manifestId]).toEqual([scene.person.seed, scene.person.manifestId]);
    for (const { seen } of scene.proxies) expect(seen.some(({ path }) => path === QUERY)).toBe(true);
  });

  it('names whoever shows votes that nobody cast', async () => {
    scene.tell(QUERY, (answer: ClaimQueryAnswer) => ({
      ...answer,
      votes: answer.votes.map((text) => text.replace('"in-person"', '"video"')),
    }));
    expectCulprits(await scene.recover(), 'SIGNATURE_INVALID');
  });

  it('names whoever tickets another attempt, and needs no ticket of liars', async () => {
    scene.tell(TICKET, ({ ticket }: { ticket: string }, liar) => ({
      ticket: liar.resign(ticket, 'ticket', (body) => ({ ...body, attempt: body.attempt + 1 })),
    }));
    expectCulprits(await scene.recover(), 'TICKET_INVALID');
  });

  it.each([
    ['ATTEMPT_TAKEN', 409, { ticket: '{}' }],
    ['ATTEMPT_TAKEN', 409, {}],
    ['PATH_LOCKED', 423, { limit: 10, guessesLeft: 0 }],
    ['CLAIM_VETOED', 403, {}],
    ['NOT_APPROVED', 403, { approvals: 0, approvalsNeeded: 5 }],
  ])('goes on when fewer refuse, with %s %d %j', async (code, status, extras) => {
    for (const route of [TICKET, EVALUATE, RELEASE]) {
      const body = { type: 'about:blank', title: code, status, code, ...extras };
      scene.apply(route, async () => ({ status, body: Buffer.from(JSON.stringify(body)) }));
    }
    expect(textOf((await scene.recover()).secrets)).toBe(scene.person.seed);
  });

  it.each<[string, Rule]>([
    ['a web page', async () => ({ status: 200, body: Buffer.from('<html>log in first</html>') })],
    [
      'half an answer',
      async (request, forward) => {
        const answer = await forward(request);
        return { ...answer, body: answer.body.subarray(0, answer.body.length / 2) };
      },
    ],
    ['status 500', async () => ({ status: 500, body: Buffer.from('{}') })],
    ['a redirect', async () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: Buffer.alloc(0) })],
    ['nothing, with the connection cut', async () => null],
    ['another route’s answer', async () => ({ status: 200, body: Buffer.from('{"stored":true}') })],
  ])('recovers when they answer everything with %s', async (_, rule) => {
    scene.apply('/v1/', rule);
    expect(textOf((await scene.recover()).secrets)).toBe(scene.person.seed);
  });

  it('does not wait for those that take their time', async () => {
    const SLOW_MS = 30_000;
    for (const proxy of scene.proxies) proxy.delay('/v1/', SLOW_MS);
    const begun = performance.now();
    expect(textOf((await scene.recover()).secrets)).toBe(scene.person.seed);
    expect(performance.now() - begun).toBeLessThan(SLOW_MS / 2);
  }, 30_000);
});

function withView(answer: ClaimQueryAnswer, change: object, status: string = answer.status): object {
  return { ...answer, status, backups: answer.backups.map((backup) => ({ ...backup, ...change })) };
}
