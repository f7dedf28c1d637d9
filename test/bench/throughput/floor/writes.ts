import type { AnyBody } from '@wardkeep/protocol';
import type { CheckedStage } from './checks.js';
import type { Statement, Value } from './driver.js';
import type { Checked } from './statements.js';

/** A statement to be recorded, as a node would. */
export interface Recorded {
  readonly statement: Pick<Checked<'manifest'>, 'id' | 'text'> & { readonly body: AnyBody };
  readonly conflictKey: string | null;
  readonly manifestId: string | null;
  readonly backupId: string;
  readonly isShared: boolean;
  readonly origin: 'client' | 'self';
}

/** What is encrypted of a backup. */
export interface Encrypted {
  readonly lookupTag: Uint8Array;
  readonly lookupSealed: Uint8Array;
  readonly parts: Uint8Array;
}

const OPEN_QUOTA = 4 * 1024 * 1024;

/** Inserts one row. */
export function insert(table: string, row: Readonly<Record<string, Value>>): Statement {
  const names = Object.keys(row);
  const marks = names.map(() => '?').join(', ');
  return [`INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks})`, Object.values(row)];
}

/** The rows that a staged backup leaves in a node's database. */
export function stagingRows(stage: CheckedStage, encrypted: Encrypted, receipt: string, now: number): Statement[] {
  const { manifest, epochPart, policy, payload } = stage;
  const { header } = manifest.body;
  const storedBytes = payload.length + encrypted.parts.length;
  const owner = { owner_key: header.ownerKey, invite_id: null, quota_bytes: OPEN_QUOTA, used_bytes: storedBytes };
  return [
    insert('owners', { ...owner, created_at: now }),
    insert('backups', {
      manifest_id: manifest.id,
      backup_id: header.backupId,
      backup_version: header.backupVersion,
      status: 'staged',
      epoch: manifest.body.epoch,
      owner_key: header.ownerKey,
      lookup_tag: encrypted.lookupTag,
      lookup_sealed: encrypted.lookupSealed,
      manifest: manifest.text,
      epoch_part: epochPart.text,
      epoch_part_id: epochPart.id,
      policy: policy.text,
      policy_id: policy.id,
      policy_number: policy.body.number,
      receipt,
      held: 1,
      stored_bytes: storedBytes,
      staged_at: now,
    }),
    insert('backup_parts', { manifest_id: manifest.id, path: 'recovery', epoch: 1, sealed: encrypted.parts }),
    insert('payloads', { manifest_id: manifest.id, content: payload }),
  ];
}

/** The rows of statements, in one insert. */
export function statementRows(entries: readonly Recorded[], now: number): Statement {
  const columns =
    'id, type, conflict_key, signer_key, signer_index, claim_id, manifest_id, backup_id, text, attachments, shared, origin, received_at';
  const values = entries.flatMap(({ statement, conflictKey, manifestId, backupId, isShared, origin }): Value[] => {
    const { signer, type } = statement.body;
    const index = signer.role === 'guardian' ? signer.index : null;
    const about = [null, manifestId, backupId];
    return [
      statement.id,
      type,
      conflictKey,
      signer.key,
      index,
      ...about,
      statement.text,
      null,
      isShared ? 1 : 0,
      origin,
      now,
    ];
  });
  const marks = entries.map(() => `(${'?, '.repeat(12)}?)`).join(', ');
  return [`INSERT INTO statements (${columns}) VALUES ${marks}`, values];
}

/** Makes a staged backup the backup. */
export function commitRow(manifestId: string, now: number): Statement {
  return [
    "UPDATE backups SET status = 'committed', committed_at = ? WHERE manifest_id = ? AND status = 'staged'",
    [now, manifestId],
  ];
}
