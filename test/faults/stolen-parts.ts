import { SecretBytes, type ScalarBytes } from '@wardkeep/crypto';
import { openNode } from './corrupt-guardian.js';

const SCALAR_BYTES = 32;

/** What a guardian holds of one path, out of its database. */
export interface StolenParts {
  readonly oprfPart: ScalarBytes;
  readonly releasePart: ScalarBytes;
  readonly shard: SecretBytes;
}

/**
 * Takes parts out of a node's database with its root key, as whoever runs the node can.
 *
 * @param folder - the node's data folder
 * @param manifestId - of the backup's version
 */
export async function stealParts(folder: string, manifestId: string): Promise<StolenParts> {
  const { keystore, database } = await openNode(folder);
  const [row] = await database.query('SELECT epoch, sealed FROM backup_parts WHERE manifest_id = ?', [manifestId]);
  await database.close();
  if (row === undefined) throw new Error('node holds no parts of this version');
  const context = `backup_parts/sealed/${manifestId}/recovery`;
  const plain = keystore.decryptAtRest(Number(row.epoch), context, row.sealed as Uint8Array).reveal();
  return {
    oprfPart: plain.slice(0, SCALAR_BYTES) as ScalarBytes,
    releasePart: plain.slice(SCALAR_BYTES, 2 * SCALAR_BYTES) as ScalarBytes,
    shard: SecretBytes.from(plain.slice(2 * SCALAR_BYTES)),
  };
}
