import type { Row } from './row.js';

const HEAD = ['figure', 'value', 'unit', 'ratio', 'goal', 'met', 'against'];
/** Columns of numbers, set to the right. */
const NUMERIC = new Set([1, 3]);

/**
 * Sets rows as a table for a terminal.
 *
 * @param rows - in the order in which they are shown
 * @returns lines, without a line feed at the end
 */
export function formatTable(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((line) => [...(line[column] ?? '')].length)));
  const lines = cells.map((line) => line.map((cell, column) => pad(cell, column, widths[column] ?? 0)).join('  '));
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [lines[0], rule, ...lines.slice(1)].map((line) => (line ?? '').trimEnd()).join('\n');
}

function cellsOf({ name, value, unit, ratio, goal, met, against }: Row): string[] {
  const verdict = met === null ? '' : met ? 'yes' : 'NO';
  return [name, formatNumber(value), unit, ratio === null ? '' : ratio.toFixed(2), goal ?? '', verdict, against ?? ''];
}

function pad(cell: string, column: number, width: number): string {
  const gap = ' '.repeat(width - [...cell].length);
  return NUMERIC.has(column) ? gap + cell : cell + gap;
}

/** Three digits that mean something, never an exponent. */
function formatNumber(value: number): string {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3;
  return value.toFixed(digits);
}
