import type { ProgressEvent, ProgressStep } from '@wardkeep/client';

/** What one guardian did in the present step. */
export type Answer = Extract<ProgressEvent, { state: 'answered' }>['outcome'];

/** How far an operation is. */
export interface Progress {
  readonly step: ProgressStep | null;
  /** Answers of the present step, by index of the guardian; nodes of an invite, whose index is not known yet, are left out. */
  readonly answers: ReadonlyMap<number, Answer>;
}

/** Nothing has happened yet. */
export const NO_PROGRESS: Progress = Object.freeze({ step: null, answers: new Map<number, Answer>() });

/** Steps that ask guardians one by one; the others keep what is shown of them. */
const ASKING = new Set<ProgressStep>([
  'stage',
  'commit',
  'check-up',
  'carry',
  'open-claim',
  'send-evidence',
  'query-claim',
  'ticket',
  'evaluate',
  'release',
]);

/**
 * @param progress - how far it was
 * @param event - what has happened
 * @returns how far it is now
 */
export function advance(progress: Progress, event: ProgressEvent): Progress {
  if (event.state === 'begun') {
    return { step: event.step, answers: ASKING.has(event.step) ? new Map() : progress.answers };
  }
  if (event.state === 'answered' && event.index > 0 && event.step === progress.step) {
    return { ...progress, answers: new Map(progress.answers).set(event.index, event.outcome) };
  }
  return progress;
}
