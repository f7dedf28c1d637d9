import type { FederationSize, GuardianIndex } from '../federation-size.js';

/**
 * Where to begin: the number after the highest that honest guardians have counted, as far as bare numbers tell. Fewer than t
 * liars can neither raise it above what some honest guardian says, which would spend guesses, nor, where all answer,
 * lower it; a number too low costs one more round.
 *
 * @param reported - what each guardian says is the highest attempt it has counted
 * @param size - the federation's size
 */
export function firstAttempt(reported: ReadonlyMap<GuardianIndex, number>, size: FederationSize): number {
  const sorted = [...reported.values()].sort((a, b) => a - b);
  const at = Math.max(0, sorted.length - size.recoverThreshold);
  return (sorted[at] ?? 0) + 1;
}

/**
 * The next number on which q guardians can ticket, once some refused: the lowest that q of them have not spent yet. Every
 * number counted here is one that its guardian proved, by a ticket of its own or by those of a quorum.
 *
 * @param proven - highest attempt that each answering guardian has spent, the present one where it granted a ticket
 * @param size - the federation's size
 * @returns the number, or null when fewer than q guardians answered
 */
export function nextAttempt(proven: ReadonlyMap<GuardianIndex, number>, size: FederationSize): number | null {
  const sorted = [...proven.values()].sort((a, b) => a - b);
  const spent = sorted[size.approvalThreshold - 1];
  return spent === undefined ? null : spent + 1;
}
