import { performance } from 'node:perf_hooks';
import { table } from '../terminal/table.js';

/** One thing that took time. */
interface Timing {
  readonly what: string;
  readonly ms: number;
}

/** Tells a story as it happens, and how long each part took. */
export class Story {
  readonly #timings: Timing[] = [];
  readonly #begun = performance.now();

  /** @param write - where it is told */
  constructor(private readonly write: (text: string) => void) {}

  /**
   * Begins a chapter.
   *
   * @param title - a short sentence
   */
  chapter(title: string): void {
    this.write(`\n▍ ${title}\n`);
  }

  /**
   * Says something.
   *
   * @param lines - sentences for a newcomer
   */
  tell(...lines: readonly string[]): void {
    for (const line of lines) this.write(`  ${line}\n`);
  }

  /**
   * Does something and remembers how long it took.
   *
   * @param what - for the table of timings
   * @param work - what is done
   */
  async time<T>(what: string, work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    const result = await work();
    this.#timings.push({ what, ms: performance.now() - begun });
    return result;
  }

  /** Shows the table of timings. */
  showTimings(): void {
    const rows = this.#timings.map(({ what, ms }) => [what, seconds(ms)]);
    const all = ['all of it', seconds(performance.now() - this.#begun)];
    this.chapter('How long it took');
    this.write(`${table([...rows, all]).join('\n')}\n`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2).padStart(6)} s`;
}
