import type { ProgressEvent, ProgressListener, ProgressStep } from '@wardkeep/client';
import type { Terminal } from './terminal.js';

const WORDS: Readonly<Partial<Record<ProgressStep, string>>> = Object.freeze({
  'find-federation': 'finding the federation',
  'check-currency': 'asking whether its config is current',
  'derive-keys': 'deriving keys',
  'seal-parts': 'sealing the parts',
  stage: 'leaving a part with each guardian',
  commit: 'committing',
  'check-up': 'asking what each guardian holds',
  carry: 'telling the guardians',
  'open-claim': 'opening the claim',
  'send-evidence': 'sending evidence',
  'query-claim': 'asking how the claim stands',
  ticket: 'asking to count the guess',
  evaluate: 'trying the memorable information',
  release: 'collecting the parts',
  'open-backup': 'opening the backup',
  'install-owner-key': 'installing a new owner key',
});

const MARKS = Object.freeze({ ok: '✓', refused: '✗', unreachable: '–', invalid: '!', skipped: '·' });

/** Progress on a terminal. */
export interface Progress {
  /** Told what happens; undefined where nobody looks. */
  readonly listener: ProgressListener | undefined;
  /** Ends the line that was begun, if any. */
  end(): void;
}

/**
 * Shows what an operation does, one line a step, one mark a guardian.
 *
 * @param terminal - where to show it
 */
export function progressOn(terminal: Terminal): Progress {
  if (!terminal.showsProgress) return { listener: undefined, end: () => undefined };
  let marks = new Map<number, string>();
  let isOpen = false;
  const draw = (step: ProgressStep, end: string): void => {
    const drawn = [...marks].sort(([a], [b]) => a - b).map(([index, mark]) => `${nameOf(index)}${mark}`);
    terminal.err(`\r\u001B[2K  ${WORDS[step] ?? step} … ${drawn.join(' ')}${end}`);
    isOpen = end === '';
  };
  const listener = (event: ProgressEvent): void => {
    if (event.state === 'begun') marks = new Map();
    if (event.state === 'answered') marks.set(event.index, MARKS[event.outcome]);
    draw(event.step, event.state === 'done' ? '\n' : '');
  };
  return {
    listener,
    end: () => {
      if (isOpen) terminal.err('\n');
      isOpen = false;
    },
  };
}

/** A node of an invite has no index yet. */
function nameOf(index: number): string {
  return index > 0 ? String(index) : '';
}
