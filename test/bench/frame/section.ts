import type { Row } from './row.js';

/** What the command line asked for, and where a section says what it does. */
export interface BenchOptions {
  /** Fewer samples and smaller sizes: to see that everything can be measured. */
  readonly quick: boolean;
  /** Shows progress; standard output is for the table. */
  readonly say: (line: string) => void;
}

/** A group of figures that are measured together. */
export interface Section {
  /** As given to `--only`. */
  readonly name: string;
  readonly measure: (options: BenchOptions) => Promise<readonly Row[]>;
}
