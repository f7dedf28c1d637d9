import type { Tx } from '../../platform/database/database.js';
import type { VersionRow } from './backup.repository.js';
import { enrolmentProblem } from './enrolment-problems.js';

/**
 * Makes sure that a key may still act for a backup: a released claim replaces it, q guardians may override it.
 *
 * @param reader - A write unit, or the database.
 * @param versions - Versions of one backup that this node knows, the newest first; at least one.
 * @param ownerKey - The key that signed.
 * @param now - Milliseconds since the Unix epoch.
 * @throws ProblemError OWNER_KEY_REPLACED, OWNER_KEY_OVERRIDDEN.
 */
export async function requireOwner(
  reader: Pick<Tx, 'query'>,
  versions: readonly VersionRow[],
  ownerKey: string,
  now: number,
): Promise<void> {
  const [newest] = versions;
  if (newest === undefined) throw new Error('a backup without versions has no owner');
  if (newest.owner_key !== ownerKey) {
    throw enrolmentProblem('OWNER_KEY_REPLACED', 'another owner key has the rights over this backup');
  }
  const [override] = await reader.query(
    'SELECT 1 AS one FROM owner_key_overrides WHERE backup_id = ? AND owner_key = ? AND effective_at <= ?',
    [newest.backup_id, ownerKey, now],
  );
  if (override !== undefined) {
    throw enrolmentProblem(
      'OWNER_KEY_OVERRIDDEN',
      'guardians have taken the rights over this backup from the owner key',
    );
  }
}
