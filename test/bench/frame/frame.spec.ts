import { describe, expect, it } from '@jest/globals';
import { measureInTurns, sampleInTurns } from './interleave.js';
import { median } from './median.js';
import { rowOf } from './row.js';
import { runSections } from './run-sections.js';
import { formatTable } from './table.js';

const figure = (value: number, name = 'enrolment', unit = 'ms') => ({ name, value, unit });

describe('when a median is taken', () => {
  it.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 2, 100], 3],
    [[10, 9], 9.5],
  ])('of %j it is %d', (samples, expected) => {
    expect(median(samples)).toBe(expected);
  });

  it('leaves the samples in their order', () => {
    const samples = [3, 1, 2];
    median(samples);
    expect(samples).toEqual([3, 1, 2]);
  });

  it('refuses to make one up', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('when a figure is judged', () => {
  const argon = figure(100, 'two Argon2id calls');

  it.each([
    [180, { atMost: 1.8 }, '≤ 1.8', true],
    [180.1, { atMost: 1.8 }, '≤ 1.8', false],
    [50, { atLeast: 0.5 }, '≥ 0.5', true],
    [49.9, { atLeast: 0.5 }, '≥ 0.5', false],
  ])('%d through 100 against %j', (value, goal, text, met) => {
    expect(rowOf(figure(value), argon, goal)).toEqual({
      name: 'enrolment',
      value,
      unit: 'ms',
      against: 'two Argon2id calls',
      ratio: value / 100,
      goal: text,
      met,
    });
  });

  it('holds the goal against the value when there is nothing to compare with', () => {
    expect(rowOf(figure(257, 'idle memory', 'MB'), null, { atMost: 256 })).toMatchObject({ ratio: null, met: false });
  });

  it('judges nothing without a goal', () => {
    expect(rowOf(figure(5), argon)).toMatchObject({ ratio: 0.05, goal: null, met: null });
  });

  it('refuses to compare milliseconds with megabytes, or with nothing', () => {
    expect(() => rowOf(figure(5), figure(5, 'memory', 'MB'))).toThrow('memory in MB');
    expect(() => rowOf(figure(5), figure(0, 'none'))).toThrow('none must be above zero');
    expect(() => rowOf(figure(Number.NaN))).toThrow('enrolment must be a number');
  });
});

describe('when variants are measured', () => {
  const logged = (names: readonly string[]) => {
    const log: string[] = [];
    return { log, variants: names.map((name) => ({ name, run: () => log.push(name) })) };
  };

  it('runs them in turns, there and back, after the warm-up', async () => {
    const { log, variants } = logged(['A', 'B']);
    const samples = await sampleInTurns(variants, { rounds: 3, warmUp: 1 });
    expect(log.join('')).toBe('ABABBAAB');
    expect([...samples].map(([name, values]) => [name, values.length])).toEqual([
      ['A', 3],
      ['B', 3],
    ]);
  });

  it('repeats a quick one and gives the time of a single run', async () => {
    const { log, variants } = logged(['A']);
    const medians = await measureInTurns(variants, { rounds: 3, sampleMs: 2 });
    expect(log.length).toBeGreaterThan(100);
    expect(medians.get('A')).toBeLessThan(0.1);
  });

  it('waits for a promise', async () => {
    const run = () => new Promise((resolve) => setTimeout(resolve, 20));
    const medians = await measureInTurns([{ name: 'slow', run }], { rounds: 1, warmUp: 0 });
    expect(medians.get('slow')).toBeGreaterThan(15);
  });
});

describe('when rows are shown', () => {
  it('sets them as a table', () => {
    const argon = rowOf(figure(221.7, 'two Argon2id calls'));
    const rows = [
      argon,
      rowOf(figure(310.2), argon, { atMost: 1.8 }),
      rowOf(figure(500, 'late'), argon, { atMost: 1.8 }),
    ];
    expect(formatTable(rows).split('\n')).toEqual([
      'figure              value  unit  ratio  goal   met  against',
      '------------------  -----  ----  -----  -----  ---  ------------------',
      'two Argon2id calls    222  ms',
      'enrolment             310  ms     1.40  ≤ 1.8  yes  two Argon2id calls',
      'late                  500  ms     2.26  ≤ 1.8  NO   two Argon2id calls',
    ]);
  });
});

describe('when sections run', () => {
  const quiet = { quick: true, say: () => undefined };

  it('goes on after one that fails, and says so', async () => {
    const sections = [
      { name: 'broken', measure: () => Promise.reject(new Error('no such thing')) },
      { name: 'sound', measure: () => Promise.resolve([rowOf(figure(1))]) },
    ];
    const { rows, failures } = await runSections(sections, { ...quiet, limitMs: 1000 });
    expect(rows).toHaveLength(1);
    expect(failures).toEqual([{ name: 'broken', reason: 'no such thing' }]);
  });

  it('ends one that takes too long, and begins none after it', async () => {
    const begun: string[] = [];
    const endless = (name: string) => ({
      name,
      measure: () => {
        begun.push(name);
        return new Promise<never>(() => undefined);
      },
    });
    const { failures } = await runSections([endless('first'), endless('second')], { ...quiet, limitMs: 10 });
    const reason = 'the time for all figures is up';
    expect(failures).toEqual([
      { name: 'first', reason },
      { name: 'second', reason },
    ]);
    expect(begun).toEqual(['first']);
  });
});
