import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { encodeBase64url, systemRng } from '@wardkeep/crypto';
import {
  buildClaim,
  verificationWords,
  type BuiltClaim,
  type CasesQuery,
  type SealedEvidence,
  type VoteRequest,
} from '@wardkeep/protocol';
import { describeOnBothEngines } from '../../testing/databases.js';
import { keyOf } from '../enrolment/enrolment.fixture.js';
import { buildRecoveryNode, codeOf, DELAY, IDENTITY, OPERATOR, type RecoveryNode } from './recovery-node.fixture.js';

const MONTH = 30 * 86_400_000;
const APPROVE: VoteRequest = { decision: 'approve', identity: IDENTITY, method: 'in-person', documents: ['passport'] };
const REJECT: VoteRequest = { decision: 'reject', method: 'video', documents: [] };

describeOnBothEngines('when claims are opened', (databases) => {
  let node: RecoveryNode;
  beforeEach(async () => {
    node = await buildRecoveryNode(await databases.open());
  });
  afterEach(() => node.stop());
  const bodyOf = (built: BuiltClaim) => ({ claim: built.claim.text, parcels: [...built.parcels] });
  const statusOf = async (claimId: string) => (await node.standing.getSigner(claimId)).claim.status;

  it('answers the same whether or not there is a backup, and again to the same claim', async () => {
    const built = await node.buildClaim();
    expect(await node.claims.open(bodyOf(built))).toBe(built.claim.id);
    expect(await node.claims.open(bodyOf(built))).toBe(built.claim.id);
    expect(await node.count('claims')).toBe(1);
  });

  it('finds out in the background whether the sealed identity gives the digest', async () => {
    const built = await node.openClaim();
    expect(await node.identityChecked(built.claim.id)).toBe('matches');
    const liar = await node.buildClaim({ ...IDENTITY, surname: 'Lowe' });
    const other = { ...liar, claim: liar.claim, parcels: liar.parcels };
    await node.claims.open(bodyOf(other));
    expect(await node.identityChecked(liar.claim.id)).toBe('matches');
    expect(await node.count('claims', "identity_status = 'matches' AND identity_sealed IS NOT NULL")).toBe(2);
  });

  it('goes on with what waited when the node stopped', async () => {
    const built = await node.buildClaim();
    await node.identities.onApplicationShutdown();
    await node.claims.open(bodyOf(built));
    expect(await node.count('claims', "identity_status = 'pending'")).toBe(1);
    const revived = node.reviveIdentityCheck();
    revived.onApplicationBootstrap();
    expect(await node.identityChecked(built.claim.id)).toBe('matches');
    await revived.onApplicationShutdown();
  });

  it('refuses a clock that is off, parcels of others and a crowd', async () => {
    const built = await node.buildClaim();
    node.clock.time += 61_000;
    expect(await codeOf(() => node.claims.open(bodyOf(built)))).toBe('CLOCK_SKEW');
    node.clock.time -= 61_000;
    expect(await codeOf(() => node.claims.open({ ...bodyOf(built), parcels: built.parcels.slice(1) }))).toBe(
      'CLAIM_INVALID',
    );
    const altered = bodyOf(built).claim.replace(/("signature":")(.)/, (_, name: string, first: string) => {
      return `${name}${first === 'A' ? 'B' : 'A'}`;
    });
    const { code } = await node.admission.createCode(OPERATOR);
    for (let at = 0; at < 60; at++) await node.admission.admit(undefined);
    expect(await codeOf(() => node.claims.open(bodyOf(built)))).toBe('CLAIMS_FULL');
    expect(await codeOf(() => node.claims.open({ ...bodyOf(built), admissionCode: 'guessed' }))).toBe('CLAIMS_FULL');
    const spoilt = { ...bodyOf(built), claim: altered, admissionCode: code };
    expect(await codeOf(() => node.claims.open(spoilt))).toBe('SIGNATURE_INVALID');
    expect(await codeOf(() => node.claims.open({ ...bodyOf(built), admissionCode: code }))).toBe('ok');
    // Whose answer got lost may ask again; nobody else gets in with the same code.
    expect(await codeOf(() => node.claims.open({ ...bodyOf(built), admissionCode: code }))).toBe('ok');
    const someoneElse = await node.buildClaim({ ...IDENTITY, surname: 'Else' });
    const other = { ...bodyOf(someoneElse), admissionCode: code };
    expect(await codeOf(() => node.claims.open(other))).toBe('CLAIMS_FULL');
  });

  it('stores the evidence that a claim names, and opens it for operators', async () => {
    const bytes = new Uint8Array(2000).fill(7);
    const { config } = node.scene;
    const evidence = [{ mediaType: 'application/pdf' as const, bytes }];
    const now = node.clock.now();
    const built = await buildClaim({ config, identity: IDENTITY, contact: '', evidence, now }, systemRng);
    const [{ item, ciphertext }] = built.evidence as [SealedEvidence];
    await node.claims.open(bodyOf(built));
    await node.identityChecked(built.claim.id);
    const add = (digest: string, content: Uint8Array) =>
      node.claims.addEvidence(built.claim.id, digest, encodeBase64url(content));
    expect(await codeOf(() => node.evidence.open(built.claim.id, item.digest))).toBe('EVIDENCE_NOT_FOUND');
    expect(await codeOf(() => add(built.claim.id, ciphertext))).toBe('EVIDENCE_NOT_FOUND');
    expect(await codeOf(() => add(item.digest, ciphertext.with(0, (ciphertext[0]! + 1) % 256)))).toBe(
      'EVIDENCE_DIGEST_MISMATCH',
    );
    expect(await codeOf(() => add(item.digest, ciphertext.subarray(1)))).toBe('EVIDENCE_DIGEST_MISMATCH');
    await add(item.digest, ciphertext);
    await add(item.digest, ciphertext);
    const opened = await node.evidence.open(built.claim.id, item.digest);
    expect(opened).toEqual({ mediaType: 'application/pdf', content: encodeBase64url(bytes) });
    expect((await node.cases.get(built.claim.id)).evidence).toMatchObject([{ digest: item.digest, isHere: true }]);
    for (const index of [2, 3, 4]) await node.voteAs(index, built.claim.id, 'reject');
    expect(await codeOf(() => add(item.digest, ciphertext))).toBe('CLAIM_CLOSED');
  });

  it('closes what has expired', async () => {
    const { claim } = await node.openClaim();
    node.clock.time += MONTH;
    await node.sweeper.sweep();
    expect(await statusOf(claim.id)).toBe('open');
    node.clock.time += 1;
    await node.sweeper.sweep();
    expect(await statusOf(claim.id)).toBe('expired');
    expect(await codeOf(() => node.votes.vote(claim.id, APPROVE, OPERATOR))).toBe('CLAIM_CLOSED');
  });
});

describeOnBothEngines('when guardians vote', (databases) => {
  let node: RecoveryNode;
  let built: BuiltClaim;
  let claimId: string;
  beforeEach(async () => {
    node = await buildRecoveryNode(await databases.open());
    built = await node.openClaim();
    claimId = built.claim.id;
  });
  afterEach(() => node.stop());
  const query = async () => {
    const text = node.signAsClaimant(built, 'claim-query', { claimId, nonce: built.claim.id });
    return node.claims.query(text);
  };

  it('compares the papers, not the claim with itself', async () => {
    const other = { ...APPROVE, identity: { ...IDENTITY, givenNames: 'Ada' } };
    expect(await codeOf(() => node.votes.vote(claimId, other, OPERATOR))).toBe('IDENTITY_MISMATCH');
    const odd = { ...APPROVE, identity: { ...IDENTITY, surname: '李' } };
    expect(await codeOf(() => node.votes.vote(claimId, odd, OPERATOR))).toBe('SCRIPT_NOT_SUPPORTED');
    const mrz = { ...APPROVE, identity: { surname: 'LOEWE<ADA', givenNames: 'MARIA', dateOfBirth: '1984-02-29' } };
    expect(await codeOf(() => node.votes.vote(claimId, mrz, OPERATOR))).toBe('ok');
    expect(await node.count('audit_entries', "action = 'case.approve' AND who = 'olga'")).toBe(1);
  });

  it('signs one vote for 50 parallel ones, and no approval after a rejection', async () => {
    const approvals = await Promise.all([1, 2, 3].map(() => node.votes.vote(claimId, APPROVE, OPERATOR)));
    expect(new Set(approvals).size).toBe(1);
    expect(await node.count('statements', "type = 'vote'")).toBe(1);
    const ids = await Promise.all(Array.from({ length: 50 }, () => node.votes.vote(claimId, REJECT, OPERATOR)));
    expect(new Set(ids).size).toBe(1);
    expect(await codeOf(() => node.votes.vote(claimId, APPROVE, OPERATOR))).toBe('VOTE_AFTER_REJECT');
    expect(await node.count('statements', "type = 'vote'")).toBe(2);
    expect(await node.count('equivocations')).toBe(0);
    const view = await node.cases.get(claimId);
    expect(view).toMatchObject({ approvals: 0, rejections: 1, ownDecision: 'reject' });
  });

  it('refuses an approval after only a rejection with VOTE_AFTER_REJECT, and any before it acts', async () => {
    await node.votes.vote(claimId, REJECT, OPERATOR);
    expect(await codeOf(() => node.votes.vote(claimId, APPROVE, OPERATOR))).toBe('VOTE_AFTER_REJECT');
    node.gate.isOpen = false;
    expect(await codeOf(() => node.votes.vote(claimId, APPROVE, OPERATOR))).toBe('NOT_ACTING');
  });

  it('keeps both votes of a guardian that votes twice, and shows them', async () => {
    await node.voteAs(2, claimId);
    node.clock.time += 5;
    await node.voteAs(2, claimId, 'approve', 'video');
    expect(await node.voteAs(2, claimId, 'approve', 'video')).toMatchObject({ outcome: 'known' });
    const view = await node.cases.get(claimId);
    expect(view).toMatchObject({ approvals: 1 });
    expect(view.votes).toHaveLength(2);
    expect(view.equivocations).toHaveLength(1);
  });

  it('refuses votes on claims that it does not know with CLAIM_NOT_FOUND', async () => {
    expect(await codeOf(() => node.voteAs(2, node.scene.config.id))).toBe('CLAIM_NOT_FOUND');
    expect(await codeOf(() => node.cases.get(node.scene.config.id))).toBe('CLAIM_NOT_FOUND');
  });

  it('closes at n − q + 1 rejections, for good', async () => {
    for (const index of [2, 3, 4]) await node.voteAs(index, claimId, 'reject');
    expect(await query()).toMatchObject({ status: 'rejected', backups: [] });
    expect(await codeOf(() => node.votes.vote(claimId, APPROVE, OPERATOR))).toBe('CLAIM_CLOSED');
  });

  it('tells the claimant of backups only after certificate and delay', async () => {
    await node.enrol();
    for (const index of [2, 3]) await node.voteAs(index, claimId);
    expect(await query()).toMatchObject({ status: 'open', backups: [], delayEndsAt: null, approvalsNeeded: 3 });
    await node.voteAs(4, claimId);
    const answer = await query();
    expect(answer).toMatchObject({ status: 'approved', backups: [], delayEndsAt: node.clock.time + DELAY });
    expect(answer.votes).toHaveLength(3);
    node.clock.time += DELAY;
    expect((await query()).backups).toMatchObject([{ status: 'releasable', lastAttempt: 0, limit: 10 }]);
    await node.voteAs(4, claimId, 'reject');
    expect(await query()).toMatchObject({ status: 'open', backups: [] });
  });

  it('does not tell by the end of a claim that there is a backup before the delay is over', async () => {
    await node.enrol('ada', { delaySeconds: 3600 * 86_400 });
    await node.approve(claimId, 0);
    const delayEndsAt = node.clock.time + DELAY;
    expect(await query()).toMatchObject({
      status: 'approved',
      delayEndsAt,
      expiresAt: delayEndsAt + MONTH,
      backups: [],
    });
    node.clock.time += DELAY;
    expect((await query()).expiresAt).toBeGreaterThan(delayEndsAt + MONTH);
  });

  it('answers queries only to the session key', async () => {
    const thief = { ...built, session: { ...built.session, signing: keyOf('thief') } };
    const text = node.signAsClaimant(thief, 'claim-query', { claimId, nonce: claimId });
    expect(await codeOf(() => node.claims.query(text))).toBe('WRONG_SIGNER');
  });

  it('answers a query only while it is fresh', async () => {
    const text = node.signAsClaimant(built, 'claim-query', { claimId, nonce: claimId });
    node.clock.time += 60_000;
    expect(await codeOf(() => node.claims.query(text))).toBe('ok');
    node.clock.time += 1;
    expect(await codeOf(() => node.claims.query(text))).toBe('CLOCK_SKEW');
    node.clock.time -= 120_002;
    expect(await codeOf(() => node.claims.query(text))).toBe('CLOCK_SKEW');
  });

  it('shows operators the identity, the words, the backups and the timeline', async () => {
    const sealed = await node.enrol();
    await node.votes.vote(claimId, APPROVE, OPERATOR);
    const view = await node.cases.get(claimId);
    expect(view).toMatchObject({
      words: verificationWords(claimId),
      identity: { ...IDENTITY, display: 'LOEWE, ADA MARIA, 1984-02-29', contact: 'ada@example.org' },
      identityStatus: 'matches',
      holdsBackup: true,
      approvals: 1,
      ownDecision: 'approve',
      backups: [{ manifestId: sealed.manifest.id, status: 'waiting', guesses: { spent: 0, limit: 10, left: 10 } }],
    });
    expect(view.timeline.map((entry) => entry.type)).toEqual(['claim', 'vote']);
    const counts = { open: 1, approved: 0, released: 0, rejected: 0, vetoed: 0, expired: 0 };
    expect(await node.cases.list({ status: 'live', limit: 10 })).toMatchObject({
      cases: [{ claimId }],
      counts,
    });
    expect(await node.cases.list({ status: 'closed', limit: 10 })).toEqual({ cases: [], counts });
  });

  it('are listed page by page without leaving one out, though all were opened at the same moment', async () => {
    const ids = [claimId];
    for (const surname of ['Abegg', 'Bodmer']) ids.push((await node.openClaim({ ...IDENTITY, surname })).claim.id);
    const seen: string[] = [];
    let after: Pick<CasesQuery, 'before' | 'beforeId'> = {};
    for (let pages = 0; pages < 3; pages++) {
      const [one, ...others] = (await node.cases.list({ status: 'all', limit: 1, ...after })).cases;
      expect(others).toEqual([]);
      seen.push(one!.claimId);
      after = { before: one!.openedAt, beforeId: one!.claimId as never };
    }
    expect(seen.sort()).toEqual(ids.sort());
    expect((await node.cases.list({ status: 'all', limit: 1, ...after })).cases).toEqual([]);
  });
});
