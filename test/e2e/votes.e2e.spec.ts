import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimStatus, recover } from '@wardkeep/client';
import { generateSealingKeyPair, generateSigningKeyPair, systemRng } from '@wardkeep/crypto';
import { parseEnvelopeOf, type Body } from '@wardkeep/protocol';
import '@wardkeep/testing';
import type { CorruptGuardian } from '../faults/corrupt-guardian.js';
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
} from './claims/index.js';
import { RunningFederation, waitFor } from './harness/index.js';

describe('when guardians vote on a claim', () => {
  let federation: RunningFederation;
  let person: Person;
  let liar: CorruptGuardian;

  beforeAll(async () => {
    federation = await RunningFederation.found({ policies: { recoveryDelaySeconds: 0 } });
    person = await enrolPerson(federation);
    liar = await federation.corrupt(2);
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  const open = (approvedBy: readonly number[] = []) => claimAs(federation, person.identity, { approvedBy });
  const voteTextOf = async (claimId: string, index: number, decision = 'approve'): Promise<string> => {
    const { timeline } = await caseOn(federation, index, claimId);
    const votes = (timeline as { type: string; guardian: number; statement: string }[]).filter(
      ({ type, guardian }) => type === 'vote' && guardian === index,
    );
    return votes.map(({ statement }) => statement).find((text) => text.includes(`"${decision}"`)) ?? '';
  };
  const resigned = (text: string, change: Partial<Body<'vote'>>): string =>
    liar.resign(text, 'vote', (body) => ({ ...body, ...change }));

  it('does nothing for q − 1 approvals, of whom one approves twice', async () => {
    const claim = await open([1, 2]);
    await approve(federation, 2, claim.claimId, person.identity);
    const raw = await RawClaimant.of(claim.device);
    const again = resigned(await voteTextOf(claim.claimId, 2), { method: 'video' });
    for (const index of [1, 3, 4, 5]) {
      await untilApproved(federation, claim, [index], 2);
      expect(await raw.carry(index, again)).toEqual(['ok']);
      expect(await caseOn(federation, index, claim.claimId)).toMatchObject({ status: 'open', approvals: 2 });
    }
    expect((await claimStatus(claim.device)).approvals).toEqual([1, 2]);
    expect(await failureOf(recover(claim.device, person))).toBe('NotApprovedError NOT_APPROVED');
    const { alpha } = RawClaimant.guess();
    for (const index of [1, 2, 3, 4, 5]) {
      const ask = raw.ticket(index, raw.attempt(person.manifestId, 1, alpha));
      expect(await failureOf(ask)).toBe('RefusedError NOT_APPROVED');
    }
    const { equivocations } = await caseOn(federation, 4, claim.claimId);
    expect(equivocations).toMatchObject([{ signerKey: liar.key }]);
  });

  it('never lets an approval count for another claim', async () => {
    const approved = await open([1, 2, 3]);
    const waiting = await open();
    const raw = await RawClaimant.of(waiting.device);
    await untilKnown(federation, waiting.claimId, [4]);
    const votes = await Promise.all([1, 2, 3].map((index) => voteTextOf(approved.claimId, index)));
    expect(await raw.carry(4, ...votes)).toEqual(['ok', 'ok', 'ok']);
    const moved = votes.map((text) => text.replace(approved.claimId, waiting.claimId));
    expect(await raw.carry(4, ...moved)).toEqual(['SIGNATURE_INVALID', 'SIGNATURE_INVALID', 'SIGNATURE_INVALID']);
    expect(await caseOn(federation, 4, waiting.claimId)).toMatchObject({ status: 'open', approvals: 0, votes: [] });
    expect(await failureOf(recover(waiting.device, person))).toBe('NotApprovedError NOT_APPROVED');
  });

  it('never lets an approval count for another session key', async () => {
    const approved = await open([1, 2, 3]);
    const raw = await RawClaimant.of(approved.device);
    const signing = generateSigningKeyPair(systemRng);
    const thief = raw.withSession({ signing, sealing: generateSealingKeyPair(systemRng) });
    const fields = thief.attempt(person.manifestId, 1, RawClaimant.guess().alpha);
    expect(await failureOf(thief.ticket(1, fields))).toBe('RefusedError WRONG_SIGNER');
    expect(await failureOf(thief.backupsOn(1))).toBe('RefusedError WRONG_SIGNER');
  });

  it('keeps both statements of a guardian that votes both ways, and counts it against the claim', async () => {
    const claim = await open([1, 2, 3]);
    const raw = await RawClaimant.of(claim.device);
    await untilReleasable(claim);
    const yes = await voteTextOf(claim.claimId, 2);
    const no = resigned(yes, { decision: 'reject', documents: [] });
    for (const index of [1, 3, 4, 5]) expect(await raw.carry(index, no)).toEqual(['ok']);
    const later = resigned(yes, { issuedAt: Date.now() + 1000 });
    for (const index of [1, 3, 4, 5]) expect(await raw.carry(index, later)).toEqual(['ok']);
    const seen = await caseOn(federation, 4, claim.claimId);
    expect(seen).toMatchObject({ status: 'open', approvals: 2, rejections: 1 });
    const both = (seen.votes as { guardian: number; decision: string; counts: boolean }[]).filter(
      ({ guardian }) => guardian === 2,
    );
    expect(both.map(({ decision, counts }) => [decision, counts])).toEqual(
      expect.arrayContaining([
        ['approve', false],
        ['reject', true],
        ['approve', false],
      ]),
    );
    expect(both).toHaveLength(3);
    expect(seen.equivocations).toHaveLength(1);
    const fields = raw.attempt(person.manifestId, 1, RawClaimant.guess().alpha);
    for (const index of [1, 3, 4, 5])
      expect(await failureOf(raw.ticket(index, fields))).toBe('RefusedError NOT_APPROVED');
  }, 30_000);

  it('takes an approval back by a rejection, and never an approval after that', async () => {
    const claim = await open([1, 2, 3]);
    await untilReleasable(claim);
    await reject(federation, 3, claim.claimId);
    await waitFor(
      'the others to hear of it',
      async () =>
        (await claimStatus(claim.device)).guardians.every(({ outcome }) => outcome === 'ok') &&
        (await Promise.all([1, 2, 4, 5].map((index) => caseOn(federation, index, claim.claimId)))).every(
          ({ rejections }) => rejections === 1,
        ),
    );
    expect(await failureOf(recover(claim.device, person))).toBe('NotApprovedError NOT_APPROVED');
    await expect(approve(federation, 3, claim.claimId, person.identity)).rejects.toMatchObject({
      status: 409,
      code: 'VOTE_AFTER_REJECT',
    });
    expect(await claimStatus(claim.device)).toMatchObject({ status: 'open', approvals: [1, 2], rejections: [3] });
    await approve(federation, 5, claim.claimId, person.identity);
    await untilReleasable(claim);
    const { secrets } = await recover(claim.device, { ...person, afterwards: 'nothing' });
    expect(textOf(secrets)).toBe(person.seed);
  }, 30_000);

  it('closes a claim at n − q + 1 rejections, whoever approves', async () => {
    const claim = await open([1, 2]);
    await reject(federation, 4, claim.claimId);
    await reject(federation, 4, claim.claimId);
    await reject(federation, 5, claim.claimId);
    await waitFor('guardian 1 to know both', async () => (await caseOn(federation, 1, claim.claimId)).rejections === 2);
    expect(await caseOn(federation, 1, claim.claimId)).toMatchObject({ status: 'open', rejectionsToClose: 3 });
    await reject(federation, 3, claim.claimId);
    for (const index of [1, 2, 3, 4, 5]) {
      await waitFor(
        'the claim to close',
        async () => (await caseOn(federation, index, claim.claimId)).status === 'rejected',
      );
    }
    await expect(recover(claim.device, person)).rejects.toMatchObject({ code: 'CLAIM_CLOSED', status: 'rejected' });
    await expect(approve(federation, 3, claim.claimId, person.identity)).rejects.toThrowCode('CLAIM_CLOSED');
  }, 30_000);

  it('refuses a guardian whose papers name somebody else, with IDENTITY_MISMATCH', async () => {
    const claim = await open();
    await untilKnown(federation, claim.claimId, [1]);
    const other = { ...(person.identity as { surname: string; givenNames: string; dateOfBirth: string }) };
    const papers = [
      { ...other, dateOfBirth: '1984-02-28' },
      { ...other, surname: `${other.surname}er` },
      newIdentity(),
    ];
    for (const identity of papers) {
      await expect(approve(federation, 1, claim.claimId, identity)).rejects.toMatchObject({
        status: 422,
        code: 'IDENTITY_MISMATCH',
      });
    }
    const reordered = { ...other, surname: other.givenNames.toLowerCase(), givenNames: other.surname };
    expect(await approve(federation, 1, claim.claimId, reordered)).toMatchObject({ ownDecision: 'approve' });
  });

  it('cannot approve a claim whose parcels were sealed for another claim', async () => {
    const claim = await open();
    const { parcels, claim: text } = (await RawClaimant.of(claim.device)).stored;
    const raw = await RawClaimant.of((await claimAs(federation, newIdentity())).device);
    const { body } = parseEnvelopeOf(text, 'claim');
    const copied = raw.signClaim({ ...body, issuedAt: Date.now() });
    const { claimId } = await raw.api(1).openClaim({ claim: copied, parcels });
    await waitFor(
      'guardian 1 to look at it',
      async () => (await caseOn(federation, 1, claimId)).identityStatus === 'differs',
    );
    await expect(approve(federation, 1, claimId, person.identity)).rejects.toThrowCode('IDENTITY_UNREADABLE');
  });
});
