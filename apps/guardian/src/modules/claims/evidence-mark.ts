import type { Tx } from '../../platform/database/database.js';

const KEY = 'newest-evidence';

/** Leaves a mark by which every process of this guardian sees that evidence came in; it leaves no statement. */
export async function markEvidence(tx: Tx, digest: string): Promise<void> {
  await tx.execute(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    [KEY, digest],
  );
}

/** @returns What changes with every piece of evidence. */
export async function findEvidenceMark(reader: Pick<Tx, 'query'>): Promise<string | null> {
  const [row] = await reader.query<{ value: string }>('SELECT value FROM settings WHERE key = ?', [KEY]);
  return row?.value ?? null;
}
