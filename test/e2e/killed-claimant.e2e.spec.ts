import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimStatus, join, readState } from '@wardkeep/client';
import { fileStore } from '@wardkeep/client/node';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { approve, caseOn, enrolPerson, untilApproved, untilKnown, type Person } from './claims/index.js';
import { RunningFederation, waitFor } from './harness/index.js';
import { WARDKEEP, wardkeep } from './wardkeep.js';

type Moment = 'before' | 'after';
const STEPS = [
  '/v1/claims/query',
  '/v1/attempts/ticket',
  '/v1/attempts/evaluate',
  '/v1/releases',
  '/v1/statements',
  '/v1/enrolments/stage',
  '/v1/enrolments/commit',
];

describe('when the claimant’s program is killed again and again', () => {
  let federation: RunningFederation;
  let person: Person;
  let state: string;
  let claimId: string;
  let runs = 0;

  beforeAll(async () => {
    federation = await RunningFederation.found({ guardians: 3, proxied: [1] });
    person = await enrolPerson(federation);
    state = federation.world.path('claimant');
    writeFileSync(federation.world.path('memorable'), person.memorable);
    writeFileSync(federation.world.path('identity.json'), JSON.stringify(person.identity));
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  const inState = async <T>(work: (device: ReturnType<RunningFederation['device']>) => Promise<T>): Promise<T> => {
    const store = await fileStore(state);
    try {
      return await work(federation.device({ store }));
    } finally {
      await store.release();
    }
  };
  const recoverArguments = (): string[] => {
    const out = federation.world.path(`seed-${String(++runs)}`);
    const memorable = federation.world.path('memorable');
    return ['claim', 'recover', '--state', state, '--memorable-file', memorable, '--out', out];
  };
  /** Runs a command that is killed as soon as guardian 1 is asked, or as soon as it has answered. */
  const killAt = async (route: string, moment: Moment, args: readonly string[]): Promise<void> => {
    const child = spawn(process.execPath, [WARDKEEP, ...args, '--json'], { stdio: 'ignore' });
    const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
    const honest = federation.proxyAt(1).on(route, async (request, forward) => {
      if (request.from !== null) return forward(request);
      if (moment === 'after') await forward(request);
      child.kill('SIGKILL');
      return null;
    });
    const [code, signal] = await ended;
    honest();
    expect([code, signal]).toEqual([null, 'SIGKILL']);
  };

  it('opens a claim whose words are in its folder, though it never heard an answer', async () => {
    await inState((device) => join(device, federation.plainInvite()));
    const identity = federation.world.path('identity.json');
    const invite = federation.plainInvite();
    await killAt('/v1/claims', 'after', ['claim', 'open', invite, '--state', state, '--identity-file', identity]);
    await inState(async (device) => {
      ({ claimId } = (await readState(device)).claims[0]!);
      await untilKnown(federation, claimId, [1, 2, 3]);
      const { words } = await claimStatus(device);
      expect(words).toEqual((await caseOn(federation, 2, claimId)).words);
    });
    for (const index of [1, 3]) await approve(federation, index, claimId, person.identity);
    await untilApproved(federation, { claimId }, [1, 2, 3], 2);
  }, 30_000);

  it.each(STEPS.flatMap((route) => [[route, 'before'] as const, [route, 'after'] as const]))(
    'dies at %s, %s guardian 1 has worked on it',
    async (route, moment) => {
      const args = recoverArguments();
      await killAt(route, moment, args);
      const out = args.at(-1) ?? '';
      // The seed is on disk before anything is done with what it was kept in.
      expect(existsSync(out)).toBe(STEPS.indexOf(route) > STEPS.indexOf('/v1/releases'));
      if (existsSync(out)) expect(readFileSync(out, 'utf8')).toBe(person.seed);
    },
    30_000,
  );

  it('goes on to the end: the same seed, new shards, and not one guess lost', async () => {
    const args = recoverArguments();
    const done = await wardkeep(args);
    expect(done).toMatchObject({ code: 0, json: { ownership: 'rotated', culprits: [] } });
    expect(readFileSync(args.at(-1) ?? '', 'utf8')).toBe(person.seed);
    const { backups } = await caseOn(federation, 2, claimId);
    const spent = (backups as { guesses: { spent: number; left: number } }[]).map(({ guesses }) => guesses);
    expect(spent.length).toBeGreaterThanOrEqual(2);
    for (const guesses of spent) {
      expect(guesses.spent).toBeLessThanOrEqual(1);
      expect(guesses.left).toBe(10);
    }
    await inState(async (device) => {
      const state = await readState(device);
      expect(state.enrolments).toEqual([]);
      expect(state.claims[0]?.attempts.every(({ attempt, status }) => attempt === 1 && status === 'right')).toBe(true);
      await waitFor('the claim to be released', async () => (await claimStatus(device)).status === 'released');
    });
  }, 60_000);
});
