import type { ConfigAnswer, WindingDownAnswer } from '../console/federation-answers.js';
import { showTime } from './advice.js';
import { table } from './table.js';

/**
 * A config in full, as every guardian must see it before signing.
 *
 * @param config - from a node
 */
export function configLines(config: ConfigAnswer): string[] {
  const { guardians, recoverThreshold, approvalThreshold, policies } = config;
  const count = String(guardians.length);
  return [
    `${config.name}: ${count} guardians, epoch ${String(config.epoch)}`,
    `  ${String(recoverThreshold)} of ${count} parts rebuild a key; ${String(approvalThreshold)} of ${count} guardians approve a claim.`,
    `  Waiting time after approval: ${showDuration(policies.recoveryDelaySeconds)}; inheritance: ${showDuration(policies.inheritanceWaitingSeconds)}.`,
    `  Enrolment: ${policies.openEnrolment ? 'open to anyone' : 'with an invite'}; at most ${String(policies.payloadBytes)} bytes a backup.`,
    '',
    ...table(
      guardians.map(({ index, name, contact, urls, self }) => [
        String(index),
        `${name}${self ? ' (this node)' : ''}`,
        urls.join(' '),
        contact,
      ]),
    ),
    '',
    ...fingerprintLines(config.fingerprint),
  ];
}

/**
 * The twelve words in the form that is read aloud.
 *
 * @param words - the fingerprint
 */
export function fingerprintLines(words: readonly string[]): string[] {
  const numbered = words.map((word, at) => `${String(at + 1)} ${word}`);
  return [
    'Fingerprint, to be read aloud among the guardians:',
    ...table([numbered.slice(0, 4), numbered.slice(4, 8), numbered.slice(8, 12)]),
  ];
}

/**
 * How far the winding-down of a federation has come; nothing when nobody has declared it.
 *
 * @param standing - from a node
 */
export function windingDownLines(standing: WindingDownAnswer | null | undefined): string[] {
  if (standing === null || standing === undefined || standing.declaredBy.length === 0) return [];
  const { declaredBy, needed, inForceSince } = standing;
  const by = `declared by guardian ${declaredBy.join(', ')}`;
  if (inForceSince !== null) return [`It winds down since ${showTime(inForceSince)}, ${by}: nobody new can enrol.`];
  return [`Winding down is ${by}; ${String(needed)} guardians are needed.`];
}

/**
 * A length of time for people.
 *
 * @param seconds - how long
 */
export function showDuration(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  for (const [unit, length] of units) {
    if (seconds >= length && seconds % length === 0) {
      const count = seconds / length;
      return `${String(count)} ${unit}${count === 1 ? '' : 's'}`;
    }
  }
  return `${String(seconds)} s`;
}
