import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RepeatingTask } from './repeating-task.js';

let runs: number[] = [];
let fails = false;
const failures: number[] = [];

const taskOf = (everyMs: number | null) =>
  new RepeatingTask({
    work: async () => {
      runs.push(Date.now());
      if (fails) throw new Error('away');
    },
    everyMs,
    chance: () => 0.5,
    onFailure: (_, count) => failures.push(count),
  });
const after = (ms: number) => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  runs = [];
  fails = false;
  failures.length = 0;
});
afterEach(() => {
  jest.useRealTimers();
});

describe('when a task is poked', () => {
  it('runs once for many pokes, as soon as the most urgent asks', async () => {
    const task = taskOf(null);
    task.poke(400);
    task.poke(900);
    task.poke(100);
    await after(5000);
    expect(runs).toEqual([100]);
  });

  it('runs again by itself when it has a rhythm', async () => {
    const task = taskOf(1000);
    task.poke();
    await after(2500);
    expect(runs).toEqual([0, 1000, 2000]);
    await task.stop();
    await after(5000);
    expect(runs).toHaveLength(3);
  });

  it('never runs twice at once, and once more when poked meanwhile', async () => {
    let running = 0;
    let most = 0;
    const task = new RepeatingTask({
      work: async () => {
        running += 1;
        most = Math.max(most, running);
        runs.push(Date.now());
        await new Promise((resolve) => setTimeout(resolve, 100));
        running -= 1;
      },
      everyMs: null,
      chance: () => 0,
      onFailure: () => undefined,
    });
    task.poke();
    await after(10);
    task.poke();
    task.poke();
    await after(1000);
    expect([most, runs.length]).toEqual([1, 2]);
  });
});

describe('when a task fails', () => {
  it('tries again ever more seldom, at least once a minute', async () => {
    fails = true;
    taskOf(null).poke();
    await after(10 * 60_000);
    const pauses = runs.slice(1).map((at, position) => at - runs[position]!);
    expect(pauses.slice(0, 3)).toEqual([375, 750, 1500]);
    expect(Math.max(...pauses)).toBe(60_000);
    expect(failures.slice(0, 3)).toEqual([1, 2, 3]);
  });

  it('does not hammer when poked, but hurries when what was wrong is over', async () => {
    fails = true;
    const task = taskOf(null);
    task.poke();
    await after(20_000);
    const before = runs.length;
    task.poke();
    await after(999);
    expect(runs).toHaveLength(before);
    await after(1);
    expect(runs).toHaveLength(before + 1);
    fails = false;
    task.hurry();
    await after(0);
    expect(runs).toHaveLength(before + 2);
    await task.stop();
  });
});
