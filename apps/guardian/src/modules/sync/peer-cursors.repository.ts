import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** How far two nodes have told each other: next log index of the peer to pull, next of this node's own to offer. */
export interface PeerCursors {
  readonly pulled: number;
  readonly pushed: number;
}

/** Which of the two cursors. */
export type CursorName = keyof PeerCursors;

/** Cursors of the exchange with each peer. */
@Injectable()
export class PeerCursorsRepository {
  constructor(private readonly db: Database) {}

  /**
   * @param index - Index of the peer.
   * @returns Its cursors.
   */
  async get(index: number): Promise<PeerCursors> {
    const sql = 'SELECT pulled, pushed FROM peers WHERE guardian_index = ?';
    const [row] = await this.db.query<PeerCursors>(sql, [index]);
    if (row === undefined) throw new Error(`no row for peer ${String(index)}`);
    return row;
  }

  /**
   * Moves a cursor, unless another process moved it meanwhile; its work is as good as this one's.
   *
   * @param index - Index of the peer.
   * @param name - Which cursor.
   * @param from - Where it was.
   * @param to - Where it goes.
   */
  async move(index: number, name: CursorName, from: number, to: number): Promise<void> {
    if (from === to) return;
    const sql = `UPDATE peers SET ${name} = ? WHERE guardian_index = ? AND ${name} = ?`;
    await this.db.write((tx) => tx.execute(sql, [to, index, from]));
  }
}
