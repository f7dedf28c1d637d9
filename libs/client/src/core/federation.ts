import {
  newestAnnouncement,
  verifyConfigChain,
  verifyUrlAnnouncement,
  type FederationId,
  type SealedConfig,
  type UrlAnnouncement,
} from '@wardkeep/protocol';
import type { ClientContext } from './context.js';
import { InputError } from './errors.js';
import { GuardianApi } from './guardian-api.js';
import type { DeviceState } from './state/device-state.js';
import type { FederationState } from './state/federation-state.js';
import { readState } from './state/store.js';

/** A federation whose config has been verified, with a way to call each of its guardians. */
export interface JoinedFederation {
  readonly federationId: FederationId;
  readonly config: SealedConfig;
  /** Where each guardian answers, by index; guardians without a known URL are missing. */
  readonly urls: ReadonlyMap<number, readonly string[]>;
  /** One per guardian of the config, in the order of the indexes. */
  readonly guardians: readonly GuardianApi[];
  /** Declarations that it winds down, of those guardians who have made one. */
  readonly windingDown: readonly string[];
}

/**
 * Calls for some of the guardians.
 *
 * @param federation - the federation
 * @param indexes - whom to call, in this order; guardians that it does not have are left out
 */
export function guardiansOf(federation: JoinedFederation, indexes: Iterable<number>): readonly GuardianApi[] {
  return [...indexes].flatMap((index) => federation.guardians.filter((guardian) => guardian.index === index));
}

/**
 * Builds the calls for a verified config.
 *
 * @param context - for its transport
 * @param config - the config
 * @param announcements - verified announcements, by signing key
 * @param windingDown - declarations that have been verified
 */
export function federationOf(
  context: Pick<ClientContext, 'transport'>,
  config: SealedConfig,
  announcements: ReadonlyMap<string, UrlAnnouncement>,
  windingDown: readonly string[] = [],
): JoinedFederation {
  const urls = new Map<number, readonly string[]>();
  for (const { index, signingKey } of config.guardians) {
    const announced = announcements.get(signingKey)?.body.urls;
    if (announced !== undefined) urls.set(index, announced);
  }
  const guardians = config.guardians.map(
    ({ index }) => new GuardianApi(index, urls.get(index) ?? [], context.transport),
  );
  return { federationId: config.federationId, config, urls, guardians, windingDown };
}

/**
 * Adds the valid announcements of a config's guardians to those that are known; the newest of each guardian stays.
 * Announcements of other keys and those that do not verify are passed over: anybody may have put them there.
 *
 * @param known - verified announcements by signing key; changed
 * @param texts - announcements from outside
 * @param config - whose guardians count
 * @returns whether anything new was learned
 */
export function learnAnnouncements(
  known: Map<string, UrlAnnouncement>,
  texts: readonly string[],
  config: SealedConfig,
): boolean {
  let learned = false;
  for (const text of texts) {
    const announcement = findAnnouncement(text, config);
    if (announcement === null) continue;
    const { key } = announcement.body.signer;
    const old = known.get(key);
    const newest = old === undefined ? announcement : newestAnnouncement(old, announcement);
    if (newest.id === old?.id) continue;
    known.set(key, newest);
    learned = true;
  }
  return learned;
}

function findAnnouncement(text: string, config: SealedConfig): UrlAnnouncement | null {
  for (const { signingKey } of config.guardians) {
    // The key is inside the text, so that one check of a signature per text is enough.
    if (!text.includes(signingKey)) continue;
    try {
      return verifyUrlAnnouncement(text, signingKey);
    } catch {
      return null;
    }
  }
  return null;
}

/**
 * The stored form of a joined federation.
 *
 * @param state - the device's state
 * @param federationId - which one
 * @throws InputError NOT_JOINED
 */
export function getFederationState(state: DeviceState, federationId: FederationId): FederationState {
  const found = state.federations.find((federation) => federation.federationId === federationId);
  if (found === undefined) throw new InputError('NOT_JOINED', 'this device has not joined that federation');
  return found;
}

/**
 * Opens a federation from the device's state, without asking anybody. It was current when it was stored; ask
 * `refreshFederation` whether it still is.
 *
 * @param context - the context
 * @param federationId - which one; may be left out on a device that has joined only one
 * @throws InputError NOT_JOINED, STATE_MALFORMED
 * @throws ProtocolError when what is stored does not verify
 */
export async function openFederation(context: ClientContext, federationId?: FederationId): Promise<JoinedFederation> {
  const state = await readState(context);
  const stored = federationId === undefined ? onlyFederation(state) : getFederationState(state, federationId);
  const { config, announcements } = verifiedOnce(stored);
  return federationOf(context, config, announcements, stored.windingDown);
}

interface VerifiedFederation {
  readonly config: SealedConfig;
  readonly announcements: ReadonlyMap<string, UrlAnnouncement>;
}

/** What a process has verified once it need not verify for every operation: dozens of signatures, of bytes that are equal. */
const verified = new Map<string, VerifiedFederation>();
const MOST_VERIFIED = 8;

function verifiedOnce({ configs, announcements, federationId }: FederationState): VerifiedFederation {
  const key = JSON.stringify([federationId, configs, announcements]);
  const found = verified.get(key);
  if (found !== undefined) return found;
  const config = verifyConfigChain(configs, federationId);
  const known = new Map<string, UrlAnnouncement>();
  learnAnnouncements(known, announcements, config);
  if (verified.size >= MOST_VERIFIED) verified.clear();
  const fresh = { config, announcements: known };
  verified.set(key, fresh);
  return fresh;
}

function onlyFederation(state: DeviceState): FederationState {
  const [only, ...others] = state.federations;
  if (only === undefined || others.length > 0) {
    throw new InputError(
      'NOT_JOINED',
      `name the federation: this device has joined ${String(state.federations.length)}`,
    );
  }
  return only;
}
