import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { blind, encodeBase64url, systemRng, utf8, type Blinded } from '@wardkeep/crypto';
import {
  alphaDigestOf,
  verifyEpochPart,
  verifyGuardianEvaluation,
  verifyManifest,
  verifyTicket,
  type AttemptFields,
  type BuiltClaim,
  type SealedBackup,
} from '@wardkeep/protocol';
import { describeOnBothEngines } from '../../testing/databases.js';
import { buildRecoveryNode, codeOf, DELAY, OPERATOR, type RecoveryNode } from '../claims/recovery-node.fixture.js';

const MONTH = 30 * 86_400_000;

describeOnBothEngines('when guesses are counted', (databases) => {
  let node: RecoveryNode;
  let built: BuiltClaim;
  let sealed: SealedBackup;
  let guess: Blinded;
  beforeEach(async () => {
    node = await buildRecoveryNode(await databases.open());
    sealed = await node.enrol();
    built = await node.openClaim();
    guess = blind(utf8('x'), systemRng);
  });
  afterEach(() => node.stop());

  const attempt = (number: number, alpha: Uint8Array = guess.alpha, change: object = {}): AttemptFields => ({
    configId: node.scene.config.id,
    manifestId: sealed.manifest.id,
    path: 'recovery',
    attempt: number,
    claimId: built.claim.id,
    alphaDigest: alphaDigestOf(alpha),
    ...change,
  });
  const request = (fields: AttemptFields): string => node.signAsClaimant(built, 'attempt-request', fields);
  const ask = (fields: AttemptFields) => node.tickets.issue(request(fields));
  const otherAlpha = () => blind(utf8('y'), systemRng).alpha;
  const ticketsOf = (fields: AttemptFields, ...indexes: number[]): string[] =>
    indexes.map((index) => node.signAs(index, 'ticket', fields).text);
  const evaluate = (fields: AttemptFields, tickets: string[], alpha: Uint8Array = guess.alpha) =>
    node.evaluations.evaluate({ request: request(fields), alpha: encodeBase64url(alpha), tickets });
  const lastCounted = async (): Promise<number> => {
    const [row] = await node.db.query<{ last: number }>('SELECT last FROM attempts');
    return row?.last ?? 0;
  };

  it('tickets nothing before certificate and delay, after a veto, a rejection or the end', async () => {
    expect(await codeOf(() => ask(attempt(1)))).toBe('NOT_APPROVED');
    for (const index of [2, 3]) await node.voteAs(index, built.claim.id);
    expect(await codeOf(() => ask(attempt(1)))).toBe('NOT_APPROVED');
    await node.voteAs(2, built.claim.id, 'approve', 'video');
    expect(await codeOf(() => ask(attempt(1)))).toBe('NOT_APPROVED');
    await node.voteAs(4, built.claim.id);
    node.clock.time += DELAY - 1;
    expect(await codeOf(() => ask(attempt(1)))).toBe('DELAY_NOT_OVER');
    node.clock.time += 1;
    expect(await codeOf(() => ask(attempt(1)))).toBe('ok');
    expect(await codeOf(() => ask(attempt(2, undefined, { manifestId: built.claim.id })))).toBe('BACKUP_NOT_FOUND');
    node.clock.time += MONTH + 1;
    expect(await codeOf(() => ask(attempt(2)))).toBe('CLAIM_EXPIRED');
    expect(await lastCounted()).toBe(1);
  });

  it('ends for a backup 30 days after its own delay, whatever delay another under the identity asks for', async () => {
    await node.enrol('planted by others', { delaySeconds: 3600 * 86_400 });
    await node.approve(built.claim.id);
    node.clock.time += MONTH;
    expect(await codeOf(() => ask(attempt(1)))).toBe('ok');
    node.clock.time += 1;
    expect(await codeOf(() => ask(attempt(2)))).toBe('CLAIM_EXPIRED');
  });

  it('tickets nothing for a claim that was rejected', async () => {
    await node.approve(built.claim.id);
    for (const index of [2, 3, 5]) await node.voteAs(index, built.claim.id, 'reject');
    expect(await codeOf(() => ask(attempt(1)))).toBe('CLAIM_REJECTED');
  });

  it('tickets nothing before the node acts, nor for anybody but the session key', async () => {
    await node.approve(built.claim.id);
    node.gate.isOpen = false;
    expect(await codeOf(() => ask(attempt(1)))).toBe('NOT_ACTING');
    node.gate.isOpen = true;
    node.clock.time += 1;
    const thief = await node.openClaim();
    const stolen = node.signAsClaimant(thief, 'attempt-request', attempt(1));
    expect(await codeOf(() => node.tickets.issue(stolen))).toBe('WRONG_SIGNER');
    const foreign = attempt(1, undefined, { configId: built.claim.id });
    expect(await codeOf(() => ask(foreign))).toBe('WRONG_CONFIG');
    expect(await codeOf(() => ask(attempt(1, undefined, { path: 'inheritance' })))).toBe('ALPHA_MISMATCH');
  });

  it('gives exactly one ticket for 50 parallel attempts with different α on one number', async () => {
    await node.approve(built.claim.id);
    const alphas = Array.from({ length: 50 }, otherAlpha);
    const codes = await Promise.all(alphas.map((alpha) => codeOf(() => ask(attempt(1, alpha)))));
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(codes.filter((code) => code === 'ATTEMPT_TAKEN')).toHaveLength(49);
    expect(await node.count('statements', "type = 'ticket'")).toBe(1);
  });

  it('gives the same ticket again to the same request, and its own last one with a refusal', async () => {
    await node.approve(built.claim.id);
    const texts = await Promise.all(Array.from({ length: 20 }, () => ask(attempt(2))));
    expect(new Set(texts).size).toBe(1);
    const refusal = (await ask(attempt(2, otherAlpha())).catch((error: unknown) => error)) as {
      extras: { ticket: string };
    };
    expect(verifyTicket(refusal.extras.ticket, node.scene.config, 1).attempt.attempt).toBe(2);
    expect(await codeOf(() => ask(attempt(1)))).toBe('ATTEMPT_TAKEN');
  });

  it('locks the path at the limit, over several claims', async () => {
    await node.approve(built.claim.id);
    for (let number = 1; number <= 10; number++) await ask(attempt(number, otherAlpha()));
    const locked = (await ask(attempt(11)).catch((error: unknown) => error)) as { code: string; extras: object };
    expect(locked).toMatchObject({ code: 'PATH_LOCKED', extras: { limit: 10, guessesLeft: 0 } });
    node.clock.time += 1;
    built = await node.openClaim();
    await node.approve(built.claim.id);
    expect(await codeOf(() => ask(attempt(11)))).toBe('PATH_LOCKED');
    expect(await codeOf(() => ask(attempt(3)))).toBe('ATTEMPT_TAKEN');
    expect(await lastCounted()).toBe(10);
  });

  it('opens again by what q guardians agree on, and says so to operators', async () => {
    await node.approve(built.claim.id);
    const { id } = sealed.manifest;
    await ask(attempt(10));
    const unlock = (index: number, limit: number) =>
      node.statements.accept(
        { text: node.signAs(index, 'unlock', { manifestId: id, path: 'recovery', limit }).text },
        'client',
      );
    await unlock(2, 15);
    await unlock(3, 20);
    expect(await codeOf(() => ask(attempt(11)))).toBe('PATH_LOCKED');
    const wanted = { manifestId: id, path: 'recovery', limit: 12 } as const;
    expect(await node.unlocks.unlock(built.claim.id, wanted, OPERATOR)).toMatchObject({ limit: 12 });
    expect(await codeOf(() => ask(attempt(13)))).toBe('PATH_LOCKED');
    expect(await codeOf(() => ask(attempt(12)))).toBe('ok');
    expect(await codeOf(() => node.unlocks.unlock(built.claim.id, wanted, OPERATOR))).toBe('UNLOCK_INVALID');
    const view = await node.cases.get(built.claim.id);
    expect(view.backups[0]?.guesses).toEqual({ spent: 12, limit: 12, left: 0 });
  });

  it('takes no unlock of a backup that it does not know, and never a limit below the header', async () => {
    const { id } = sealed.manifest;
    const unlock = (manifestId: string, path = 'recovery') =>
      node.statements.accept({ text: node.signAs(2, 'unlock', { manifestId, path, limit: 20 }).text }, 'client');
    expect(await codeOf(() => unlock(built.claim.id))).toBe('BACKUP_NOT_FOUND');
    expect(await codeOf(() => unlock(id, 'inheritance'))).toBe('BACKUP_NOT_FOUND');
    expect(await node.count('attempts')).toBe(0);
    expect(await codeOf(() => unlock(id))).toBe('ok');
    const limitAt = async (guessLimit: number) =>
      (await node.counters.read(node.db, id, 'recovery', guessLimit, node.scene.config)).limit;
    await node.db.write((tx) => tx.execute('UPDATE attempts SET guess_limit = 0'));
    expect(await limitAt(10)).toBe(10);
    await node.db.write((tx) => tx.execute('UPDATE attempts SET guess_limit = 15'));
    expect(await limitAt(10)).toBe(15);
  });

  it('evaluates nothing without the tickets of q distinct guardians on exactly this attempt', async () => {
    await node.approve(built.claim.id);
    const fields = attempt(1);
    const own = await ask(fields);
    expect(await codeOf(() => evaluate(fields, [own, ...ticketsOf(fields, 2)]))).toBe('TICKETS_TOO_FEW');
    expect(await codeOf(() => evaluate(fields, [own, own, own]))).toBe('TICKETS_TOO_FEW');
    expect(await codeOf(() => evaluate(fields, [own, ...ticketsOf(attempt(1, otherAlpha()), 2, 3)]))).toBe(
      'TICKET_INVALID',
    );
    expect(await codeOf(() => evaluate(fields, ticketsOf(fields, 2, 3, 4), otherAlpha()))).toBe('ALPHA_MISMATCH');
    expect(await node.count('statements', "type = 'evaluation'")).toBe(0);
  });

  it('evaluates under its own part, once, and counts a number that others counted', async () => {
    await node.approve(built.claim.id);
    const fields = attempt(3);
    const tickets = ticketsOf(fields, 2, 3, 4);
    const text = await evaluate(fields, tickets);
    expect(await evaluate(fields, tickets)).toBe(text);
    const { config } = node.scene;
    const manifest = verifyManifest(sealed.manifest.text, { federationId: config.federationId });
    const commitments = verifyEpochPart(sealed.epochPart.text, manifest, config).paths.get('recovery')!.oprf;
    const expected = { config, index: 1, attempt: fields, alpha: guess.alpha, commitments };
    expect(verifyGuardianEvaluation(text, expected).guardian).toBe(1);
    expect(await lastCounted()).toBe(3);
    expect(await node.count('statements', "type = 'ticket'")).toBe(3);
    const refusal = (await ask(attempt(3, otherAlpha())).catch((error: unknown) => error)) as {
      extras: { tickets: string[] };
    };
    expect(refusal.extras.tickets).toHaveLength(3);
    expect(await codeOf(() => ask(fields))).toBe('ok');
  });

  it('evaluates nothing beyond the limit, after a veto or a withdrawn approval', async () => {
    await node.approve(built.claim.id);
    const beyond = attempt(11);
    expect(await codeOf(() => evaluate(beyond, ticketsOf(beyond, 2, 3, 4)))).toBe('PATH_LOCKED');
    await node.voteAs(2, built.claim.id, 'reject');
    expect(await codeOf(() => evaluate(attempt(1), ticketsOf(attempt(1), 2, 3, 4)))).toBe('NOT_APPROVED');
    expect(await lastCounted()).toBe(0);
  });

  it('takes its own tickets back from peers after its database was put back, and mints no guess', async () => {
    await node.approve(built.claim.id);
    const text = await ask(attempt(4));
    await node.db.write(async (tx) => {
      await tx.execute('DELETE FROM attempts');
      await tx.execute("DELETE FROM statements WHERE type = 'ticket'");
    });
    await node.statements.accept({ text }, 'peer/2');
    expect(await codeOf(() => ask(attempt(4, otherAlpha())))).toBe('ATTEMPT_TAKEN');
    expect(await ask(attempt(4))).toBe(text);
  });

  const restore = () =>
    node.db.write(async (tx) => {
      await tx.execute('DELETE FROM attempts');
      await tx.execute("DELETE FROM statements WHERE type IN ('ticket', 'evaluation')");
    });

  it('gives its own ticket again though those of a quorum came back first', async () => {
    await node.approve(built.claim.id);
    const text = await ask(attempt(4));
    await restore();
    for (const other of ticketsOf(attempt(4), 2, 3, 4)) await node.statements.accept({ text: other }, 'peer/2');
    await node.statements.accept({ text }, 'peer/3');
    const [row] = await node.db.query<{ ticket_id: string | null }>('SELECT ticket_id FROM attempts');
    expect(row?.ticket_id).not.toBeNull();
    node.clock.time += 1;
    expect(await ask(attempt(4))).toBe(text);
    expect(await node.count('equivocations')).toBe(0);
  });

  it('gives its own ticket again that a client brought with those of a quorum', async () => {
    await node.approve(built.claim.id);
    const text = await ask(attempt(4));
    await restore();
    await evaluate(attempt(4), [text, ...ticketsOf(attempt(4), 2, 3)]);
    node.clock.time += 1;
    expect(await ask(attempt(4))).toBe(text);
    expect(await node.count('equivocations')).toBe(0);
  });

  it('counts what a quorum ticketed elsewhere, and not what fewer say', async () => {
    await node.approve(built.claim.id);
    for (const text of ticketsOf(attempt(6), 2, 3)) await node.statements.accept({ text }, 'client');
    for (const text of ticketsOf(attempt(6, otherAlpha()), 4)) await node.statements.accept({ text }, 'client');
    expect(await lastCounted()).toBe(0);
    for (const text of ticketsOf(attempt(6), 5)) await node.statements.accept({ text }, 'client');
    expect(await lastCounted()).toBe(6);
  });

  it('keeps both tickets of a guardian that gives two for one number', async () => {
    const [first, second] = [...ticketsOf(attempt(1), 2), ...ticketsOf(attempt(1, otherAlpha()), 2)];
    await node.statements.accept({ text: first! }, 'client');
    await node.statements.accept({ text: second! }, 'client');
    expect((await node.cases.get(built.claim.id)).equivocations).toHaveLength(1);
  });
});
