import { z } from 'zod';
import type { Database, Tx } from '../database/database.js';

/** Kinds of node keys: all but `instance` belong to an epoch, `instance` to a generation. */
export const NODE_KEY_KINDS = Object.freeze(['signing', 'sealing', 'storage', 'instance'] as const);
/** Kind of a node key. */
export type NodeKeyKind = (typeof NODE_KEY_KINDS)[number];

const Row = z.object({
  kind: z.enum(NODE_KEY_KINDS),
  sequence: z.int().positive(),
  wrapped: z.instanceof(Uint8Array),
});

/** A key as it lies in the database. */
export type NodeKeyRow = z.infer<typeof Row>;

/**
 * @param database - The node's database.
 * @returns Every key of the node.
 */
export async function readNodeKeys(database: Pick<Database, 'query'>): Promise<NodeKeyRow[]> {
  return z.array(Row).parse(await database.query('SELECT kind, sequence, wrapped FROM node_keys'));
}

/**
 * @param tx - Write unit.
 * @param row - Key, wrapped, and its public half where it has one.
 * @returns Whether it is new; an existing key is never replaced.
 */
export async function insertNodeKey(
  tx: Tx,
  row: NodeKeyRow & { readonly publicKey: Uint8Array | null; readonly createdAt: number },
): Promise<boolean> {
  const inserted = await tx.insert(
    'node_keys',
    {
      kind: row.kind,
      sequence: row.sequence,
      public_key: row.publicKey,
      wrapped: row.wrapped,
      created_at: row.createdAt,
    },
    'ignore',
  );
  return inserted === 1;
}

/**
 * Forgets the keys of an epoch.
 *
 * @param tx - Write unit.
 * @param epoch - An epoch that is over.
 */
export async function deleteEpochKeys(tx: Tx, epoch: number): Promise<void> {
  await tx.execute("DELETE FROM node_keys WHERE sequence = ? AND kind <> 'instance'", [epoch]);
}
