import { Injectable } from '@nestjs/common';
import {
  isSameAttempt,
  limitInForce,
  verifyTicket,
  verifyUnlock,
  type AttemptCounter,
  type AttemptFields,
  type Path,
  type SealedConfig,
} from '@wardkeep/protocol';
import { z } from 'zod';
import type { Tx } from '../../platform/database/database.js';

type Reader = Pick<Tx, 'query'>;

const Row = z.object({
  last: z.int(),
  guess_limit: z.int(),
  alpha_digest: z.string().nullable(),
  claim_id: z.string().nullable(),
  ticket_id: z.string().nullable(),
});

/** A counter with this node's own ticket on its last number. */
export interface StoredCounter extends AttemptCounter {
  readonly ticketId: string | null;
}

/**
 * The guess counters. A number only ever rises, and only by a compare-and-set whose row count is checked: that one line is what
 * keeps an impostor at ten guesses.
 */
@Injectable()
export class AttemptCounters {
  /**
   * @param reader - The database, or a write unit.
   * @param manifestId - Core.
   * @param path - Path.
   * @param guessLimit - Limit in the header; unlocks may have raised it.
   * @param config - The config in force.
   */
  async read(
    reader: Reader,
    manifestId: string,
    path: Path,
    guessLimit: number,
    config: SealedConfig,
  ): Promise<StoredCounter> {
    const [found] = await reader.query(
      'SELECT last, guess_limit, alpha_digest, claim_id, ticket_id FROM attempts WHERE manifest_id = ? AND path = ?',
      [manifestId, path],
    );
    if (found === undefined) {
      const limit = await this.limitOf(reader, manifestId, path, guessLimit, config);
      return { last: 0, lastAttempt: null, limit, successes: 0, ticketId: null };
    }
    const row = Row.parse(found);
    const [count] = await reader.query<{ found: number }>(
      'SELECT COUNT(*) AS found FROM attempt_successes WHERE manifest_id = ? AND path = ?',
      [manifestId, path],
    );
    const fields = {
      configId: config.id,
      manifestId,
      path,
      attempt: row.last,
      claimId: row.claim_id,
      alphaDigest: row.alpha_digest,
    };
    const lastAttempt = row.alpha_digest === null || row.claim_id === null ? null : (fields as AttemptFields);
    const limit = Math.max(row.guess_limit, guessLimit);
    return { last: row.last, lastAttempt, limit, successes: count?.found ?? 0, ticketId: row.ticket_id };
  }

  /**
   * Spends a number on an attempt.
   *
   * @param tx - Write unit.
   * @param attempt - The attempt.
   * @param limit - Limit in force, for the row's first use.
   * @param ticketId - This node's own ticket, or null when a quorum's tickets prove the number.
   * @returns Whether the number was still free here.
   */
  async spend(tx: Tx, attempt: AttemptFields, limit: number, ticketId: string | null): Promise<boolean> {
    const { manifestId, path, claimId, alphaDigest } = attempt;
    await tx.insert('attempts', { manifest_id: manifestId, path, last: 0, guess_limit: limit }, 'ignore');
    const sql = `UPDATE attempts SET last = ?, alpha_digest = ?, claim_id = ?, ticket_id = ?
      WHERE manifest_id = ? AND path = ? AND last < ?`;
    const values = [attempt.attempt, alphaDigest, claimId, ticketId, manifestId, path, attempt.attempt];
    return (await tx.execute(sql, values)) === 1;
  }

  /**
   * Puts this node's own ticket to a number that a quorum had already shown to be spent on the same attempt.
   *
   * @returns Whether the counter still stood there without one.
   */
  async addOwnTicket(tx: Tx, attempt: AttemptFields, ticketId: string): Promise<boolean> {
    const { manifestId, path, claimId, alphaDigest } = attempt;
    const sql = `UPDATE attempts SET ticket_id = ? WHERE manifest_id = ? AND path = ? AND last = ? AND claim_id = ?
      AND alpha_digest = ? AND ticket_id IS NULL`;
    return (await tx.execute(sql, [ticketId, manifestId, path, attempt.attempt, claimId, alphaDigest])) === 1;
  }

  /**
   * Tickets of other guardians on exactly this attempt that this node knows.
   *
   * @returns Their texts, one per guardian.
   */
  async ticketsOn(reader: Reader, attempt: AttemptFields, config: SealedConfig): Promise<string[]> {
    const rows = await reader.query<{ text: string }>(
      "SELECT text FROM statements WHERE manifest_id = ? AND type = 'ticket' AND claim_id = ?",
      [attempt.manifestId, attempt.claimId],
    );
    const same = rows
      .filter((row) => row.text.includes(attempt.alphaDigest))
      .map((row) => verifyTicket(row.text, config))
      .filter((ticket) => isSameAttempt(ticket.attempt, attempt));
    return [...new Map(same.map((ticket) => [ticket.guardian, ticket.statement.text])).values()];
  }

  /** Works the limit out from the header and the unlocks that are known, and raises the stored one to it. */
  async raiseLimit(tx: Tx, manifestId: string, path: Path, guessLimit: number, config: SealedConfig): Promise<number> {
    const limit = await this.limitOf(tx, manifestId, path, guessLimit, config);
    await tx.insert('attempts', { manifest_id: manifestId, path, last: 0, guess_limit: limit }, 'ignore');
    const sql = 'UPDATE attempts SET guess_limit = ? WHERE manifest_id = ? AND path = ? AND guess_limit < ?';
    await tx.execute(sql, [limit, manifestId, path, limit]);
    return limit;
  }

  /** Notes that an attempt was right: whoever signs with the claim key knew the memorable information. */
  async addSuccess(tx: Tx, manifestId: string, path: Path, attempt: number): Promise<void> {
    const sql = `INSERT INTO attempt_successes (manifest_id, path, attempt)
      SELECT manifest_id, path, CAST(? AS INTEGER) FROM attempts WHERE manifest_id = ? AND path = ? AND last >= ?
      ON CONFLICT DO NOTHING`;
    await tx.execute(sql, [attempt, manifestId, path, attempt]);
  }

  private async limitOf(
    reader: Reader,
    manifestId: string,
    path: Path,
    guessLimit: number,
    config: SealedConfig,
  ): Promise<number> {
    const rows = await reader.query<{ text: string }>(
      "SELECT text FROM statements WHERE manifest_id = ? AND type = 'unlock'",
      [manifestId],
    );
    const unlocks = rows.map((row) => verifyUnlock(row.text, config)).filter((unlock) => unlock.path === path);
    return limitInForce(guessLimit, unlocks, config.size);
  }
}
