import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { guardianStatement } from '../federation/members.fixture.js';
import { parseGuardianIndex } from '../federation-size.js';
import { LIMITS } from '../limits.js';
import { parseEnvelopeOf, signStatement } from '../statements/envelope.js';
import { backupState, type BackupFacts, type KnownVote } from './backup-state.js';
import {
  CLAIM_TRANSITIONS,
  claimState,
  isFinalClaimStatus,
  requireClaimTransition,
  type ClaimStatus,
} from './claim-state.js';
import { CLAIM_ID, codeOf, CONFIG, keyOf, NOW, OTHER_CLAIM_ID, textOf, voteOf } from './claims.fixture.js';
import { hasOverrideQuorum, overrideEffectiveAt, vetoHolds, verifyOverride, verifyVeto } from './veto.js';

const HOUR = 3_600_000;
const MONTH = LIMITS.claimLifetimeSeconds * 1000;
const BACKUP_ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const known = (index: number, knownAt: number, decision: 'approve' | 'reject' = 'approve'): KnownVote => ({
  vote: voteOf(index, decision),
  knownAt,
});
const three = [known(1, NOW), known(2, NOW + HOUR), known(3, NOW + 2 * HOUR)];
const facts = (change: Partial<BackupFacts> = {}): BackupFacts => ({
  claimId: CLAIM_ID,
  size: CONFIG.size,
  votes: three,
  terms: { approvals: 0, delaySeconds: 3600 },
  vetoed: false,
  released: false,
  now: NOW + 3 * HOUR,
  ...change,
});

describe('when a backup is asked for', () => {
  it('is releasable once the delay after the q-th approval is over, by the node’s own clock', () => {
    expect(backupState(facts())).toMatchObject({
      status: 'releasable',
      approvalsNeeded: 3,
      releasableAt: NOW + 3 * HOUR,
    });
    expect(backupState(facts({ now: NOW + 3 * HOUR - 1 })).status).toBe('waiting');
  });

  it('waits without enough approvals', () => {
    expect(backupState(facts({ votes: three.slice(1) }))).toMatchObject({
      status: 'waiting',
      certificate: null,
      releasableAt: null,
    });
    expect(backupState(facts({ terms: { approvals: 4, delaySeconds: 0 } }))).toMatchObject({
      status: 'waiting',
      approvalsNeeded: 4,
    });
  });

  it('starts the delay anew when an approval was withdrawn and another came', () => {
    const votes = [...three, known(3, NOW + 2.5 * HOUR, 'reject'), known(4, NOW + 10 * HOUR)];
    expect(backupState(facts({ votes, now: NOW + 11 * HOUR - 1 })).status).toBe('waiting');
    expect(backupState(facts({ votes, now: NOW + 11 * HOUR }))).toMatchObject({ status: 'releasable' });
  });

  it('goes by the earliest of a guardian’s repeated approvals', () => {
    const again = { vote: voteOf(3, 'approve', { method: 'video' }), knownAt: NOW + 9 * HOUR };
    expect(backupState(facts({ votes: [again, ...three] })).releasableAt).toBe(NOW + 3 * HOUR);
  });

  it('is vetoed whatever the approvals, but stays released once it was', () => {
    expect(backupState(facts({ vetoed: true })).status).toBe('vetoed');
    expect(backupState(facts({ vetoed: true, released: true })).status).toBe('released');
  });
});

const claimFacts = (change: object = {}) => ({
  claimId: CLAIM_ID,
  size: CONFIG.size,
  openedAt: NOW,
  votes: three,
  backups: [],
  defaultDelaySeconds: 3600,
  now: NOW + 3 * HOUR,
  ...change,
});
const waiting = backupState(facts({ votes: [] }));
const vetoed = backupState(facts({ vetoed: true }));
const released = backupState(facts({ released: true }));

describe('when a claim is judged', () => {
  it.each<[ClaimStatus, string, object]>([
    ['open', 'before the certificate', { votes: three.slice(1) }],
    ['approved', 'with it', {}],
    ['open', 'after an approval was withdrawn', { votes: [...three, known(1, NOW, 'reject')] }],
    ['rejected', 'at n − q + 1 rejections', { votes: [1, 2, 3].map((index) => known(index, NOW, 'reject')) }],
    ['vetoed', 'when every backup is vetoed', { backups: [vetoed, vetoed] }],
    ['approved', 'when one backup is not vetoed', { backups: [vetoed, waiting] }],
    ['released', 'when one backup is released', { backups: [vetoed, released] }],
    ['expired', '30 days after opening without a certificate', { votes: [], now: NOW + MONTH + 1 }],
    ['open', '30 days after opening to the millisecond', { votes: [], now: NOW + MONTH }],
    ['approved', '30 days after opening when approved in time', { now: NOW + MONTH + 1 }],
    ['expired', '30 days after the end of the delay', { now: NOW + 3 * HOUR + MONTH + 1 }],
    [
      'expired',
      'when approved too late',
      { votes: three.map(({ vote }) => ({ vote, knownAt: NOW + MONTH + 1 })), now: NOW + MONTH + 2 },
    ],
  ])('is %s %s', (status, _, change) => {
    expect(claimState(claimFacts(change)).status).toBe(status);
  });

  it('lives as long as its longest delay asks', () => {
    const slow = backupState(facts({ terms: { approvals: 0, delaySeconds: 90 * 86_400 } }));
    const { expiresAt, status } = claimState(claimFacts({ backups: [slow], now: NOW + 2 * MONTH }));
    expect(status).toBe('approved');
    expect(expiresAt).toBe(NOW + 2 * HOUR + 90 * 86_400_000 + MONTH);
  });

  it('moves only as the table says', async () => {
    expect(await codeOf(() => requireClaimTransition('open', 'approved'))).toBe('none');
    for (const final of ['released', 'rejected', 'expired'] as const) {
      expect(isFinalClaimStatus(final)).toBe(true);
      expect(await codeOf(() => requireClaimTransition(final, 'open'))).toBe('TRANSITION_INVALID');
    }
  });

  it('never asks for a move that the table does not have, however facts grow', () => {
    const events = fc.array(
      fc.record({
        guardian: fc.integer({ min: 1, max: 5 }),
        reject: fc.boolean(),
        veto: fc.boolean(),
        later: fc.nat(12 * 24),
      }),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(events, (steps) => {
        let [status, now]: [ClaimStatus, number] = ['open', NOW];
        const votes: KnownVote[] = [];
        for (const step of steps) {
          now += step.later * HOUR;
          votes.push(known(step.guardian, now, step.reject ? 'reject' : 'approve'));
          const backups = [backupState(facts({ votes, now, vetoed: step.veto }))];
          const next = claimState(claimFacts({ votes, now, backups })).status;
          if (next === status || isFinalClaimStatus(status)) continue;
          expect(CLAIM_TRANSITIONS[status]).toContain(next);
          status = next;
        }
      }),
    );
  });
});

describe('when the owner vetoes', () => {
  const body = (change: object = {}) => ({
    type: 'veto',
    version: 1,
    federationId: CONFIG.federationId,
    epoch: 1,
    signer: { role: 'owner', key: textOf('owner') },
    issuedAt: NOW,
    claimId: CLAIM_ID,
    backupId: BACKUP_ID,
    ...change,
  });
  const expected = {
    federationId: CONFIG.federationId,
    claimId: CLAIM_ID,
    backupId: BACKUP_ID,
    ownerKey: textOf('owner'),
  };
  const parse = (change: object = {}, signer = 'owner') =>
    parseEnvelopeOf(signStatement(body(change) as never, keyOf(signer)).text, 'veto');

  it('takes only the key in force, this claim and this backup', async () => {
    expect(verifyVeto(parse(), expected).body.claimId).toBe(CLAIM_ID);
    const thief = { signer: { role: 'owner', key: textOf('thief') } };
    expect(await codeOf(() => verifyVeto(parse(thief, 'thief'), expected))).toBe('WRONG_SIGNER');
    expect(await codeOf(() => verifyVeto(parse({}, 'thief'), expected))).toBe('SIGNATURE_MISSING');
    expect(await codeOf(() => verifyVeto(parse({ claimId: OTHER_CLAIM_ID }), expected))).toBe('WRONG_SUBJECT');
  });

  it('holds until an override takes effect, or for ever where the path opens by quorum alone', () => {
    const base = { vetoedBy: ['a'], ownerKey: 'a', unlock: 'memorable', overriddenAt: null, now: NOW } as const;
    expect(vetoHolds(base)).toBe(true);
    expect(vetoHolds({ ...base, ownerKey: 'b' })).toBe(false);
    expect(vetoHolds({ ...base, overriddenAt: NOW + 1 })).toBe(true);
    expect(vetoHolds({ ...base, overriddenAt: NOW })).toBe(false);
    expect(vetoHolds({ ...base, overriddenAt: NOW, unlock: 'quorum' })).toBe(true);
  });

  it('is overridden by q distinct guardians that approve the claim, 7 days later', () => {
    const about = { claimId: CLAIM_ID, backupId: BACKUP_ID, ownerKey: textOf('owner') };
    const override = (index: number, change: object = {}) =>
      verifyOverride(guardianStatement(CONFIG, index, 'override', { ...about, ...change }), CONFIG);
    const approvers = new Set([1, 2, 3, 4].map(parseGuardianIndex));
    const count = (...overrides: ReturnType<typeof override>[]) =>
      hasOverrideQuorum(overrides, about, approvers, CONFIG.size);
    expect(count(override(1), override(2), override(3))).toBe(true);
    expect(count(override(1), override(2), override(2))).toBe(false);
    expect(count(override(1), override(2), override(5))).toBe(false);
    expect(count(override(1), override(2), override(3, { claimId: OTHER_CLAIM_ID }))).toBe(false);
    expect(count(override(1), override(2), override(3, { ownerKey: textOf('other') }))).toBe(false);
    expect(overrideEffectiveAt(NOW)).toBe(NOW + 7 * 86_400_000);
  });
});
