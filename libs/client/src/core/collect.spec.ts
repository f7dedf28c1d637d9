import { describe, expect, it } from '@jest/globals';
import { ProtocolError } from '@wardkeep/protocol';
import { FakeClock, seededRng } from '@wardkeep/testing';
import { collect, collectEnough, type CollectOptions, type GuardianCall } from './collect.js';
import { clientContext, type ClientContext } from './context.js';
import { RefusedError, TooFewGuardiansError, UnreachableError } from './errors.js';
import { GuardianApi } from './guardian-api.js';
import { culpritsOf } from './outcome.js';
import type { ProgressEvent } from './progress.js';
import { memoryStore } from './state/store.js';

const transport = { send: () => Promise.reject(new Error('not used')) };
const guardians = (n: number): GuardianApi[] =>
  Array.from({ length: n }, (_, at) => new GuardianApi(at + 1, [], transport));

function setUp(options: Partial<ClientContext> = {}) {
  const clock = new FakeClock();
  const context = clientContext({ store: memoryStore(), transport, clock, rng: seededRng('collect'), ...options });
  const run = <T>(n: number, call: GuardianCall<T>, how: Partial<CollectOptions<T>> = {}) =>
    clock.drive(collect(context, guardians(n), call, { step: 'stage', ...how }));
  return { clock, context, run };
}

const unreachable = (index: number) => new UnreachableError(index, 'GUARDIAN_UNREACHABLE');

describe('when guardians are asked', () => {
  it('waits for all of them when no number is named, in their order', async () => {
    const { run } = setUp();
    const { outcomes, enough } = await run(3, async (api) => api.index * 10);
    expect(outcomes).toEqual([1, 2, 3].map((index) => ({ index, kind: 'ok', value: index * 10 })));
    expect(enough).toBe(true);
  });

  it('ends early once there are enough, and stops the others', async () => {
    const { clock, run } = setUp();
    const stopped: number[] = [];
    const { outcomes, ok } = await run(
      5,
      async (api, { signal }) => {
        signal.addEventListener('abort', () => stopped.push(api.index));
        if (api.index > 3) await clock.sleep(5000, signal);
        return api.index;
      },
      { need: 3 },
    );
    expect(ok.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(outcomes.slice(3).map(({ kind }) => kind)).toEqual(['skipped', 'skipped']);
    expect(stopped).toEqual(expect.arrayContaining([4, 5]));
  });

  it('waits a while longer for the others when asked to', async () => {
    const { clock, run } = setUp();
    const call: GuardianCall<number> = async (api, { signal }) => {
      await clock.sleep(api.index * 100, signal);
      return api.index;
    };
    expect((await run(5, call, { need: 2, graceMs: 250 })).ok).toHaveLength(4);
  });

  it('counts one guardian once, however often it is named', async () => {
    const { clock, context } = setUp();
    const [one, two] = guardians(2) as [GuardianApi, GuardianApi];
    const work = collect(context, [one, one, two], async (api) => api.index, { step: 'stage', need: 3 });
    expect(await clock.drive(work)).toMatchObject({ enough: false, ok: [{ index: 1 }, { index: 2 }] });
  });

  it('decides by agreement where numbers do not', async () => {
    const { run } = setUp();
    const isEnough: CollectOptions<string>['isEnough'] = (ok) => ok.filter(({ value }) => value === 'even').length >= 2;
    const { ok } = await run(5, async (api) => (api.index % 2 === 0 ? 'even' : 'odd'), { isEnough });
    expect(ok.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
  });
});

describe('when guardians cannot be reached', () => {
  it('asks again with growing pauses, and then gives up', async () => {
    const { clock, run } = setUp();
    const asked: number[] = [];
    const start = clock.now();
    const { outcomes } = await run(
      1,
      async (api) => {
        asked.push(clock.now() - start);
        throw unreachable(api.index);
      },
      { retries: 2, backoffMs: 100 },
    );
    expect(outcomes).toMatchObject([{ kind: 'unreachable', error: { code: 'GUARDIAN_UNREACHABLE' } }]);
    const [first = 0, second = 0, third = 0] = asked;
    expect(second - first).toBeGreaterThanOrEqual(50);
    expect(second - first).toBeLessThanOrEqual(100);
    expect(third - second).toBeGreaterThanOrEqual(100);
    expect(third - second).toBeLessThanOrEqual(200);
  });

  it('leaves a busy guardian alone for as long as it asks', async () => {
    const { clock, run } = setUp();
    const start = clock.now();
    let times = 0;
    const { ok } = await run(1, async (api) => {
      if (++times === 1) throw new UnreachableError(api.index, 'GUARDIAN_BUSY', { retryAfterMs: 3000 });
      return clock.now() - start;
    });
    expect(ok[0]?.value).toBeGreaterThanOrEqual(3000);
  });

  it('gives up on one that never answers, even when the transport ignores its signal', async () => {
    const { clock, run } = setUp();
    const start = clock.now();
    const { outcomes } = await run(1, () => new Promise<never>(() => undefined), { timeoutMs: 700, retries: 0 });
    expect(outcomes).toMatchObject([{ kind: 'unreachable', error: { code: 'GUARDIAN_TIMEOUT' } }]);
    expect(clock.now() - start).toBe(700);
  });

  it('asks others in the place of slow ones', async () => {
    const { clock, run } = setUp();
    const start = clock.now();
    const call: GuardianCall<number> = async (api, { signal }) => {
      if (api.index === 1) await clock.sleep(10_000, signal);
      return api.index;
    };
    const { ok } = await run(5, call, { need: 3, firstWave: 3, hedgeAfterMs: 400 });
    expect(ok.map(({ index }) => index)).toEqual([2, 3, 4]);
    expect(clock.now() - start).toBe(400);
  });

  it('asks others at once in the place of failed ones, and no more than needed', async () => {
    const { clock, run } = setUp();
    const start = clock.now();
    const asked: number[] = [];
    const call: GuardianCall<number> = async (api) => {
      asked.push(api.index);
      if (api.index === 1) throw new RefusedError(1, 'NOT_ACTING', 403, 'no');
      return api.index;
    };
    const { ok } = await run(5, call, { need: 3, firstWave: 3 });
    expect([ok.map(({ index }) => index), asked, clock.now() - start]).toEqual([[2, 3, 4], [1, 2, 3, 4], 0]);
  });
});

describe('when guardians lie or refuse', () => {
  it('names the one whose answer does not verify, and goes on', async () => {
    const { run } = setUp();
    const { outcomes, ok, enough } = await run(
      4,
      async (api) => {
        if (api.index === 2) throw new ProtocolError('SIGNATURE_INVALID', 'signature does not verify');
        return api.index;
      },
      { need: 3 },
    );
    expect(culpritsOf(outcomes)).toEqual([{ index: 2, reason: 'SIGNATURE_INVALID' }]);
    expect([ok.length, enough]).toEqual([3, true]);
  });

  it('does not ask again one that refuses', async () => {
    const { run } = setUp();
    let times = 0;
    await run(1, async () => {
      times++;
      throw new RefusedError(1, 'CLAIM_VETOED', 403, 'vetoed');
    });
    expect(times).toBe(1);
  });

  it('throws TOO_FEW_GUARDIANS with every outcome', async () => {
    const { clock, context } = setUp();
    const call: GuardianCall<number> = async (api) => {
      if (api.index > 2) throw unreachable(api.index);
      return api.index;
    };
    const work = collectEnough(context, guardians(5), call, { step: 'stage', need: 3, retries: 0 });
    const error = await clock.drive(work).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TooFewGuardiansError);
    expect(error).toMatchObject({ code: 'TOO_FEW_GUARDIANS', needed: 3, got: 2, outcomes: { length: 5 } });
  });
});

describe('when something else goes wrong', () => {
  it('throws an error that is not about the guardian', async () => {
    const { run } = setUp();
    await expect(run(3, () => Promise.reject(new TypeError('a bug')))).rejects.toThrow(TypeError);
  });

  it('ends with the reason when the caller ends it', async () => {
    const ending = new AbortController();
    const { clock, context } = setUp({ signal: ending.signal });
    const work = collect(context, guardians(2), () => new Promise<never>(() => undefined), { step: 'stage' });
    work.catch(() => undefined);
    await clock.advance(10);
    ending.abort(new Error('the person went home'));
    await expect(work).rejects.toThrow('the person went home');
  });

  it('waits for fifty guardians without fifty listeners on one signal', async () => {
    const { clock, context } = setUp();
    const waits = new Map<AbortSignal | undefined, number>();
    const counting = {
      now: () => clock.now(),
      sleep(ms: number, signal?: AbortSignal) {
        waits.set(signal, (waits.get(signal) ?? 0) + 1);
        return clock.sleep(ms, signal);
      },
    };
    const call: GuardianCall<never> = ({ index }) => Promise.reject(unreachable(index));
    const work = collect({ ...context, clock: counting }, guardians(50), call, { step: 'stage' });
    expect((await clock.drive(work)).outcomes.map(({ kind }) => kind)).toEqual(Array(50).fill('unreachable'));
    expect(waits.size).toBeGreaterThan(50);
    expect(Math.max(...waits.values())).toBe(1);
  });

  it('goes on when the progress listener throws', async () => {
    const events: ProgressEvent[] = [];
    const onProgress = (event: ProgressEvent): void => {
      events.push(event);
      throw new Error('listener');
    };
    const { run } = setUp({ onProgress });
    expect((await run(2, async () => 'fine')).enough).toBe(true);
    expect(events).toEqual([1, 2].map((index) => ({ step: 'stage', state: 'answered', index, outcome: 'ok' })));
  });
});
