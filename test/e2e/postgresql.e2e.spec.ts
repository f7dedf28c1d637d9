import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  checkUp,
  fetchTransport,
  join,
  openClaim,
  recover,
  type ClientContext,
  type GuardianTransport,
} from '@wardkeep/client';
import type { IdentityInput } from '@wardkeep/protocol';
import '@wardkeep/testing';
import { execFile } from 'node:child_process';
import { join as joinPath } from 'node:path';
import { promisify } from 'node:util';
import { openNode, queryNode } from '../faults/corrupt-guardian.js';
import { ROOT } from '../run/processes.mjs';
import {
  approve,
  caseOn,
  claimAs,
  enrolPerson,
  newIdentity,
  RawClaimant,
  textOf,
  untilApproved,
  untilKnown,
  untilReleasable,
  type Person,
  type TestClaim,
} from './claims/index.js';
import { RunningFederation, waitFor, type ConsoleRefusal, type GuardianNode } from './harness/index.js';
import { balance } from './survival/index.js';

const PARALLEL = 50;
const post = async (url: string, body: unknown): Promise<{ status: number; body: Record<string, string> }> => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};
const tally = (values: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

describe('when two processes of one guardian share a PostgreSQL database', () => {
  let federation: RunningFederation;
  let first: GuardianNode;
  let twin: GuardianNode;
  let served: ReadonlyMap<GuardianNode, number>;
  let person: Person;
  let claim: TestClaim;
  let raw: RawClaimant;

  /** Number of statements of a type about a claim that this guardian has signed. */
  const countOwn = async (type: string, claimId: string): Promise<number> => {
    const sql = 'SELECT id FROM statements WHERE type = ? AND claim_id = ? AND signer_index = 1';
    return (await queryNode(first, sql, [type, claimId])).length;
  };
  /** Past the balancer, to the first process. */
  const toFirstProcess = (): GuardianTransport => {
    const transport = fetchTransport();
    return { send: (request) => transport.send({ ...request, url: request.url.replace(first.url, first.directUrl) }) };
  };
  const joinedBy = async (code: string): Promise<ClientContext> => {
    const device = federation.device();
    await join(device, code);
    return device;
  };

  beforeAll(async () => {
    const policies = { openEnrolment: false };
    federation = await RunningFederation.found({ guardians: 3, database: 'postgresql', proxied: [1], policies });
    first = federation.at(1);
    twin = await federation.world.makeTwin(first);
    await twin.start();
    await twin.untilReady();
    served = balance(federation.proxyAt(1), [first, twin]);
  }, 240_000);
  afterAll(() => federation?.close(), 30_000);

  it('enrols with each of them in turn', async () => {
    const { code } = await federation.createInvite({ uses: 1 });
    person = await enrolPerson(federation, { device: await joinedBy(code) });
    expect((await checkUp(person.device)).backups).toMatchObject([{ healthy: 3 }]);
    for (const node of [first, twin]) expect(served.get(node)).toBeGreaterThan(0);
    const staged = federation.proxyAt(1).seen.find(({ path }) => path === '/v1/enrolments/stage');
    const again = JSON.parse(staged?.body.toString() ?? '') as unknown;
    const answers = await Promise.all(
      [first, twin, first, twin].map(({ directUrl }) => post(`${directUrl}/v1/enrolments/stage`, again)),
    );
    expect(new Set(answers.map(({ body }) => body.receipt)).size).toBe(1);
  }, 60_000);

  it('spends an invite of one use once, when two owners bring it to one process each', async () => {
    const { code, inviteId } = await federation.createInvite({ uses: 1, by: 2 });
    const devices = await Promise.all([joinedBy(code), joinedBy(code)]);
    await Promise.allSettled(devices.map((device) => enrolPerson(federation, { device })));
    for (const node of [first, twin]) {
      const { invites } = await node.get('/admin/v1/invites');
      const found = invites.find((invite: { inviteId: string }) => invite.inviteId === inviteId);
      expect(found).toMatchObject({ uses: 1, used: 1 });
    }
  }, 60_000);

  it('gives one ticket for 50 different guesses at once', async () => {
    claim = await claimAs(federation, person.identity, { approvedBy: [1, 2] });
    await untilReleasable(claim);
    await untilApproved(federation, claim, [1, 2, 3], 2);
    raw = await RawClaimant.of(claim.device, claim.claimId);
    const requests = Array.from({ length: PARALLEL }, (_, at) => {
      const request = raw.request(raw.attempt(person.manifestId, 1, RawClaimant.guess(`guess ${String(at)}`).alpha));
      return post(`${(at % 2 === 0 ? first : twin).directUrl}/v1/attempts/ticket`, { request });
    });
    const answers = await Promise.all(requests);
    expect(tally(answers.map(({ status, body }) => `${String(status)} ${body.code ?? 'ok'}`))).toEqual({
      '200 ok': 1,
      '409 ATTEMPT_TAKEN': PARALLEL - 1,
    });
    const granted = answers.find(({ status }) => status === 200)?.body.ticket;
    expect(new Set(answers.map(({ body }) => body.ticket))).toEqual(new Set([granted]));
    expect(await countOwn('ticket', claim.claimId)).toBe(1);
  }, 60_000);

  it('gives one ticket again and again for one guess sent many times at once', async () => {
    const { alpha } = RawClaimant.guess('the same');
    const request = raw.request(raw.attempt(person.manifestId, 2, alpha));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        post(`${(at % 2 === 0 ? first : twin).directUrl}/v1/attempts/ticket`, { request }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.ticket)).size).toBe(1);
    expect(await countOwn('ticket', claim.claimId)).toBe(2);
  });

  it('votes once, when operators at both consoles say the same at once', async () => {
    const identity = newIdentity();
    const { claimId } = await claimAs(federation, identity);
    await untilKnown(federation, claimId, [1]);
    const body = { decision: 'approve', identity, method: 'video', documents: ['passport'] };
    const votes = [first, twin, first, twin].map((node) => node.post(`/admin/v1/cases/${claimId}/vote`, body));
    expect((await Promise.all(votes)).length).toBe(4);
    expect(await countOwn('vote', claimId)).toBe(1);
  });

  it('never approves after a rejection, when the two consoles contradict each other', async () => {
    const identity = newIdentity();
    const { claimId } = await claimAs(federation, identity);
    await untilKnown(federation, claimId, [1]);
    const yes = { decision: 'approve', identity, method: 'video', documents: ['passport'] };
    const no = { decision: 'reject', method: 'video' };
    const said = await Promise.allSettled(
      [yes, no, no, yes].map((body, at) => (at % 2 === 0 ? first : twin).post(`/admin/v1/cases/${claimId}/vote`, body)),
    );
    for (const each of said) {
      if (each.status === 'rejected') expect((each.reason as ConsoleRefusal).code).toBe('VOTE_AFTER_REJECT');
    }
    const { approvals, ownDecision } = await caseOn(federation, 1, claimId);
    expect({ approvals, ownDecision }).toEqual({ approvals: 0, ownDecision: 'reject' });
    await expect(approve(federation, 1, claimId, identity)).rejects.toMatchObject({ code: 'VOTE_AFTER_REJECT' });
  });

  it('looks at a claim that the other took in just before it was killed', async () => {
    const device = federation.device({ transport: toFirstProcess() });
    await join(device, federation.plainInvite());
    const { claimId } = await openClaim(device, { identity: person.identity });
    await first.kill9();
    await waitFor('the claim to be looked at', async () => {
      const { identityStatus, holdsBackup } = await twin.get(`/admin/v1/cases/${claimId}`);
      return identityStatus === 'matches' && holdsBackup === true;
    });
    await first.start();
    await first.untilReady();
  }, 60_000);

  describe('and one of them is killed', () => {
    let next: TestClaim;
    let identity: IdentityInput;
    beforeAll(async () => {
      ({ identity } = person);
      next = await claimAs(federation, identity);
      await untilKnown(federation, next.claimId, [1, 2]);
      // Both answer to nobody at this moment: one dies in the middle of its work.
      const busy = Array.from({ length: 20 }, (_, at) => {
        const guess = raw.attempt(person.manifestId, 3, RawClaimant.guess(`busy ${String(at)}`).alpha);
        const { directUrl } = at % 2 === 0 ? first : twin;
        return post(`${directUrl}/v1/attempts/ticket`, { request: raw.request(guess) }).catch(() => null);
      });
      await first.kill9();
      await Promise.all(busy);
    }, 60_000);

    it('has counted one guess at most meanwhile', async () => {
      const count = await countOwn('ticket', claim.claimId);
      expect(count).toBeGreaterThanOrEqual(2);
      expect(count).toBeLessThanOrEqual(3);
    });

    it('lets the other speak with the peers and vote', async () => {
      const body = { decision: 'approve', identity, method: 'video', documents: ['passport'] };
      await twin.post(`/admin/v1/cases/${next.claimId}/vote`, body);
      await waitFor(
        'the vote to reach the others',
        async () => (await caseOn(federation, 2, next.claimId)).approvals === 1,
        45_000,
      );
      await approve(federation, 2, next.claimId, identity);
      await untilReleasable(next);
    }, 90_000);

    it('recovers with the other', async () => {
      const { secrets } = await recover(next.device, { memorable: person.memorable, afterwards: 'nothing' });
      expect(textOf(secrets)).toBe(person.seed);
      await first.start();
      await first.untilReady();
      expect((await caseOn(federation, 1, next.claimId)).ownDecision).toBe('approve');
    }, 60_000);
  });

  it('migrates an empty database once, when several processes start on it at once', async () => {
    const DATABASE_URL = await federation.world.createDatabase('empty');
    const main = joinPath(ROOT, 'apps/guardian/dist/main.js');
    const run = promisify(execFile);
    const migrate = (folder: string): Promise<unknown> =>
      run(process.execPath, [main, 'migrate', '--dir', folder], { env: { ...process.env, DATABASE_URL } });
    await Promise.all([first, twin, first, twin].map(({ folder }) => migrate(folder)));
    const { database } = await openNode(first.folder, DATABASE_URL);
    const applied = await database.query('SELECT migration_name AS name, finished_at FROM _prisma_migrations');
    expect(applied.length).toBeGreaterThan(0);
    expect(new Set(applied.map(({ name }) => name)).size).toBe(applied.length);
    expect(applied.every(({ finished_at: at }) => at !== null)).toBe(true);
    expect(await database.query('SELECT * FROM statements')).toEqual([]);
    await database.close();
  }, 60_000);
});
