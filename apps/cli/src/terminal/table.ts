/**
 * Sets rows in columns.
 *
 * @param rows - cells; every row as many as the first
 * @param indent - spaces before each line
 */
export function table(rows: readonly (readonly string[])[], indent = 2): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  return rows.map((row) => {
    const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)));
    return (' '.repeat(indent) + cells.join('  ')).trimEnd();
  });
}

/** Code points are near enough to columns for names in most scripts. */
function width(text: string): number {
  return [...text].length;
}
