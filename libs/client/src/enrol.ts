import { cryptoReady } from '@wardkeep/crypto';
import type { BackupId, FederationId } from '@wardkeep/protocol';
import {
  changeState,
  getFederationState,
  InputError,
  openFederation,
  readState,
  TooFewGuardiansError,
  type ClientContext,
  type EnrolmentState,
  type JoinedFederation,
} from './core/index.js';
import { carryOut, receiptsNeeded, type CarryOutOptions, type EnrolmentResult } from './enrolment/carry-out.js';
import { NUMBERS } from './enrolment/stage.js';
import {
  firstNumbers,
  isSameBackup,
  sealVersion,
  storeVersion,
  type VersionNumbers,
  type VersionToEnrol,
} from './enrolment/version-to-enrol.js';
import { refreshFederation } from './join.js';

/** What to enrol, and with whom. */
export interface EnrolRequest extends VersionToEnrol, CarryOutOptions {
  /** May be left out on a device that has joined only one federation. */
  readonly federationId?: FederationId | undefined;
}

/** A config that q guardians called current so recently is not asked about again, milliseconds. */
const CURRENT_FOR_MS = 10 * 60_000;
/** How often a version is sealed anew because guardians know a higher number. */
const ATTEMPTS = 3;

/**
 * Enrols a new backup: seals it on this device, has every guardian check and store its parts, and commits it once enough of
 * them have signed receipts. An enrolment that is cut off anywhere goes on with {@link resumeEnrolment}.
 *
 * @param context - the context
 * @param request - secrets, identity, memorable information
 * @returns which guardians hold their parts; with fewer than all the backup is under-held until the others have theirs
 * @throws TooFewGuardiansError with every guardian's outcome; what is sealed stays stored
 * @throws InputError NOT_JOINED, INPUT_INVALID
 * @throws ProtocolError as `normalizeIdentity` and `sealBackup`
 */
export async function enrol(context: ClientContext, request: EnrolRequest): Promise<EnrolmentResult> {
  await cryptoReady();
  return enrolWith(context, await openFederation(context, request.federationId), request);
}

/**
 * Enrols a new backup with a federation whose config is verified.
 *
 * @param context - the context
 * @param federation - the federation
 * @param request - as of {@link enrol}
 * @param joining - ends when the federation has been joined, where that is still going on; else it is asked whether the config
 *   is still current
 * @throws as {@link enrol} and `join`
 */
export async function enrolWith(
  context: ClientContext,
  federation: JoinedFederation,
  request: EnrolRequest,
  joining?: Promise<JoinedFederation>,
): Promise<EnrolmentResult> {
  // Heard of below; until then it must not count as one that nobody waits for.
  joining?.catch(() => undefined);
  return carryThrough(context, federation, request, firstNumbers(context), joining);
}

/** Seals and carries out the next version of a backup. */
export async function enrolVersion(
  context: ClientContext,
  request: EnrolRequest,
  numbers: VersionNumbers,
): Promise<EnrolmentResult> {
  return carryThrough(context, await openFederation(context, request.federationId), request, numbers);
}

/**
 * Seals and carries out one version; with numbers that rise where guardians know higher ones already, from an enrolment that
 * this device has forgotten.
 */
async function carryThrough(
  context: ClientContext,
  federation: JoinedFederation,
  request: EnrolRequest,
  numbers: VersionNumbers,
  joining?: Promise<JoinedFederation>,
): Promise<EnrolmentResult> {
  receiptsNeeded(federation, request);
  let next = numbers;
  for (let attempt = 1; ; attempt++) {
    // Whether the config is current is asked while Argon2id runs, and known before anything is stored or leaves the device.
    const [current, sealed] = await Promise.all([
      joining ?? stillCurrent(context, federation),
      sealVersion(context, federation, request, next),
    ]);
    const stored = await storeVersion(context, sealed);
    try {
      return await carryOut(context, current, stored, request);
    } catch (error) {
      const higher = attempt < ATTEMPTS ? higherNumbers(error, next) : null;
      if (higher === null) throw error;
      next = higher;
    }
  }
}

/**
 * Goes on with an enrolment that was cut off.
 *
 * @param context - the context
 * @param backupId - which one; may be left out when there is only one
 * @param options - how many receipts to wait for
 * @throws InputError NOT_ENROLLED when nothing was cut off
 * @throws TooFewGuardiansError as {@link enrol}
 */
export async function resumeEnrolment(
  context: ClientContext,
  backupId?: BackupId,
  options: CarryOutOptions = {},
): Promise<EnrolmentResult> {
  await cryptoReady();
  const stored = await getPending(context, backupId);
  const federation = await openFederation(context, stored.federationId);
  return carryOut(context, await stillCurrent(context, federation), stored, options);
}

/**
 * Forgets an enrolment that was cut off before its commit. Guardians drop what they have staged of it by themselves.
 *
 * @param context - the context
 * @param backupId - which one; may be left out when there is only one
 * @throws InputError NOT_ENROLLED; INPUT_INVALID once its commit is signed, because guardians may have it
 */
export async function dropEnrolment(context: ClientContext, backupId?: BackupId): Promise<void> {
  const stored = await getPending(context, backupId);
  if (stored.commit !== null) {
    throw new InputError('INPUT_INVALID', 'enrolment is committed already and can only be resumed');
  }
  await changeState(context, (state) => ({
    ...state,
    enrolments: state.enrolments.filter((entry) => !isSameBackup(entry, stored)),
  }));
}

async function getPending(context: ClientContext, backupId?: BackupId): Promise<EnrolmentState> {
  const { enrolments } = await readState(context);
  const [only, ...others] = enrolments.filter((entry) => backupId === undefined || entry.backupId === backupId);
  if (only === undefined || others.length > 0) {
    throw new InputError('NOT_ENROLLED', `name the backup: ${String(enrolments.length)} enrolments are to be resumed`);
  }
  return only;
}

async function stillCurrent(context: ClientContext, federation: JoinedFederation): Promise<JoinedFederation> {
  const { checkedAt } = getFederationState(await readState(context), federation.federationId);
  const age = context.clock.now() - checkedAt;
  return age >= 0 && age < CURRENT_FOR_MS ? federation : refreshFederation(context, federation.federationId);
}

/** Numbers above those that guardians refused for; null when they refused for other reasons or named nothing higher. */
function higherNumbers(error: unknown, numbers: VersionNumbers): VersionNumbers | null {
  if (!(error instanceof TooFewGuardiansError)) return null;
  const known = { latestVersion: 0, latestPolicy: 0 };
  for (const outcome of error.outcomes) {
    if (outcome.kind !== 'refused') continue;
    for (const name of NUMBERS) {
      const value = outcome.error.extras[name];
      if (Number.isSafeInteger(value)) known[name] = Math.max(known[name], value as number);
    }
  }
  const backupVersion = Math.max(numbers.backupVersion, known.latestVersion + 1);
  const policyNumber = Math.max(numbers.policyNumber, known.latestPolicy + 1);
  if (backupVersion === numbers.backupVersion && policyNumber === numbers.policyNumber) return null;
  // One liar must not be able to drive the numbers to their end.
  if (backupVersion > numbers.backupVersion + 1000 || policyNumber > numbers.policyNumber + 1000) return null;
  return { ...numbers, backupVersion, policyNumber };
}
