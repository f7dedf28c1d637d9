import type { BackupId, StatementId } from '@wardkeep/protocol';
import {
  collect,
  during,
  guardiansOf,
  InputError,
  summarizeOutcomes,
  tooFewOrRefused,
  type ClientContext,
  type Collected,
  type EnrolmentState,
  type GuardianOutcome,
  type JoinedFederation,
} from '../core/index.js';
import { stage } from './stage.js';
import { saveBackup, saveCommit, versionOf } from './stored-enrolment.js';

/** What came of an enrolment, guardian by guardian. */
export interface EnrolmentResult {
  readonly backupId: BackupId;
  readonly backupVersion: number;
  readonly manifestId: StatementId;
  /** Guardians that hold their parts and have signed so. */
  readonly holders: readonly number[];
  /** Guardians that were absent: the holders deliver their parcels. */
  readonly missing: readonly number[];
  /** Whether fewer than all guardians hold their parts; ask `checkUp` again later. */
  readonly isUnderHeld: boolean;
  /** What each guardian that was asked in this run did. */
  readonly staged: readonly GuardianOutcome[];
  readonly committed: readonly GuardianOutcome[];
}

/** How many receipts an enrolment waits for. */
export interface CarryOutOptions {
  /** Commit with so many receipts, at least `FederationSize.minReceipts`; those of all guardians when left out. */
  readonly minReceipts?: number | undefined;
}

/** How long the other holders may still answer once t have committed, milliseconds. */
const GRACE_MS = 3000;

/**
 * How many receipts an enrolment waits for.
 *
 * @throws InputError INPUT_INVALID
 */
export function receiptsNeeded({ config }: JoinedFederation, { minReceipts }: CarryOutOptions): number {
  const { size } = config;
  const need = minReceipts ?? size.guardians;
  if (!Number.isInteger(need) || need < size.minReceipts || need > size.guardians) {
    const bounds = `${String(size.minReceipts)} to ${String(size.guardians)}`;
    throw new InputError('INPUT_INVALID', `minReceipts must be ${bounds}, got ${String(need)}`);
  }
  return need;
}

/**
 * Carries out what is stored: stages with every guardian that has given no receipt, then commits. Each step may be repeated;
 * what is stored says where to go on.
 *
 * @param context - the context
 * @param federation - with whom
 * @param stored - from `storeVersion`
 * @param options - how many receipts to wait for
 * @throws TooFewGuardiansError when there are not enough receipts or commits; the enrolment stays stored
 * @throws InputError INPUT_INVALID
 */
export async function carryOut(
  context: ClientContext,
  federation: JoinedFederation,
  stored: EnrolmentState,
  options: CarryOutOptions,
): Promise<EnrolmentResult> {
  const { guardians } = federation.config;
  const need = receiptsNeeded(federation, options);
  const staging = await during(context, 'stage', () => stage(context, federation, stored, need));
  const entry = await saveCommit(context, federation, stored, staging.receipts);
  const committing = await during(context, 'commit', () => commit(context, federation, entry));
  await saveBackup(context, entry);
  const holders = entry.receipts.map(({ index }) => index);
  const missing = guardians.map(({ index }) => index).filter((index) => !holders.includes(index));
  return {
    backupId: entry.backupId,
    backupVersion: entry.backupVersion,
    manifestId: versionOf(entry).manifestId,
    holders,
    missing,
    isUnderHeld: missing.length > 0,
    staged: summarizeOutcomes(staging.outcomes),
    committed: summarizeOutcomes(committing.outcomes),
  };
}

async function commit(
  context: ClientContext,
  federation: JoinedFederation,
  stored: EnrolmentState,
): Promise<Collected<unknown>> {
  const holders = new Set(stored.receipts.map(({ index }) => index));
  const absentParcels = stored.parcels.filter(({ index }) => !holders.has(index));
  const body = { commit: stored.commit ?? '', absentParcels };
  // Holders that miss it hear of it from the others; t of them are surely not all liars.
  const need = federation.config.size.recoverThreshold;
  const committed = await collect(
    context,
    guardiansOf(federation, holders),
    (guardian, callOptions) => guardian.commit(body, callOptions),
    { step: 'commit', need, graceMs: GRACE_MS },
  );
  if (!committed.enough) throw tooFewOrRefused('commit', need, committed.outcomes);
  return committed;
}
