import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { recover, type Recovered } from '@wardkeep/client';
import { decodeBase64url, encodeBase64url, evaluate, multiplyBase, parsePoint, systemRng } from '@wardkeep/crypto';
import {
  alphaDigestOf,
  parseEnvelopeOf,
  sealedDigest,
  sealReleasedParts,
  type ClaimQueryAnswer,
  type EvaluateBody,
  type StatementId,
} from '@wardkeep/protocol';
import '@wardkeep/testing';
import { stealParts, type StolenParts } from '../faults/stolen-parts.js';
import type { CorruptGuardian } from '../faults/corrupt-guardian.js';
import type { ProxiedRequest, Rule } from '../faults/lying-proxy.js';
import {
  claimAs,
  enrolPerson,
  newIdentity,
  RawClaimant,
  textOf,
  untilApproved,
  type Person,
  type TestClaim,
} from './claims/index.js';
import { RunningFederation } from './harness/index.js';

/** As many as may lie: t − 1. */
const LIARS = [1, 2];
const TICKET = '/v1/attempts/ticket';
const EVALUATE = '/v1/attempts/evaluate';
const RELEASE = '/v1/releases';
const QUERY = '/v1/claims/query';

describe('when t − 1 guardians lie during a recovery', () => {
  let federation: RunningFederation;
  let person: Person;
  let other: Person;
  let claim: TestClaim;
  const liars = new Map<number, CorruptGuardian>();
  const stolen = new Map<number, StolenParts>();

  beforeAll(async () => {
    federation = await RunningFederation.found({ proxied: LIARS });
    person = await enrolPerson(federation);
    other = await enrolPerson(federation, { identity: newIdentity() });
    claim = await claimAs(federation, person.identity, { approvedBy: [3, 4, 5] });
    await untilApproved(federation, claim, [1, 2, 3, 4, 5]);
    for (const index of LIARS) {
      liars.set(index, await federation.corrupt(index));
      stolen.set(index, await stealParts(federation.at(index).folder, other.manifestId));
    }
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);
  afterEach(() => {
    for (const index of LIARS) federation.proxyAt(index).reset();
  });

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a liar cares for no types
  type Lie = (body: any, liar: CorruptGuardian, request: ProxiedRequest) => unknown;
  const tell = (route: string, lie: Lie): void => {
    for (const [index, liar] of liars) {
      federation.proxyAt(index).alter(route, (body, request) => lie(body, liar, request));
    }
  };
  const apply = (route: string, rule: Rule): void => {
    for (const index of LIARS) federation.proxyAt(index).on(route, rule);
  };
  const recoverNow = (): Promise<Recovered> =>
    recover(claim.device, { memorable: person.memorable, afterwards: 'nothing' });
  const evaluateBodyOf = ({ body }: ProxiedRequest): EvaluateBody => JSON.parse(body.toString()) as EvaluateBody;
  const expectCulprits = ({ culprits, secrets }: Recovered, reason: string): void => {
    expect(textOf(secrets)).toBe(person.seed);
    expect(culprits).toEqual(LIARS.map((index) => ({ index, reason })));
  };

  it('tells the truth otherwise: nobody is blamed while nobody lies', async () => {
    const { culprits, secrets } = await recoverNow();
    expect(textOf(secrets)).toBe(person.seed);
    expect(culprits).toEqual([]);
  });

  const ofOther = (answer: { evaluation: string }, liar: CorruptGuardian, request: ProxiedRequest) => {
    const { oprfPart } = stolen.get(liar.index)!;
    const alpha = parsePoint(decodeBase64url(evaluateBodyOf(request).alpha));
    const { beta, proof } = evaluate(oprfPart, multiplyBase(oprfPart), alpha, systemRng);
    const change = { beta: encodeBase64url(beta), proof: encodeBase64url(proof) };
    return { evaluation: liar.resign(answer.evaluation, 'evaluation', (body) => ({ ...body, ...change })) };
  };
  const evaluationWith = (change: object) => (answer: { evaluation: string }, liar: CorruptGuardian) => ({
    evaluation: liar.resign(answer.evaluation, 'evaluation', (body) => ({ ...body, ...change })),
  });
  const zeros = encodeBase64url(new Uint8Array(64));
  const otherId = 'A'.repeat(43) as StatementId;

  it.each<[string, Lie, string]>([
    ['under the part of another backup', ofOther, 'EVALUATION_INVALID'],
    ['of another α', evaluationWith({ alphaDigest: alphaDigestOf(new Uint8Array(32)) }), 'EVALUATION_INVALID'],
    ['of another backup', evaluationWith({ manifestId: otherId }), 'EVALUATION_INVALID'],
    ['with a proof of nothing', evaluationWith({ proof: zeros }), 'EVALUATION_INVALID'],
    ['that is no point', evaluationWith({ beta: encodeBase64url(new Uint8Array(32).fill(255)) }), 'EVALUATION_INVALID'],
    ['that is the identity', evaluationWith({ beta: encodeBase64url(new Uint8Array(32)) }), 'EVALUATION_INVALID'],
    ['from another epoch', evaluationWith({ epoch: 2 }), 'WRONG_EPOCH'],
    ['of another guardian', (_, { index }) => ({ evaluation: evaluationOf(index) }), 'WRONG_SIGNER'],
    ['with a bit flipped', ({ evaluation }) => ({ evaluation: flipped(evaluation) }), 'SIGNATURE_INVALID'],
    ['that is no statement', () => ({ evaluation: '{"body":1}' }), 'STATEMENT_MALFORMED'],
    ['that is nothing at all', () => ({}), 'ANSWER_MALFORMED'],
  ])('names whoever sends an evaluation %s', async (_, lie, reason) => {
    if (reason === 'WRONG_SIGNER') await collectEvaluations();
    tell(EVALUATE, lie);
    expectCulprits(await recoverNow(), reason);
  });

  /** Honest evaluations of the attempt, by guardian; each liar shows that of the other. */
  const evaluations = new Map<number, string>();
  const evaluationOf = (index: number): string => evaluations.get(3 - index) ?? '';
  const collectEvaluations = async (): Promise<void> => {
    tell(EVALUATE, (answer: { evaluation: string }, { index }) => {
      evaluations.set(index, answer.evaluation);
      return answer;
    });
    await recoverNow();
    for (const index of LIARS) federation.proxyAt(index).reset();
    expect([...evaluations.keys()].sort()).toEqual(LIARS);
  };
  const flipped = (text: string): string => {
    const { body } = parseEnvelopeOf(text, 'evaluation');
    return text.replace(`"attempt":${String(body.attempt)}`, `"attempt":${String(body.attempt + 1)}`);
  };

  interface Released {
    readonly release: string;
    readonly sealed: string;
    readonly payload?: string;
  }
  /** Seals parts of the liar's choice to the claimant and signs for them. */
  const resealed = async (
    answer: Released,
    liar: CorruptGuardian,
    parts: Pick<StolenParts, 'shard' | 'releasePart'>,
  ) => {
    const raw = await RawClaimant.of(claim.device);
    const { config } = raw.federation;
    const { requestId } = parseEnvelopeOf(answer.release, 'release').body;
    const recipient = encodeBase64url(raw.session.sealing.publicKey);
    const context = { federationId: config.federationId, epoch: config.epoch, guardianKey: liar.key, recipient };
    const sealed = await sealReleasedParts({ ...context, requestId }, parts);
    const release = liar.resign(answer.release, 'release', (body) => ({ ...body, sealedDigest: sealedDigest(sealed) }));
    return { ...answer, release, sealed };
  };
  const ownParts = (index: number) => stealParts(federation.at(index).folder, person.manifestId);
  const released = (change: object) => (answer: Released, liar: CorruptGuardian) => ({
    ...answer,
    release: liar.resign(answer.release, 'release', (body) => ({ ...body, ...change })),
  });

  it.each<[string, Lie, string]>([
    ['of another backup', (answer, liar) => resealed(answer, liar, stolen.get(liar.index)!), 'SHARD_DIGEST_MISMATCH'],
    [
      'whose part of s is another one',
      async (answer, liar) =>
        resealed(answer, liar, { ...(await ownParts(liar.index)), releasePart: stolen.get(1)!.releasePart }),
      'COMMITMENT_MISMATCH',
    ],
    [
      'whose shard is that of another liar',
      async (answer, liar) => resealed(answer, liar, { ...(await ownParts(3 - liar.index)) }),
      'SHARD_DIGEST_MISMATCH',
    ],
    [
      'that it did not sign for',
      (answer, liar) => released({ sealedDigest: otherId })(answer, liar),
      'RELEASE_INVALID',
    ],
    ['for another request', (answer, liar) => released({ requestId: otherId })(answer, liar), 'RELEASE_INVALID'],
    ['from another epoch', (answer, liar) => released({ epoch: 2 })(answer, liar), 'WRONG_EPOCH'],
    [
      'that do not open',
      (answer: Released) => ({ ...answer, sealed: `A${answer.sealed.slice(1)}` }),
      'RELEASE_INVALID',
    ],
  ])('names whoever releases parts %s', async (_, lie, reason) => {
    tell(RELEASE, lie);
    expectCulprits(await recoverNow(), reason);
  });

  it('asks another for the payload when the first sends something else, or nothing', async () => {
    for (const payload of [encodeBase64url(new Uint8Array(64)), undefined]) {
      tell(RELEASE, (answer: Released) => (answer.payload === undefined ? answer : { ...answer, payload }));
      const { secrets, culprits } = await recoverNow();
      expect(textOf(secrets)).toBe(person.seed);
      expect(culprits).toContainEqual({ index: 1, reason: expect.stringMatching(/PAYLOAD|DIGEST/) as unknown });
      for (const index of LIARS) federation.proxyAt(index).reset();
    }
  });

  it.each<[string, Lie]>([
    [
      'a backup that somebody else enrolled',
      (answer: ClaimQueryAnswer, liar) => ({ ...answer, backups: [planted(answer, liar)] }),
    ],
    [
      'it beside the true one',
      (answer: ClaimQueryAnswer, liar) => ({ ...answer, backups: [planted(answer, liar), ...answer.backups] }),
    ],
    ['no backup at all', (answer: ClaimQueryAnswer) => ({ ...answer, backups: [] })],
    ['a claim that is vetoed', (answer: ClaimQueryAnswer) => withView(answer, { status: 'vetoed' }, 'vetoed')],
    ['a claim that has expired', (answer: ClaimQueryAnswer) => ({ ...answer, status: 'expired', backups: [] })],
    ['that all guesses are spent', (answer: ClaimQueryAnswer) => withView(answer, { lastAttempt: 30, limit: 10 })],
    ['that it was committed in a hundred years', (answer: ClaimQueryAnswer) => withView(answer, { committedAt: 4e12 })],
  ])('does not believe fewer than t guardians that list %s', async (_, lie) => {
    tell(QUERY, lie);
    const { secrets, manifestId } = await recoverNow();
    expect([textOf(secrets), manifestId]).toEqual([person.seed, person.manifestId]);
    for (const index of LIARS) expect(federation.proxyAt(index).seen.some(({ path }) => path === QUERY)).toBe(true);
  });

  let plantedView: ClaimQueryAnswer['backups'][number] | undefined;
  const planted = (_: ClaimQueryAnswer, __: CorruptGuardian) => plantedView;
  beforeAll(async () => {
    const theirs = await claimAs(federation, other.identity, { approvedBy: [3, 4, 5] });
    await untilApproved(federation, theirs, [3]);
    const [view] = await (await RawClaimant.of(theirs.device)).backupsOn(3);
    plantedView = view === undefined ? undefined : { ...view, committedAt: Date.now() + 1000 };
    expect(plantedView).toBeDefined();
  }, 60_000);

  it('names whoever shows votes that nobody cast', async () => {
    tell(QUERY, (answer: ClaimQueryAnswer) => ({
      ...answer,
      votes: answer.votes.map((text) => text.replace('"in-person"', '"video"')),
    }));
    expectCulprits(await recoverNow(), 'SIGNATURE_INVALID');
  });

  it('names whoever tickets another attempt, and needs no ticket of liars', async () => {
    tell(TICKET, ({ ticket }: { ticket: string }, liar) => ({
      ticket: liar.resign(ticket, 'ticket', (body) => ({ ...body, attempt: body.attempt + 1 })),
    }));
    expectCulprits(await recoverNow(), 'TICKET_INVALID');
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
      apply(route, async () => ({ status, body: Buffer.from(JSON.stringify(body)) }));
    }
    expect(textOf((await recoverNow()).secrets)).toBe(person.seed);
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
    apply('/v1/', rule);
    expect(textOf((await recoverNow()).secrets)).toBe(person.seed);
  });

  it('does not wait for those that take their time', async () => {
    const SLOW_MS = 30_000;
    for (const index of LIARS) federation.proxyAt(index).delay('/v1/', SLOW_MS);
    const begun = performance.now();
    expect(textOf((await recoverNow()).secrets)).toBe(person.seed);
    expect(performance.now() - begun).toBeLessThan(SLOW_MS / 2);
  }, 30_000);
});

function withView(answer: ClaimQueryAnswer, change: object, status: string = answer.status): object {
  return { ...answer, status, backups: answer.backups.map((backup) => ({ ...backup, ...change })) };
}
