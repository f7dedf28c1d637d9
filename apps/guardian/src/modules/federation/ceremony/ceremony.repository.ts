import { Injectable } from '@nestjs/common';
import type { ProposedConfig, SealedConfig } from '@wardkeep/protocol';
import { Database, type Tx } from '../../../platform/database/database.js';
import { verifyProposedConfigOnce } from '../verify-once.js';

/** Where a founding config stands on this node: `signed` and `refused` are this node's own doing. */
export type CeremonyStatus = 'proposed' | 'signed' | 'sealed' | 'refused';

/** A founding config with the signatures known here. */
export interface StoredConfig {
  readonly config: ProposedConfig;
  readonly status: CeremonyStatus;
  readonly proposedAt: number;
  readonly signedAt: number | null;
  readonly sealedAt: number | null;
}

type Row = {
  readonly config_id: string;
  readonly status: CeremonyStatus;
  readonly text: string;
  readonly proposed_at: number;
  readonly signed_at: number | null;
  readonly sealed_at: number | null;
};

const COLUMNS = 'config_id, status, text, proposed_at, signed_at, sealed_at';
/** Strangers can send proposals: so many are kept, then the oldest that this node has not signed makes room. */
const MOST_KEPT = 16;

/** Founding configs in the ceremony. */
@Injectable()
export class CeremonyRepository {
  constructor(private readonly db: Database) {}

  /**
   * @param configId - Id of a config.
   * @returns It, or null.
   */
  async find(configId: string): Promise<StoredConfig | null> {
    const rows = await this.db.query<Row>(`SELECT ${COLUMNS} FROM federation_configs WHERE config_id = ?`, [configId]);
    return rows[0] === undefined ? null : storedOf(rows[0]);
  }

  /** @returns All of them, the oldest first. */
  async list(): Promise<StoredConfig[]> {
    const rows = await this.db.query<Row>(`SELECT ${COLUMNS} FROM federation_configs ORDER BY proposed_at, config_id`);
    return rows.map(storedOf);
  }

  /**
   * Keeps a config; a known one is left alone.
   *
   * @param tx - Write unit.
   * @param config - A proposed config.
   * @param now - Milliseconds since the Unix epoch.
   * @returns Configs that had to make room.
   */
  async insert(tx: Tx, config: ProposedConfig, now: number): Promise<ProposedConfig[]> {
    const row = { config_id: config.id, epoch: config.epoch, status: 'proposed', text: config.statement.text };
    await tx.insert('federation_configs', { ...row, proposed_at: now }, 'ignore');
    const evictable = await tx.query<{ config_id: string; text: string }>(
      `SELECT config_id, text FROM federation_configs WHERE status IN ('proposed', 'refused') AND config_id <> ?
       ORDER BY proposed_at DESC, config_id`,
      [config.id],
    );
    const evicted = evictable.slice(MOST_KEPT - 1);
    for (const old of evicted) await tx.execute('DELETE FROM federation_configs WHERE config_id = ?', [old.config_id]);
    return evicted.map((old) => verifyProposedConfigOnce(old.text));
  }

  /**
   * Replaces the signatures known of a config.
   *
   * @param from - The config as it was read.
   * @param to - The same with more signatures.
   * @returns Whether nobody was faster.
   */
  async replaceSignatures(from: ProposedConfig, to: ProposedConfig): Promise<boolean> {
    const sql = 'UPDATE federation_configs SET text = ? WHERE config_id = ? AND text = ?';
    const changed = await this.db.write((tx) => tx.execute(sql, [to.statement.text, from.id, from.statement.text]));
    return changed === 1;
  }

  /**
   * Marks a config as signed by this node, unless it has signed another one.
   *
   * @param tx - Write unit.
   * @param config - The config with this node's signature.
   * @param now - Milliseconds since the Unix epoch.
   * @returns Whether it is signed.
   */
  async markSigned(tx: Tx, config: ProposedConfig, now: number): Promise<boolean> {
    const changed = await tx.execute(
      `UPDATE federation_configs SET status = 'signed', text = ?, signed_at = ?
       WHERE config_id = ? AND status IN ('proposed', 'refused')
       AND NOT EXISTS (SELECT 1 FROM federation_configs AS other WHERE other.status IN ('signed', 'sealed'))`,
      [config.statement.text, now, config.id],
    );
    return changed === 1;
  }

  /**
   * Marks a config as sealed, unless another one is; all others are over.
   *
   * @param tx - Write unit.
   * @param config - The config with all signatures.
   * @param now - Milliseconds since the Unix epoch.
   * @returns Whether it was not sealed before.
   */
  async markSealed(tx: Tx, config: SealedConfig, now: number): Promise<boolean> {
    const changed = await tx.execute(
      `UPDATE federation_configs SET status = 'sealed', text = ?, sealed_at = ?, signed_at = COALESCE(signed_at, ?)
       WHERE config_id = ? AND NOT EXISTS (SELECT 1 FROM federation_configs AS other WHERE other.status = 'sealed')`,
      [config.statement.text, now, now, config.id],
    );
    if (changed !== 1) return false;
    await tx.execute("UPDATE federation_configs SET status = 'refused' WHERE status <> 'sealed'");
    return true;
  }

  /**
   * Gives up a config that is not sealed.
   *
   * @param tx - Write unit.
   * @param configId - Id of the config.
   * @returns Whether there was one.
   */
  async markRefused(tx: Tx, configId: string): Promise<boolean> {
    const sql =
      "UPDATE federation_configs SET status = 'refused' WHERE config_id = ? AND status IN ('proposed', 'signed')";
    return (await tx.execute(sql, [configId])) === 1;
  }
}

function storedOf(row: Row): StoredConfig {
  return {
    config: verifyProposedConfigOnce(row.text),
    status: row.status,
    proposedAt: row.proposed_at,
    signedAt: row.signed_at,
    sealedAt: row.sealed_at,
  };
}
