import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/**
 * Loaded into a node by `--import`: shifts its clock by the milliseconds that stand in a file, which a test may rewrite at
 * any time. The product has no switch for it.
 */
const file = process.env.WARDKEEP_TEST_CLOCK_FILE;
const RealDate = Date;
const REREAD_MS = 20;

let offset = 0;
let readAt = Number.NEGATIVE_INFINITY;

function shift() {
  const now = performance.now();
  if (now - readAt < REREAD_MS) return offset;
  readAt = now;
  try {
    offset = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // Not written yet: no shift.
  }
  return offset;
}

if (file !== undefined) {
  globalThis.Date = class extends RealDate {
    constructor(...args) {
      if (args.length === 0) super(RealDate.now() + shift());
      else super(...args);
    }

    static now() {
      return RealDate.now() + shift();
    }
  };
}
