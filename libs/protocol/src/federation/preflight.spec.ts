import { describe, expect, it } from '@jest/globals';
import { proposedConfig } from './members.fixture.js';
import { findPreflightFailures, type PreflightReport, type Reached } from './preflight.js';

const config = proposedConfig(3);
const INDEXES = [1, 2, 3];

function reports(change: (from: number, reached: Reached[]) => Partial<PreflightReport> | null = () => ({})) {
  const entries = INDEXES.flatMap((from): [number, PreflightReport][] => {
    const reached = INDEXES.filter((to) => to !== from).map((index) => ({
      index,
      ok: true,
      clockDifferenceMs: 59_999,
    }));
    const changed = change(from, reached);
    return changed === null ? [] : [[from, { protocolVersion: 1, reached, ...changed }]];
  });
  return new Map(entries);
}

const codes = (map: ReadonlyMap<number, PreflightReport>) =>
  findPreflightFailures(config, map).map(({ code, from, to }) => [code, from, to]);

describe('when preflight reports are judged', () => {
  it('passes when every pair reaches each other with clocks within 60 s', () => {
    expect(codes(reports())).toEqual([]);
  });

  it('finds NO_REPORT for a guardian that did not answer', () => {
    expect(codes(reports((from) => (from === 2 ? null : {})))).toEqual([['NO_REPORT', 2, 2]]);
  });

  it('finds VERSION_DIFFERS', () => {
    expect(codes(reports((from) => (from === 3 ? { protocolVersion: 2 } : {})))).toEqual([['VERSION_DIFFERS', 3, 3]]);
  });

  it('finds PEER_UNREACHABLE in one direction', () => {
    const map = reports((from, [first, second]) =>
      from === 1 ? { reached: [first!, { ...second!, ok: false, code: 'TIMEOUT' }] } : {},
    );
    expect(codes(map)).toEqual([['PEER_UNREACHABLE', 1, 3]]);
  });

  it('finds PEER_UNREACHABLE for a pair that was not tried', () => {
    expect(codes(reports((from, reached) => (from === 2 ? { reached: reached.slice(0, 1) } : {})))).toEqual([
      ['PEER_UNREACHABLE', 2, 3],
    ]);
  });

  it.each([60_001, -60_001, undefined])('finds CLOCK_DIFFERS at a difference of %s ms', (clockDifferenceMs) => {
    const map = reports((from, [first, second]) =>
      from === 1 ? { reached: [{ ...first!, clockDifferenceMs }, second!] } : {},
    );
    expect(codes(map)).toEqual([['CLOCK_DIFFERS', 1, 2]]);
  });
});
