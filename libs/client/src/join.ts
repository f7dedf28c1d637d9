import { cryptoReady, encodeBase64url, SecretBytes } from '@wardkeep/crypto';
import {
  collectWindingDown,
  ProtocolError,
  parseInvite,
  verifyConfigChain,
  type FederationId,
  type Invite,
  type ProtocolErrorCode,
  type SealedConfig,
  type UrlAnnouncement,
} from '@wardkeep/protocol';
import {
  changeState,
  collect,
  during,
  getFederationState,
  GuardianApi,
  learnAnnouncements,
  openFederation,
  readState,
  TooFewGuardiansError,
  withEntry,
  type ClientContext,
  type FederationState,
  type JoinedFederation,
  type Outcome,
} from './core/index.js';
import { confirmCurrent } from './core/confirm-current.js';

/** How many nodes of an invite are asked at once; the others follow when these are slow or wrong. */
const FIRST_NODES = 3;

/**
 * Joins the federation that an invite names: finds its config, verifies it from the federation's id, and has q of its
 * guardians say over a fresh nonce that it is current. Nodes that are down, lie or belong to another federation are
 * passed over. A device that has joined already learns what is new.
 *
 * An expired or used-up invite still joins; it only cannot enrol.
 *
 * @param context - the context
 * @param inviteText - the invite code
 * @returns the federation, stored in the device's state
 * @throws ProtocolError INVITE_…; WRONG_FEDERATION, WRONG_CONFIG or EPOCH_STALE when every node that the invite names
 *   shows such a config
 * @throws TooFewGuardiansError when no node has the config, or fewer than q guardians call it current
 */
export async function join(context: ClientContext, inviteText: string): Promise<JoinedFederation> {
  await cryptoReady();
  return confirmAndStore(context, await discover(context, inviteText));
}

/** A federation that an invite has led to. Its config verifies; nobody has said yet that it is the newest one. */
export interface DiscoveredFederation extends FoundConfig {
  readonly federationId: FederationId;
  readonly invite: Invite;
}

/**
 * Finds and verifies the config of the federation that an invite names.
 *
 * @param context - the context
 * @param inviteText - the invite code
 * @throws as {@link join}
 */
export async function discover(context: ClientContext, inviteText: string): Promise<DiscoveredFederation> {
  const invite = parseInvite(inviteText);
  const federationId = encodeBase64url(invite.federationId) as FederationId;
  const stored = (await readState(context)).federations.find((federation) => federation.federationId === federationId);
  const floor = Math.max(invite.epoch, stored?.highestEpoch ?? 1);
  const found = await during(context, 'find-federation', () => findConfig(context, invite, federationId, floor));
  learnAnnouncements(found.announcements, stored?.announcements ?? [], found.config);
  return { ...found, federationId, invite };
}

/**
 * Has q guardians say that a discovered config is current, and stores the federation as joined.
 *
 * @param context - the context
 * @param found - from {@link discover}
 * @throws TooFewGuardiansError when fewer than q guardians call it current
 */
export async function confirmAndStore(context: ClientContext, found: DiscoveredFederation): Promise<JoinedFederation> {
  const { federationId, invite } = found;
  const federation = await during(context, 'check-currency', () =>
    confirmCurrent(context, found.config, found.announcements, found.nodes),
  );
  await changeState(context, (state) => {
    const before = state.federations.find((entry) => entry.federationId === federationId);
    const token =
      invite.enrolmentToken === undefined ? (before?.token ?? null) : SecretBytes.from(invite.enrolmentToken);
    return withFederation(state, {
      federationId,
      configs: [...found.configs],
      announcements: textsOf(found.announcements),
      highestEpoch: Math.max(found.config.epoch, before?.highestEpoch ?? 1),
      joinedAt: before?.joinedAt ?? context.clock.now(),
      checkedAt: context.clock.now(),
      token,
      ...windingDownOf(federation, before),
    });
  });
  return federation;
}

/**
 * Asks the guardians of a joined federation whether its config is still current and where they answer now.
 *
 * @param context - the context
 * @param federationId - which one; may be left out on a device that has joined only one
 * @throws InputError NOT_JOINED
 * @throws TooFewGuardiansError when fewer than q guardians call the config current
 */
export async function refreshFederation(
  context: ClientContext,
  federationId?: FederationId,
): Promise<JoinedFederation> {
  await cryptoReady();
  const { config } = await openFederation(context, federationId);
  const stored = getFederationState(await readState(context), config.federationId);
  const known = new Map<string, UrlAnnouncement>();
  learnAnnouncements(known, stored.announcements, config);
  const federation = await during(context, 'check-currency', () => confirmCurrent(context, config, known));
  await changeState(context, (state) =>
    withFederation(state, {
      ...getFederationState(state, config.federationId),
      announcements: textsOf(known),
      checkedAt: context.clock.now(),
      ...windingDownOf(federation, stored),
    }),
  );
  return federation;
}

/** A declaration cannot be taken back, so what was known stays known. */
function windingDownOf(
  { config, windingDown }: JoinedFederation,
  before: Pick<FederationState, 'windingDown'> | undefined,
): Pick<FederationState, 'windingDown'> {
  const all = collectWindingDown([...(before?.windingDown ?? []), ...windingDown], config);
  return all.size === 0 ? {} : { windingDown: [...all.values()].map(({ text }) => text) };
}

interface FoundConfig {
  readonly config: SealedConfig;
  readonly configs: readonly string[];
  readonly announcements: Map<string, UrlAnnouncement>;
  /** The nodes that the invite names. */
  readonly nodes: readonly GuardianApi[];
}

/** The first config that verifies is the right one: its id, or its chain, leads to the federation's id. */
async function findConfig(
  context: ClientContext,
  invite: Invite,
  federationId: FederationId,
  floor: number,
): Promise<FoundConfig> {
  const nodes = invite.guardianUrls.map((url, at) => new GuardianApi(-(at + 1), [url], context.transport));
  const { ok, outcomes } = await collect(
    context,
    nodes,
    async (node, options) => {
      const { configs, announcements } = await node.federation(options);
      const config = verifyConfigChain(configs, federationId);
      requireNewEnough(config, invite, floor);
      return { config, configs, announcements };
    },
    { step: 'find-federation', need: 1, firstWave: FIRST_NODES },
  );
  const [first] = ok;
  if (first === undefined) throw sharedReason(outcomes) ?? new TooFewGuardiansError('find-federation', 1, 0, outcomes);
  const known = new Map<string, UrlAnnouncement>();
  for (const { value } of ok) learnAnnouncements(known, value.announcements, first.value.config);
  return { config: first.value.config, configs: first.value.configs, announcements: known, nodes };
}

function requireNewEnough(config: SealedConfig, invite: Invite, floor: number): void {
  if (config.epoch < floor) {
    throw new ProtocolError(
      'EPOCH_STALE',
      `config must be of epoch ${String(floor)} at least, got ${String(config.epoch)}`,
    );
  }
  if (config.epoch === invite.epoch && config.id !== encodeBase64url(invite.configHash)) {
    throw new ProtocolError('WRONG_CONFIG', 'config is not the one that the invite names');
  }
}

/** Trying again does not help when every node of the invite shows the same wrong thing: then the invite is at fault. */
function sharedReason(outcomes: readonly Outcome<unknown>[]): ProtocolError | null {
  const reasons = new Set(outcomes.map((outcome) => (outcome.kind === 'invalid' ? outcome.error.reason : 'OTHER')));
  const [reason] = reasons;
  if (reasons.size !== 1 || !AT_FAULT.some((code) => code === reason)) return null;
  return new ProtocolError(
    reason as ProtocolErrorCode,
    'every node that the invite names shows another config than it should',
  );
}

const AT_FAULT: readonly ProtocolErrorCode[] = ['WRONG_FEDERATION', 'WRONG_CONFIG', 'EPOCH_STALE', 'EPOCH_UNSUPPORTED'];

function textsOf(announcements: ReadonlyMap<string, UrlAnnouncement>): string[] {
  return [...announcements.values()].map(({ text }) => text);
}

function withFederation<S extends { readonly federations: FederationState[] }>(state: S, entry: FederationState): S {
  return {
    ...state,
    federations: withEntry(state.federations, entry, (old) => old.federationId === entry.federationId),
  };
}
