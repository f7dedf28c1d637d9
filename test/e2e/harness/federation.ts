import {
  clientContext,
  type ClientContext,
  type DeviceStore,
  memoryStore,
  type Patience,
  systemClock,
} from '@wardkeep/client';
import { decodeBase64url } from '@wardkeep/crypto';
import { encodeInvite } from '@wardkeep/protocol';
import { CorruptGuardian } from '../../faults/corrupt-guardian.js';
import type { LyingProxy } from '../../faults/lying-proxy.js';
import { holdCeremony, type FoundingPlan, type ShownProposal } from './ceremony.js';
import type { GuardianNode } from './guardian-node.js';
import { World, type NodeChoices } from './world.js';

/** What a running federation is made with. */
export interface FederationPlan extends FoundingPlan, Omit<NodeChoices, 'name' | 'rootKeyOf' | 'proxied'> {
  /** How many; 5 when left out. */
  readonly guardians?: number;
  /** Indexes of those before whom a proxy stands. */
  readonly proxied?: readonly number[];
}

/** What a test chooses about an invite. */
export interface InviteChoices {
  readonly uses?: number;
  readonly expiresInSeconds?: number;
  readonly quotaBytes?: number;
  /** Index of the guardian who makes it. */
  readonly by?: number;
}

/** How long each part of making a federation took, milliseconds. */
export interface FoundingTimes {
  readonly init: number;
  readonly start: number;
  readonly ceremony: number;
}

/** How patient test devices are: nodes are on this machine, and dead ones are dead. */
const PATIENCE: Partial<Patience> = { timeoutMs: 10_000, retries: 1, backoffMs: 100, hedgeAfterMs: 700 };

/** Guardians in processes of their own, after the ceremony. */
export class RunningFederation {
  private constructor(
    readonly world: World,
    /** In the order of their indexes. */
    readonly nodes: readonly GuardianNode[],
    readonly proposal: ShownProposal,
    readonly times: FoundingTimes,
  ) {}

  /**
   * Makes nodes, starts them and holds the ceremony.
   *
   * @param plan - 5 guardians on SQLite with default thresholds when left out; enrolment is open
   * @param world - where; a new one when left out
   */
  static async found(plan: FederationPlan = {}, world = new World()): Promise<RunningFederation> {
    const { guardians = 5, proxied = [], database, logLevel, tls, environment, ...founding } = plan;
    const common = {
      ...(database && { database }),
      ...(logLevel && { logLevel }),
      ...(tls && { tls }),
      ...(environment && { environment }),
    };
    try {
      const indexes = Array.from({ length: guardians }, (_, at) => at + 1);
      const begun = performance.now();
      const nodes = await Promise.all(
        indexes.map((index) =>
          world.makeNode({ ...common, name: `Guardian ${String(index)}`, proxied: proxied.includes(index) }),
        ),
      );
      const made = performance.now();
      await Promise.all(nodes.map((node) => node.start()));
      const started = performance.now();
      const policies = { openEnrolment: true, ...founding.policies };
      const proposal = await holdCeremony(nodes, { ...founding, policies });
      const times = { init: made - begun, start: started - made, ceremony: performance.now() - started };
      return new RunningFederation(world, nodes, proposal, times);
    } catch (error) {
      const logs = world.readLogs().split('\n').slice(-40).join('\n');
      await world.close();
      throw new Error(`federation could not be founded; last lines of the logs:\n${logs}`, { cause: error });
    }
  }

  /** @param index - a guardian's index, from 1 */
  at(index: number): GuardianNode {
    const node = this.nodes[index - 1];
    if (node === undefined) throw new RangeError(`no guardian ${String(index)}`);
    return node;
  }

  /** The proxy before a guardian that was made with one. */
  proxyAt(index: number): LyingProxy {
    return this.world.proxyOf(this.at(index));
  }

  /** The keys of a guardian gone bad. */
  corrupt(index: number): Promise<CorruptGuardian> {
    return CorruptGuardian.of(this.at(index), index);
  }

  /** An invite without a token, as anybody could write it who knows the federation: it joins and opens claims. */
  plainInvite(indexes: readonly number[] = [1, 2, 3]): string {
    const { federationId, configId } = this.proposal;
    return encodeInvite({
      federationId: decodeBase64url(federationId),
      epoch: 1,
      configHash: decodeBase64url(configId),
      guardianUrls: indexes.map((index) => this.at(index).url),
    });
  }

  /** An invite that a guardian makes on its console. */
  async createInvite(choices: InviteChoices = {}): Promise<{ readonly inviteId: string; readonly code: string }> {
    const { by = 1, uses = 1, expiresInSeconds = 3600, quotaBytes } = choices;
    return this.at(by).post('/admin/v1/invites', { uses, expiresInSeconds, ...(quotaBytes && { quotaBytes }) });
  }

  /**
   * A person's device: the client library with its own state, over real HTTP.
   *
   * @param options - what is special about it; `clockShiftMs` makes its clock wrong
   */
  device(
    options: Partial<ClientContext> & { readonly clockShiftMs?: number } = {},
  ): ClientContext & { readonly store: DeviceStore } {
    const { clockShiftMs = 0, ...rest } = options;
    const clock = { ...systemClock, now: () => Date.now() + clockShiftMs };
    return clientContext({ store: memoryStore(), clock, ...rest, patience: { ...PATIENCE, ...rest.patience } });
  }

  /** Kills guardians and leaves them down. */
  async killAll(indexes: readonly number[]): Promise<void> {
    await Promise.all(indexes.map((index) => this.at(index).kill9()));
  }

  /** Starts guardians that are down and waits until they act. */
  async startAll(indexes: readonly number[]): Promise<void> {
    await Promise.all(indexes.map((index) => this.at(index).start()));
    await Promise.all(indexes.map((index) => this.at(index).untilReady()));
  }

  /** Ends everything. */
  close(): Promise<void> {
    return this.world.close();
  }
}
