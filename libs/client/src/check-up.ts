import { cryptoReady } from '@wardkeep/crypto';
import {
  isHeld,
  parseEnvelopeOf,
  pathEntries,
  ProtocolError,
  verifyEpochPart,
  verifyGuardianStatement,
  verifyManifest,
  type Body,
  type CheckUpAnswer,
  type FederationId,
} from '@wardkeep/protocol';
import {
  agree,
  collect,
  during,
  InputError,
  openFederation,
  readState,
  summarizeOutcomes,
  type BackupState,
  type ClientContext,
  type GuardianApi,
  type GuardianOutcome,
  type JoinedFederation,
  type Outcome,
} from './core/index.js';
import { signCheckUp } from './enrolment/check-up-request.js';
import { findOwnerKey, type DeviceOwnerKey } from './enrolment/owner-key.js';

/** How one guardian stands to one backup, as the owner's own checks say. */
export type Holding =
  /** It has proven that it holds shard, kᵢ and sᵢ of the present version. */
  | 'healthy'
  /** It holds the version, but has not heard of the commit. */
  | 'staged'
  /** It does not hold the version, or only its shell. */
  | 'missing'
  /** It claims to hold the version, and its proof is wrong. */
  | 'damaged'
  /** It speaks of another epoch than the device knows. */
  | 'stale-epoch'
  | 'unreachable'
  | 'refused';

/** How one backup stands. */
export interface BackupHealth {
  readonly backupId: string;
  readonly backupVersion: number;
  readonly label: string;
  readonly guardians: ReadonlyMap<number, Holding>;
  /** How many are healthy. */
  readonly healthy: number;
  /** Whether fewer than all hold it; `rotate` heals that when they do not come back. */
  readonly isUnderHeld: boolean;
  /** Whether it can be recovered if nothing changes. */
  readonly isRecoverable: boolean;
}

/** A claim that touches one of the owner's backups. */
export interface SeenClaim {
  readonly claimId: string;
  readonly backupId: string;
  /** Guardians that report it, with what each says of it. */
  readonly reports: ReadonlyMap<number, CheckUpAnswer['claims'][number]>;
}

/** What a check-up found. */
export interface CheckUpResult {
  readonly backups: readonly BackupHealth[];
  /** To be vetoed, where the owner has not opened them. */
  readonly claims: readonly SeenClaim[];
  readonly outcomes: readonly GuardianOutcome[];
}

/** A guardian's answer after its signature was checked. */
interface Checked {
  readonly health: Body<'health'>;
  readonly claims: CheckUpAnswer['claims'];
}

/**
 * Asks every guardian, with a fresh nonce for each, to prove that it holds its parts of this device's backups, and whether any
 * claim touches them.
 *
 * @param context - the context
 * @param federationId - may be left out on a device that has joined only one
 * @throws InputError NOT_JOINED, NOT_ENROLLED
 */
export async function checkUp(context: ClientContext, federationId?: FederationId): Promise<CheckUpResult> {
  await cryptoReady();
  const federation = await openFederation(context, federationId);
  const state = await readState(context);
  const backups = state.backups.filter((backup) => backup.federationId === federation.federationId);
  if (backups.length === 0) throw new InputError('NOT_ENROLLED', 'this device has no backup with that federation');
  const keys = [...new Set(backups.map(({ ownerKey }) => ownerKey))];
  const perKey = await during(context, 'check-up', () =>
    Promise.all(
      keys.map(async (text) => {
        const owner = findOwnerKey(state, federation.federationId, text);
        if (owner === null) throw new InputError('NOT_ENROLLED', 'this device does not hold the owner key of a backup');
        return askAll(
          context,
          federation,
          owner,
          backups.filter(({ ownerKey }) => ownerKey === text),
        );
      }),
    ),
  );
  return {
    backups: perKey.flatMap((each) => each.backups),
    claims: perKey.flatMap((each) => each.claims),
    outcomes: perKey.flatMap((each) => each.outcomes),
  };
}

async function askAll(
  context: ClientContext,
  federation: JoinedFederation,
  owner: DeviceOwnerKey,
  backups: readonly BackupState[],
): Promise<CheckUpResult> {
  const { outcomes, ok } = await collect(
    context,
    federation.guardians,
    (guardian, options) => ask(context, federation, owner, guardian, options),
    { step: 'check-up' },
  );
  const { size } = federation.config;
  const healths = backups.map((backup): BackupHealth => {
    const guardians = new Map(
      outcomes.map((outcome) => [outcome.index, holdingOf(outcome, backup, federation)] as const),
    );
    const healthy = [...guardians.values()].filter((holding) => holding === 'healthy').length;
    return {
      backupId: backup.backupId,
      backupVersion: backup.backupVersion,
      label: backup.label,
      guardians,
      healthy,
      isUnderHeld: healthy < size.guardians,
      isRecoverable: healthy >= size.approvalThreshold,
    };
  });
  const said = ok.flatMap(({ index, value }) => value.claims.map((claim) => ({ index, value: claim })));
  const claims = agree(said, ({ claim, backupId }) => `${backupId}/${claim}`).map(({ value, values }): SeenClaim => {
    return { claimId: parseEnvelopeOf(value.claim, 'claim').id, backupId: value.backupId, reports: values };
  });
  return { backups: healths, claims, outcomes: summarizeOutcomes(outcomes) };
}

async function ask(
  context: ClientContext,
  { config }: JoinedFederation,
  owner: DeviceOwnerKey,
  guardian: GuardianApi,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Checked> {
  const { request, nonce } = signCheckUp(context, config, owner, guardian.index);
  const answer = await guardian.checkUp({ request }, options);
  const { body } = verifyGuardianStatement(answer.health, 'health', config, guardian.index);
  if (body.nonce !== nonce) throw new ProtocolError('WRONG_NONCE', 'health answers another check-up');
  // Claims are shown to the owner by their ids, so each must at least be one.
  for (const { claim } of answer.claims) parseEnvelopeOf(claim, 'claim');
  return { health: body, claims: answer.claims };
}

function holdingOf(
  outcome: Outcome<Checked>,
  backup: BackupState,
  { config, federationId }: JoinedFederation,
): Holding {
  if (outcome.kind === 'invalid') return outcome.error.reason === 'WRONG_EPOCH' ? 'stale-epoch' : 'damaged';
  if (outcome.kind !== 'ok') return outcome.kind === 'refused' ? 'refused' : 'unreachable';
  const { health } = outcome.value;
  // By whichever key: a backup that was taken over keeps its former owner's manifest until it is rotated.
  const manifest = verifyManifest(backup.manifest, { federationId });
  const held = health.backups.find(({ manifestId }) => manifestId === manifest.id);
  if (held?.held !== true) return 'missing';
  const epochPart = verifyEpochPart(backup.epochPart, manifest, config);
  const isProven = pathEntries(manifest.body.header.paths).every(([path]) => {
    const claimed = held.paths.find((each) => each.path === path);
    const context = { federationId, nonce: health.nonce, manifestId: manifest.id, path, index: outcome.index };
    return claimed !== undefined && isHeld(context, claimed, epochPart);
  });
  if (!isProven) return 'damaged';
  return held.status === 'committed' ? 'healthy' : held.status === 'staged' ? 'staged' : 'damaged';
}
