import {
  fingerprintOf,
  isWindingDown,
  verificationWords,
  type BackupId,
  type FederationId,
  type FederationPolicies,
  type SealedConfig,
  type StatementId,
} from '@wardkeep/protocol';
import {
  openFederation,
  readState,
  type AttemptState,
  type BackupState,
  type ClientContext,
  type DeviceState,
  type JoinedFederation,
} from '../core/index.js';

/** A federation as pages show it: plain data. */
export interface FederationView {
  readonly federationId: FederationId;
  readonly configId: StatementId;
  readonly epoch: number;
  readonly name: string;
  readonly size: {
    readonly guardians: number;
    readonly recoverThreshold: number;
    readonly approvalThreshold: number;
    readonly rejectionsToClose: number;
    readonly minReceipts: number;
  };
  readonly policies: FederationPolicies;
  readonly guardians: readonly GuardianView[];
  /** Twelve words that every guardian can read to the person. */
  readonly fingerprint: readonly string[];
  /** Milliseconds since 1970; null for a federation that this device has not joined. */
  readonly joinedAt: number | null;
  /** When q guardians last said that the config is current. */
  readonly checkedAt: number | null;
  /** Whether this device has an enrolment token. */
  readonly canEnrol: boolean;
  /** Whether q guardians have declared that it winds down: no new enrolment, everything else goes on. */
  readonly isWindingDown: boolean;
}

export interface GuardianView {
  readonly index: number;
  readonly name: string;
  readonly contact: string;
  readonly signingKey: string;
  readonly urls: readonly string[];
}

/** A federation that a node belongs to, by its own account. */
export interface FoundFederationView {
  readonly federation: FederationView;
  readonly invite: string;
}

/** What this device remembers, without secrets. */
export interface DeviceOverview {
  readonly federations: readonly FederationView[];
  readonly backups: readonly BackupOverview[];
  /** Enrolments that were cut off. */
  readonly enrolments: readonly EnrolmentOverview[];
  readonly claims: readonly ClaimOverview[];
}

export interface BackupOverview {
  readonly federationId: FederationId;
  readonly backupId: BackupId;
  readonly backupVersion: number;
  readonly label: string;
  readonly committedAt: number;
  /** Guardians whose receipts this device has; none for a backup that was recovered and not rotated yet. */
  readonly holders: readonly number[];
  /** How many guardians the federation has. */
  readonly guardians: number;
  readonly isUnderHeld: boolean;
  /** When guardians drop it, milliseconds since 1970; null while the owner has not given it up. */
  readonly endsAt: number | null;
}

export interface EnrolmentOverview {
  readonly federationId: FederationId;
  readonly backupId: BackupId;
  readonly backupVersion: number;
  readonly label: string;
  readonly startedAt: number;
  /** Guardians that have signed receipts so far. */
  readonly receipts: readonly number[];
  /** Whether the commit is signed: then it can be resumed, not dropped. */
  readonly isCommitted: boolean;
}

export interface ClaimOverview {
  readonly federationId: FederationId;
  readonly claimId: StatementId;
  readonly words: readonly string[];
  readonly openedAt: number;
  readonly guesses: readonly Pick<AttemptState, 'attempt' | 'status'>[];
}

/**
 * @param config - verified
 * @param urls - where its guardians answer, by index
 * @param stored - what the device remembers of it, if anything
 */
export function viewOfConfig(
  config: SealedConfig,
  urls: ReadonlyMap<number, readonly string[]>,
  stored?: DeviceState['federations'][number],
): FederationView {
  const { size } = config;
  return {
    federationId: config.federationId,
    configId: config.id,
    epoch: config.epoch,
    name: config.name,
    size: { ...size.toJSON(), rejectionsToClose: size.rejectionsToClose, minReceipts: size.minReceipts },
    policies: config.policies,
    guardians: config.guardians.map(({ index, name, contact, signingKey }) => {
      return { index, name, contact, signingKey, urls: urls.get(index) ?? [] };
    }),
    fingerprint: fingerprintOf(config.id),
    joinedAt: stored?.joinedAt ?? null,
    checkedAt: stored?.checkedAt ?? null,
    canEnrol: stored !== undefined && stored.token !== null,
    isWindingDown: isWindingDown(stored?.windingDown ?? [], config),
  };
}

/**
 * @param context - for its store
 * @param federation - one that the device has joined
 */
export async function viewOf(
  context: Pick<ClientContext, 'store'>,
  { config, urls }: JoinedFederation,
): Promise<FederationView> {
  const { federations } = await readState(context);
  return viewOfConfig(
    config,
    urls,
    federations.find(({ federationId }) => federationId === config.federationId),
  );
}

/**
 * What the device remembers, without asking anybody.
 *
 * @param context - the context
 * @throws BrowserError, InputError, ProtocolError when what is stored is damaged
 */
export async function overviewOf(context: ClientContext): Promise<DeviceOverview> {
  const state = await readState(context);
  const joined = await Promise.all(
    state.federations.map(async (stored) => ({ stored, ...(await openFederation(context, stored.federationId)) })),
  );
  const federations = joined.map(({ stored, config, urls }) => viewOfConfig(config, urls, stored));
  const guardiansOf = ({ federationId }: BackupState): number =>
    federations.find((each) => each.federationId === federationId)?.size.guardians ?? 0;
  return {
    federations,
    backups: state.backups.map((backup) => backupOverview(backup, guardiansOf(backup))),
    enrolments: state.enrolments.map((enrolment) => ({
      federationId: enrolment.federationId,
      backupId: enrolment.backupId,
      backupVersion: enrolment.backupVersion,
      label: enrolment.label,
      startedAt: enrolment.startedAt,
      receipts: enrolment.receipts.map(({ index }) => index),
      isCommitted: enrolment.commit !== null,
    })),
    claims: state.claims.map(({ federationId, claimId, openedAt, attempts }) => ({
      federationId,
      claimId,
      openedAt,
      words: verificationWords(claimId),
      guesses: attempts.map(({ attempt, status }) => ({ attempt, status })),
    })),
  };
}

function backupOverview(backup: BackupState, guardians: number): BackupOverview {
  const { federationId, backupId, backupVersion, label, committedAt, receipts } = backup;
  const holders = receipts.map(({ index }) => index);
  return {
    federationId,
    backupId,
    backupVersion,
    label,
    committedAt,
    holders,
    guardians,
    isUnderHeld: holders.length < guardians,
    endsAt: backup.endsAt ?? null,
  };
}
