import { describe, expect, it } from '@jest/globals';
import { sha256, utf8 } from '@wardkeep/crypto';
import fc from 'fast-check';
import { CLAIM_ID, codeOf, CONFIG, keyOf, NOW, OTHER_CLAIM_ID, textOf } from '../claim/claims.fixture.js';
import { flipBitOf, guardianStatement, sealedConfig } from '../federation/members.fixture.js';
import { FederationSize, parseGuardianIndex } from '../federation-size.js';
import {
  alphaDigestOf,
  buildAttemptRequest,
  isSameAttempt,
  verifyAttemptRequest,
  type AttemptFields,
} from './attempt.js';
import { guessesLeft, limitInForce, verifyUnlock } from './limit.js';
import { firstAttempt, nextAttempt } from './next-attempt.js';
import { decideTicket, verifyTicket, verifyTickets, type AttemptCounter } from './ticket.js';

const MANIFEST_ID = alphaDigestOf(sha256(utf8('manifest')));
const alpha = (name: string): string => alphaDigestOf(sha256(utf8(name)));
function attempt(number: number, name = 'alpha', change: object = {}): AttemptFields {
  const fields = { configId: CONFIG.id, manifestId: MANIFEST_ID, path: 'recovery', attempt: number, claimId: CLAIM_ID };
  return { ...fields, alphaDigest: alpha(name), ...change } as AttemptFields;
}
const counter = (change: Partial<AttemptCounter> = {}): AttemptCounter => ({
  last: 0,
  lastAttempt: null,
  limit: 10,
  successes: 0,
  ...change,
});

describe('when a ticket is asked for', () => {
  const spent = counter({ last: 4, lastAttempt: attempt(4) });

  it.each<[string, AttemptCounter, AttemptFields, string]>([
    ['the first number', counter(), attempt(1), 'grant'],
    ['a number after a gap', spent, attempt(7), 'grant'],
    ['the same attempt again', spent, attempt(4), 'repeat'],
    ['the same number on another α', spent, attempt(4, 'other'), 'taken'],
    ['the same α under another claim', spent, attempt(4, 'alpha', { claimId: OTHER_CLAIM_ID }), 'taken'],
    ['the same α on another path', spent, attempt(4, 'alpha', { path: 'inheritance' }), 'taken'],
    ['an earlier number', spent, attempt(3), 'taken'],
    ['the last number', counter({ last: 9 }), attempt(10), 'grant'],
    ['a number beyond the limit', counter({ last: 10 }), attempt(11), 'locked'],
    ['a number beyond the limit from a fresh counter', counter(), attempt(11), 'locked'],
    ['one more after a correct guess', counter({ last: 10, successes: 1 }), attempt(11), 'grant'],
    [
      'the last attempt again, when the path is locked',
      counter({ last: 10, lastAttempt: attempt(10) }),
      attempt(10),
      'repeat',
    ],
    [
      'a number at the limit that is spent',
      counter({ last: 10, lastAttempt: attempt(10) }),
      attempt(10, 'other'),
      'taken',
    ],
  ])('decides on %s', (_, state, request, decision) => {
    expect(decideTicket(state, request)).toBe(decision);
  });

  it('never lets more guesses through than the formula says, in any interleaving with c < q corrupt guardians', () => {
    const sizes = fc
      .constantFrom([3, 2, 2], [4, 3, 3], [5, 3, 3], [5, 3, 4], [7, 4, 5])
      .map(([n, t, q]) => FederationSize.of(n, t, q));
    const asks = fc.array(
      fc.record({ node: fc.nat(6), number: fc.integer({ min: 1, max: 5 }), name: fc.nat(6), claim: fc.nat(1) }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(sizes, fc.nat(3), fc.integer({ min: 1, max: 3 }), asks, (size, corruptWanted, limit, steps) => {
        const corrupt = Math.min(corruptWanted, size.approvalThreshold - 1);
        const nodes = Array.from({ length: size.guardians }, () => counter({ limit }));
        const tickets = new Map<string, Set<number>>();
        const evaluated = new Set<string>();
        for (const { node, number, name, claim } of steps) {
          const at = node % size.guardians;
          const request = attempt(number, String(name), { claimId: claim === 0 ? CLAIM_ID : OTHER_CLAIM_ID });
          const isCorrupt = at < corrupt;
          if (!isCorrupt && decideTicket(nodes[at]!, request) === 'grant')
            nodes[at] = { ...nodes[at]!, last: number, lastAttempt: request };
          if (!isCorrupt && !isSameAttempt(nodes[at]!.lastAttempt ?? attempt(99), request)) continue;
          const key = JSON.stringify(request);
          tickets.set(key, (tickets.get(key) ?? new Set()).add(at));
          const signers = new Set([...tickets.get(key)!, ...Array.from({ length: corrupt }, (_, index) => index)]);
          if (signers.size >= size.approvalThreshold) evaluated.add(key);
        }
        expect(evaluated.size).toBeLessThanOrEqual(size.maxGuesses(limit, corrupt));
        for (const each of nodes) expect(each.last).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 300 },
    );
  });
});

const ticketText = (index: number, fields: AttemptFields, common: object = {}): string =>
  guardianStatement(CONFIG, index, 'ticket', fields, common);

describe('when tickets are counted', () => {
  const wanted = { config: CONFIG, attempt: attempt(2) };
  const texts = (...indexes: number[]): string[] => indexes.map((index) => ticketText(index, attempt(2)));

  it('is a quorum at q distinct guardians on one attempt', () => {
    const found = verifyTickets([...texts(1, 2), verifyTicket(texts(5)[0]!, CONFIG, 5)], wanted);
    expect(found.tickets.map(({ guardian }) => guardian)).toEqual([1, 2, 5]);
  });

  it.each<[string, string[], string]>([
    ['q − 1 guardians', texts(1, 2), 'TICKETS_TOO_FEW'],
    [
      'one guardian three times',
      [...texts(1), ...texts(1), ticketText(1, attempt(2), { issuedAt: 5 })],
      'TICKETS_TOO_FEW',
    ],
    ['another number', [...texts(1, 2), ticketText(3, attempt(3))], 'TICKET_INVALID'],
    ['another α', [...texts(1, 2), ticketText(3, attempt(2, 'other'))], 'TICKET_INVALID'],
    [
      'another claim',
      [...texts(1, 2), ticketText(3, attempt(2, 'alpha', { claimId: OTHER_CLAIM_ID }))],
      'TICKET_INVALID',
    ],
    ['another core', [...texts(1, 2), ticketText(3, attempt(2, 'alpha', { manifestId: CLAIM_ID }))], 'TICKET_INVALID'],
    ['another config', [...texts(1, 2), ticketText(3, attempt(2, 'alpha', { configId: CLAIM_ID }))], 'WRONG_CONFIG'],
    ['another epoch', [...texts(1, 2), ticketText(3, attempt(2), { epoch: 2 })], 'WRONG_EPOCH'],
    ['another federation', [...texts(1, 2), ticketText(3, attempt(2), { federationId: CLAIM_ID })], 'WRONG_FEDERATION'],
    ['a flipped bit', [...texts(1, 2), flipBitOf(texts(3)[0]!, MANIFEST_ID)], 'SIGNATURE_INVALID'],
  ])('refuses %s', async (_, tickets, code) => {
    expect(await codeOf(() => verifyTickets(tickets, wanted))).toBe(code);
  });

  it('refuses a ticket of another guardian than expected with WRONG_SIGNER', async () => {
    expect(await codeOf(() => verifyTicket(texts(1)[0]!, CONFIG, 2))).toBe('WRONG_SIGNER');
  });
});

describe('when a claimant asks for an attempt', () => {
  const session = keyOf('session');
  const request = buildAttemptRequest(attempt(1), CONFIG, session, NOW);
  const expected = { config: CONFIG, claimId: CLAIM_ID, sessionKey: textOf('session') };

  it('verifies against the claim’s session key', () => {
    expect(isSameAttempt(verifyAttemptRequest(request.text, expected).body, attempt(1))).toBe(true);
    expect(verifyAttemptRequest(request, expected).id).toBe(request.id);
  });

  it('refuses another claim, another key, another config', async () => {
    const check = (change: object, text = request.text) =>
      codeOf(() => verifyAttemptRequest(text, { ...expected, ...change }));
    expect(await check({ claimId: OTHER_CLAIM_ID })).toBe('WRONG_SUBJECT');
    expect(await check({ sessionKey: textOf('thief') })).toBe('WRONG_SIGNER');
    expect(await check({ config: sealedConfig(4) })).toBe('WRONG_FEDERATION');
    const otherConfig = buildAttemptRequest(attempt(1, 'alpha', { configId: CLAIM_ID }), CONFIG, session, NOW);
    expect(await check({}, otherConfig.text)).toBe('WRONG_CONFIG');
  });
});

describe('when guardians unlock', () => {
  const unlock = (index: number, limit: number) =>
    verifyUnlock(
      guardianStatement(CONFIG, index, 'unlock', { manifestId: MANIFEST_ID, path: 'recovery', limit }),
      CONFIG,
    );

  it('is in force what q distinct guardians agree on, an absolute value of at most 30', () => {
    const limit = (...unlocks: ReturnType<typeof unlock>[]) => limitInForce(10, unlocks, CONFIG.size);
    expect(limit()).toBe(10);
    expect(limit(unlock(1, 20), unlock(2, 20))).toBe(10);
    expect(limit(unlock(1, 20), unlock(2, 20), unlock(2, 30))).toBe(10);
    expect(limit(unlock(1, 30), unlock(2, 20), unlock(3, 15))).toBe(15);
    expect(limit(unlock(1, 30), unlock(2, 20), unlock(3, 15), unlock(3, 30))).toBe(20);
    expect(limit(unlock(1, 5), unlock(2, 5), unlock(3, 5))).toBe(10);
    expect(guessesLeft(15, 11)).toBe(4);
    expect(guessesLeft(10, 12)).toBe(0);
  });
});

describe('when the client chooses a number', () => {
  const size = FederationSize.of(5, 3, 3);
  const said = (...numbers: number[]) => new Map(numbers.map((number, at) => [parseGuardianIndex(at + 1), number]));

  it('begins after what honest guardians counted, whatever fewer than t say', () => {
    expect(firstAttempt(said(), size)).toBe(1);
    expect(firstAttempt(said(2, 2, 2, 2, 2), size)).toBe(3);
    expect(firstAttempt(said(2, 2, 2, 9, 9), size)).toBe(3);
    expect(firstAttempt(said(2, 2, 2, 0, 0), size)).toBe(3);
    expect(firstAttempt(said(2, 2, 9), size)).toBe(3);
  });

  it('goes on to the lowest number that q guardians have not spent', () => {
    expect(nextAttempt(said(3, 1, 1, 9), size)).toBe(4);
    expect(nextAttempt(said(3, 1, 1, 1), size)).toBe(2);
    expect(nextAttempt(said(3, 1), size)).toBeNull();
  });
});
