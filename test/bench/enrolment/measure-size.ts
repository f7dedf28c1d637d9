import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchFederation } from '../federation/bench-federation.js';
import { collectGarbage } from '../frame/collect-garbage.js';
import { median } from '../frame/median.js';
import { rowOf, type Figure, type Goal, type Row } from '../frame/row.js';
import { countArgon2id } from './counted-argon2id.js';
import { argonOfMemorable, Person } from './person.js';

/**
 * Nodes tell each other of what happened: some of it they gather for 400 ms first, and the more pairs there are the longer it
 * takes. None of it belongs to what is measured next.
 */
const settle = (guardians: number): Promise<void> => sleep(Math.max(1500, 4 * guardians ** 2));

/** What is measured of one size. */
export interface SizePlan {
  readonly guardians: number;
  readonly rounds: number;
  readonly goal: Goal | null;
  /** Whether to measure joining and rotating too. */
  readonly isFull: boolean;
}

/** Times in milliseconds, by what was done. */
class Samples {
  readonly #times = new Map<string, number[]>();
  readonly #calls = new Map<string, number>();

  async time(name: string, work: () => Promise<unknown>): Promise<void> {
    let elapsed = 0;
    collectGarbage();
    const calls = await countArgon2id(async () => {
      const start = performance.now();
      await work();
      elapsed = performance.now() - start;
    });
    this.#times.set(name, [...(this.#times.get(name) ?? []), elapsed]);
    if ((this.#calls.get(name) ?? calls) !== calls) throw new Error(`${name} makes now fewer, now more Argon2id calls`);
    this.#calls.set(name, calls);
  }

  /** Medians without the first round, which warms everything up. */
  figure(name: string): Figure {
    return { name, value: median((this.#times.get(name) ?? []).slice(1)), unit: 'ms' };
  }

  has(name: string): boolean {
    return this.#times.has(name);
  }

  callsOf(name: string): number {
    return this.#calls.get(name) ?? 0;
  }
}

/**
 * Measures whole enrolments and recoveries through the client library, with every guardian a process of its own, in turns
 * with the Argon2id calls that each makes.
 *
 * @param plan - size and rounds
 */
export async function measureSize(plan: SizePlan): Promise<Row[]> {
  const federation = await BenchFederation.found(plan.guardians);
  try {
    const names = namesOf(plan.guardians);
    const samples = new Samples();
    for (let round = 0; round <= plan.rounds; round++) await runRound(federation, samples, names, round, plan);
    return judge(samples, names, plan);
  } finally {
    await federation.close();
  }
}

type Names = ReturnType<typeof namesOf>;

function namesOf(guardians: number) {
  const size = `${String(Math.floor(guardians / 2) + 1)}-of-${String(guardians)}`;
  return {
    two: `two Argon2id calls side by side (${size})`,
    one: `one Argon2id call (${size})`,
    oneThenOne: `two Argon2id calls one after the other (${size})`,
    enrolment: `enrolment, ${size}`,
    joining: `joining and enrolment, ${size}`,
    recovery: `recovery after approval, ${size}`,
    rotation: `recovery after approval, then rotation, ${size}`,
  };
}

async function runRound(
  federation: BenchFederation,
  samples: Samples,
  names: Names,
  round: number,
  plan: SizePlan,
): Promise<void> {
  const owner = new Person(federation, 10 * round);
  const { device, config } = await owner.joined();
  await settle(plan.guardians);
  const sideBySide = () => Promise.all([owner.argonOfIdentity(config), argonOfMemorable()]);
  await samples.time(names.two, sideBySide);
  await samples.time(names.enrolment, () => owner.enrol(device));
  const claimant = await owner.claim();
  await settle(plan.guardians);
  await samples.time(names.one, argonOfMemorable);
  await samples.time(names.recovery, () => owner.recover(claimant, 'nothing'));
  if (!plan.isFull) return;
  const other = new Person(federation, 10 * round + 1);
  await settle(plan.guardians);
  await samples.time(names.two, sideBySide);
  await samples.time(names.joining, () => other.joinAndEnrol());
  const successor = await other.claim();
  await settle(plan.guardians);
  await samples.time(names.oneThenOne, async () => {
    await argonOfMemorable();
    await argonOfMemorable();
  });
  await samples.time(names.rotation, () => other.recover(successor, 'rotate'));
}

function judge(samples: Samples, names: Names, plan: SizePlan): Row[] {
  const pairs = [
    [names.enrolment, names.two, plan.goal],
    [names.joining, names.two, plan.goal],
    [names.recovery, names.one, plan.goal],
    // The secrets are there before it; what follows is an enrolment of its own.
    [names.rotation, names.oneThenOne, null],
  ] as const;
  const shown = new Set<string>();
  return pairs.flatMap(([name, against, goal]) => {
    if (!samples.has(name)) return [];
    if (samples.callsOf(name) !== samples.callsOf(against)) {
      const [made, expected] = [samples.callsOf(name), samples.callsOf(against)];
      throw new Error(`${name} makes ${String(made)} Argon2id calls, not ${String(expected)}`);
    }
    const reference = rowOf(samples.figure(against));
    const row = rowOf(samples.figure(name), reference, goal);
    if (shown.has(against)) return [row];
    shown.add(against);
    return [reference, row];
  });
}
