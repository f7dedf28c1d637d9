import { LIMITS } from '../limits.js';
import type { ProposedConfig } from './config.js';

/** Version of the protocol that this code speaks; all nodes of a federation speak the same. */
export const PROTOCOL_VERSION = 1;

/** How one node found another: whether it answered as the guardian of the config, and by how much its clock differs. */
export interface Reached {
  readonly index: number;
  readonly ok: boolean;
  /** Why not, when it did not. */
  readonly code?: string | undefined;
  /** The other's clock minus one's own, milliseconds. */
  readonly clockDifferenceMs?: number | undefined;
}

/** What one node says of itself and of its way to all others. */
export interface PreflightReport {
  readonly protocolVersion: number;
  readonly reached: readonly Reached[];
}

/** What can keep a config from being signed. */
export type PreflightCode = 'NO_REPORT' | 'VERSION_DIFFERS' | 'PEER_UNREACHABLE' | 'CLOCK_DIFFERS';

/** One thing that preflight found wrong. */
export interface PreflightFailure {
  readonly code: PreflightCode;
  /** The guardian that it was seen from. */
  readonly from: number;
  /** The guardian that it was seen of; the same as `from` where it concerns one node. */
  readonly to: number;
  readonly detail: string;
}

/**
 * Judges whether a proposed config may be signed (protocol.md §4): one protocol version, clocks within 60 s, and every
 * guardian reaches every other, in both directions.
 *
 * @param config - the proposed config
 * @param reports - by guardian index; what a guardian says of itself under another's index is not looked at
 * @returns everything that is wrong; nothing is when it is empty
 */
export function findPreflightFailures(
  config: ProposedConfig,
  reports: ReadonlyMap<number, PreflightReport>,
): readonly PreflightFailure[] {
  return config.guardians.flatMap(({ index: from }) => {
    const report = reports.get(from);
    if (report === undefined) {
      return [failure('NO_REPORT', from, from, `guardian ${String(from)} did not answer the preflight`)];
    }
    return [...versionFailures(from, report), ...pairFailures(config, from, report)];
  });
}

function versionFailures(from: number, report: PreflightReport): PreflightFailure[] {
  if (report.protocolVersion === PROTOCOL_VERSION) return [];
  const detail = `guardian ${String(from)} speaks protocol version ${String(report.protocolVersion)}, not ${String(PROTOCOL_VERSION)}`;
  return [failure('VERSION_DIFFERS', from, from, detail)];
}

function pairFailures(config: ProposedConfig, from: number, report: PreflightReport): PreflightFailure[] {
  const limit = LIMITS.clockSkewSeconds * 1000;
  return config.guardians.flatMap(({ index: to }) => {
    if (to === from) return [];
    const way = report.reached.find((reached) => reached.index === to);
    if (way?.ok !== true) {
      const why = way?.code ?? 'not tried';
      return [failure('PEER_UNREACHABLE', from, to, `guardian ${String(from)} does not reach ${String(to)}: ${why}`)];
    }
    const difference = way.clockDifferenceMs;
    if (difference !== undefined && Math.abs(difference) <= limit) return [];
    const seconds = difference === undefined ? 'unknown' : `${String(Math.round(difference / 1000))} s`;
    const detail = `clocks of guardians ${String(from)} and ${String(to)} must be within 60 s, difference ${seconds}`;
    return [failure('CLOCK_DIFFERS', from, to, detail)];
  });
}

function failure(code: PreflightCode, from: number, to: number, detail: string): PreflightFailure {
  return { code, from, to, detail };
}
