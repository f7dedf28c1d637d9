import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DEADLY = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Signals this soon after the first are the same Ctrl-C, which reaches this process from the terminal and from npm. */
const SAME_KEY = 1000;

/** Something that must be ended and removed whatever happens. */
export interface Scratch {
  readonly folder: string;
  /** Done on the way out, also when the process is told to end; must not wait. */
  atEnd(work: () => void): void;
  /** Ends everything now. */
  clean(): void;
  /** Until somebody wants the process to end, who from now on may be patient; the next time it ends at once. */
  untilStopped(): Promise<void>;
}

/**
 * Makes a folder that goes when the process does: after success, failure, or Ctrl-C.
 *
 * @param name - part of the name of a temporary one
 * @param choice - a folder of the caller's own, and whether it stays
 */
export function makeScratch(name: string, choice: { readonly folder?: string; readonly keep?: boolean } = {}): Scratch {
  const folder = choice.folder ?? mkdtempSync(join(tmpdir(), `wardkeep-${name}-`));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const works: (() => void)[] = [];
  let isClean = false;
  const clean = (): void => {
    if (isClean) return;
    isClean = true;
    for (const work of works.reverse()) work();
    if (choice.keep !== true) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', clean);
  const untilStopped = catchSignals((signal) => {
    clean();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
  return { folder, clean, atEnd: (work) => works.push(work), untilStopped };
}

/**
 * The listeners stay from beginning to end: a signal that comes in while one listener is exchanged for another is lost.
 */
function catchSignals(end: (signal: NodeJS.Signals) => void): () => Promise<void> {
  let onFirst: (() => void) | null = null;
  let first = Number.POSITIVE_INFINITY;
  for (const signal of DEADLY) {
    process.on(signal, () => {
      if (onFirst === null || Date.now() > first + SAME_KEY) end(signal);
      first = Math.min(first, Date.now());
      onFirst?.();
    });
  }
  return async () => {
    // Nothing else keeps the process alive.
    const alive = setInterval(() => undefined, 60_000);
    await new Promise<void>((resolve) => (onFirst = resolve));
    clearInterval(alive);
  };
}
