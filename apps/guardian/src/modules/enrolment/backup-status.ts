/** Where a version of a backup may stand on one node. */
export const BACKUP_STATUSES = ['staged', 'committed', 'superseded', 'quarantined', 'deleted'] as const;
export type BackupStatus = (typeof BACKUP_STATUSES)[number];

/** The only moves there are; every one is a conditional update whose row count is checked. */
const MOVES: Readonly<Record<BackupStatus, readonly BackupStatus[]>> = Object.freeze({
  staged: ['committed', 'superseded', 'deleted'],
  committed: ['superseded', 'quarantined', 'deleted'],
  quarantined: ['superseded', 'deleted'],
  superseded: [],
  deleted: [],
});

/** Whether a version may move from one status to another. */
export function isMove(from: BackupStatus, to: BackupStatus): boolean {
  return MOVES[from].includes(to);
}
