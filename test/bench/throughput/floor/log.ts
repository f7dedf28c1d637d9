import { Buffer } from 'node:buffer';
import { encodeBase64url, MerkleFrontier, decodeBase64url } from '@wardkeep/crypto';
import type { Driver } from './driver.js';
import type { Libraries } from './libraries.js';
import { insert } from './writes.js';

/**
 * Appends statements to the Merkle log, as a node does twice a second: leaf indexes, frontier, signed checkpoint.
 *
 * @param driver - the database
 * @param libraries - for the signature
 * @param now - milliseconds since 1970
 */
export async function appendToLog(driver: Driver, libraries: Libraries, now: number): Promise<void> {
  const [[state] = [], rows = []] = await driver.transact([
    ['SELECT size, frontier FROM log_state WHERE id = 1', []],
    ['SELECT seq, text FROM statements WHERE log_index IS NULL ORDER BY seq', []],
  ]);
  const frontier =
    state === undefined ? MerkleFrontier.empty() : MerkleFrontier.decode(decodeBase64url(String(state.frontier)));
  const before = frontier.size;
  for (const { text } of rows) frontier.append(Buffer.from(String(text)));
  const root = frontier.root();
  const note = `wardkeep/1/log\n${String(frontier.size)}\n${Buffer.from(root).toString('base64')}\n`;
  const signature = Buffer.from(libraries.sign(Buffer.from(note))).toString('base64');
  const saved = { size: frontier.size, frontier: encodeBase64url(frontier.encode()) };
  await driver.transact([
    [
      `UPDATE statements SET log_index = CAST(? AS INTEGER) + numbered.position
       FROM (SELECT seq, CAST(ROW_NUMBER() OVER (ORDER BY seq) AS INTEGER) - 1 AS position
             FROM statements WHERE log_index IS NULL AND seq <= ?) AS numbered
       WHERE statements.seq = numbered.seq`,
      [before, Number(rows.at(-1)?.seq)],
    ],
    state === undefined
      ? insert('log_state', { id: 1, ...saved })
      : ['UPDATE log_state SET size = ?, frontier = ? WHERE id = 1', [saved.size, saved.frontier]],
    insert('checkpoints', { size: frontier.size, root_hash: root, note: note + signature, created_at: now }),
  ]);
}
