import { Inject, Injectable } from '@nestjs/common';
import { type CaseView, parseEnvelopeOf, type StatementType } from '@wardkeep/protocol';
import { Database } from '../../platform/database/database.js';

const MOST_ENTRIES = 500;

type EvidenceType = CaseView['evidence'][number]['mediaType'];

interface StatementRow {
  readonly id: string;
  readonly type: StatementType;
  readonly signer_key: string;
  readonly signer_index: number | null;
  readonly origin: string;
  readonly received_at: number;
  readonly log_index: number | null;
  readonly text: string;
}

/** What is on record about a case. */
@Injectable()
export class CaseRecordsRepository {
  constructor(@Inject(Database) private readonly db: Database) {}

  /** Every signed statement about a claim, in the order in which this node learned of them. */
  async timelineOf(claimId: string): Promise<CaseView['timeline']> {
    return this.#entries('WHERE claim_id = ?', [claimId]);
  }

  /** Guardians' consent to more guesses at these manifests, in the order in which this node learned of it. */
  async unlocksOf(manifestIds: readonly string[]): Promise<CaseView['timeline']> {
    if (manifestIds.length === 0) return [];
    const marks = manifestIds.map(() => '?').join(', ');
    return this.#entries(`WHERE manifest_id IN (${marks}) AND type = 'unlock'`, manifestIds);
  }

  async #entries(where: string, values: readonly string[]): Promise<CaseView['timeline']> {
    const rows = await this.db.query<StatementRow>(
      `SELECT id, type, signer_key, signer_index, origin, received_at, log_index, text FROM statements
       ${where} ORDER BY seq LIMIT ?`,
      [...values, MOST_ENTRIES],
    );
    return rows.map((row) => ({
      id: row.id,
      type: row.type,
      guardian: row.signer_index,
      signerKey: row.signer_key,
      origin: row.origin,
      receivedAt: row.received_at,
      logIndex: row.log_index,
      statement: row.text,
    }));
  }

  /** Contradictions by signers of statements about a claim. */
  async equivocationsOn(claimId: string): Promise<CaseView['equivocations']> {
    const rows = await this.db.query<{
      first_id: string;
      second_id: string;
      signer_key: string;
      signer_index: number | null;
    }>(
      `SELECT e.first_id, e.second_id, e.signer_key, s.signer_index FROM equivocations e
       JOIN statements s ON s.id = e.second_id
       WHERE s.claim_id = ? ORDER BY e.seen_at LIMIT ?`,
      [claimId, MOST_ENTRIES],
    );
    return rows.map((row) => ({
      firstId: row.first_id,
      secondId: row.second_id,
      signerKey: row.signer_key,
      guardian: row.signer_index,
    }));
  }

  /** Evidence in the order in which a claim names it, and whether it was uploaded. */
  async evidenceOf(claimId: string): Promise<CaseView['evidence']> {
    const rows = await this.db.query<{
      digest: string;
      media_type: EvidenceType;
      size: number;
      here: number;
    }>(
      `SELECT digest, media_type, size, CASE WHEN content IS NULL THEN 0 ELSE 1 END AS here FROM evidence
       WHERE claim_id = ?`,
      [claimId],
    );
    if (rows.length === 0) return [];
    const [claim] = await this.db.query<{ text: string }>('SELECT text FROM statements WHERE id = ?', [claimId]);
    const named = parseEnvelopeOf(claim?.text ?? '', 'claim').body.evidence;
    return named.flatMap(({ digest }) =>
      rows
        .filter((row) => row.digest === digest)
        .map((row) => ({ digest, mediaType: row.media_type, size: row.size, isHere: row.here === 1 })),
    );
  }

  /** The ciphertext of a piece of evidence, or null when it is not here. */
  async findEvidence(
    claimId: string,
    digest: string,
  ): Promise<{ mediaType: EvidenceType; content: Uint8Array } | null> {
    const [row] = await this.db.query<{ media_type: EvidenceType; content: Uint8Array | null }>(
      'SELECT media_type, content FROM evidence WHERE claim_id = ? AND digest = ?',
      [claimId, digest],
    );
    return row?.content ? { mediaType: row.media_type, content: row.content } : null;
  }
}
