import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DEADLY = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Something that must be ended and removed whatever happens. */
export interface Scratch {
  readonly folder: string;
  /** Done on the way out, also when the process is told to end; must not wait. */
  atEnd(work: () => void): void;
  /** Ends everything now. */
  clean(): void;
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
  for (const signal of DEADLY) {
    process.once(signal, () => {
      clean();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }
  return { folder, clean, atEnd: (work) => works.push(work) };
}
