import { enrol, join, joinAndEnrol, openClaim, recover, type ClientContext } from '@wardkeep/client';
import { decodeBase64url, SecretBytes, utf8 } from '@wardkeep/crypto';
import {
  lookupId,
  normalizeIdentity,
  normalizeMemorable,
  stretchMemorable,
  type IdentityInput,
  type SealedConfig,
} from '@wardkeep/protocol';
import { waitFor } from '../../e2e/harness/index.js';
import type { BenchFederation } from '../federation/bench-federation.js';

const MEMORABLE = 'the smell of rain on the old pier';
const SECRET = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';
const SALT_BYTES = 16;
/** How long fifty nodes on one machine may take to tell each other. */
const HEARD_MS = 90_000;
const PAPERS = { method: 'in-person', documents: ['passport'] } as const;

/** Somebody who enrols a wallet seed and, on another device, recovers it. Each has an identity of their own. */
export class Person {
  readonly identity: IdentityInput;

  constructor(
    private readonly federation: BenchFederation,
    number: number,
  ) {
    // Letters only, as in a passport.
    const letters = [...String(number)].map((digit) => 'ABCDEFGHIJ'[Number(digit)]).join('');
    this.identity = { surname: `Person ${letters}`, givenNames: 'Anna Maria', dateOfBirth: '1984-02-29' };
  }

  /** A device that has joined. */
  async joined(): Promise<{ readonly device: ClientContext; readonly config: SealedConfig }> {
    const device = this.federation.device();
    const { config } = await join(device, this.federation.invite());
    return { device, config };
  }

  /** Enrols the seed, all guardians present. */
  async enrol(device: ClientContext): Promise<void> {
    const { missing } = await enrol(device, { secrets: [secret()], identity: this.identity, memorable: MEMORABLE });
    if (missing.length > 0) throw new Error(`guardians ${missing.join(', ')} gave no receipt`);
  }

  /** What a wallet does at its first connection, with a device that knows nothing. */
  async joinAndEnrol(): Promise<void> {
    const device = this.federation.device();
    await joinAndEnrol(device, this.federation.invite(), secret(), this.identity, MEMORABLE);
  }

  /** Opens a claim on a new device and has a quorum of guardians approve it. */
  async claim(): Promise<ClientContext> {
    const { device, config } = await this.joined();
    const { claimId } = await openClaim(device, { identity: this.identity });
    const { approvalThreshold } = config.size;
    for (const node of this.federation.nodes.slice(0, approvalThreshold)) {
      await waitFor(`${node.name} to know the claim`, () => node.get(`/admin/v1/cases/${claimId}`), HEARD_MS);
      await node.post(`/admin/v1/cases/${claimId}/vote`, { decision: 'approve', identity: this.identity, ...PAPERS });
    }
    for (const node of this.federation.nodes) {
      const isApproved = async () => (await node.get(`/admin/v1/cases/${claimId}`)).status === 'approved';
      await waitFor(`${node.name} to know the approvals`, isApproved, HEARD_MS);
    }
    return device;
  }

  /**
   * Recovers the seed on a device whose claim is approved.
   *
   * @param device - from {@link claim}
   * @param afterwards - what a device does by default is to become the owner and rotate
   */
  async recover(device: ClientContext, afterwards: 'rotate' | 'nothing'): Promise<void> {
    const { secrets, ownership } = await recover(device, { memorable: MEMORABLE, afterwards });
    const [found] = secrets;
    if (found === undefined || Buffer.from(found.bytes.reveal()).toString() !== SECRET) {
      throw new Error('what was recovered is not what was enrolled');
    }
    const wanted = afterwards === 'rotate' ? 'rotated' : 'unchanged';
    if (ownership.status !== wanted) throw new Error(`backup is ${ownership.status}`, { cause: ownership.error });
  }

  /** The Argon2id call of the identity alone. */
  async argonOfIdentity(config: SealedConfig): Promise<void> {
    const { canonical } = normalizeIdentity(this.identity, Date.now());
    await lookupId(canonical, decodeBase64url(config.federationId));
  }
}

/** The Argon2id call of the memorable information alone. */
export async function argonOfMemorable(): Promise<void> {
  await stretchMemorable(normalizeMemorable(MEMORABLE), new Uint8Array(SALT_BYTES).fill(7));
}

function secret() {
  return { label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8(SECRET)) } as const;
}
