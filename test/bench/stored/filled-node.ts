import { setTimeout as sleep } from 'node:timers/promises';
import { encodeBase64url, systemRng } from '@wardkeep/crypto';
import { buildClaim, PUBLIC_ROUTES, type ClaimQueryAnswer, type IdentityInput } from '@wardkeep/protocol';
import { waitFor, type World } from '../../e2e/harness/index.js';
import { prepareEnrolment, signerOf } from '../solo/prepared-enrolment.js';
import { foundSolo, NODE_INDEX, type SoloFederation } from '../solo/solo-federation.js';
import { databaseOf } from '../throughput/databases.js';
import { bulkLoad } from './bulk-load.js';
import { NodeClient } from './node-client.js';

const CLAIMANT: IdentityInput = { surname: 'Muster', givenNames: 'Anna', dateOfBirth: '1984-02-29' };
/** Statements get their leaves twice a second. */
const LOG_SETTLES_MS = 1500;
const STARTS_MS = 60_000;

/** A node that holds many backups, and what is sent to it to measure how quick it still is. */
export class FilledNode {
  private constructor(
    private readonly solo: SoloFederation,
    private readonly client: NodeClient,
  ) {}

  /**
   * Makes a node, enrols one backup, and copies that in the database.
   *
   * @param world - where
   * @param backups - how many it is to hold
   */
  static async make(world: World, backups: number): Promise<FilledNode> {
    const solo = await foundSolo(world);
    const node = new FilledNode(solo, new NodeClient(solo.node.directUrl));
    await node.enrol();
    await sleep(LOG_SETTLES_MS);
    await solo.node.stop();
    bulkLoad(databaseOf(solo.node), backups - 1);
    await solo.node.start();
    await waitFor('the filled node to answer', () => solo.node.get('/admin/v1/federation'), STARTS_MS);
    return node;
  }

  /** Enrols a backup: stages and commits. Gives the milliseconds of the two requests together. */
  async enrol(lookupId?: Uint8Array): Promise<number> {
    const { config, peers } = this.solo;
    const { stage, parcels, commit } = await prepareEnrolment(config, peers, [NODE_INDEX], lookupId);
    const parcel = parcels[NODE_INDEX];
    const staged = await this.client.post(PUBLIC_ROUTES.stage.path, JSON.stringify({ ...stage, parcel }));
    const body = JSON.stringify({ commit, absentParcels: [] });
    const committed = await this.client.post(PUBLIC_ROUTES.commit.path, body);
    return staged.elapsedMs + committed.elapsedMs;
  }

  /** Enrols the backup that claims will find. */
  async enrolClaimant(): Promise<void> {
    const { lookupId } = await buildClaim(this.#claimInput(), systemRng);
    await this.enrol(lookupId);
  }

  /**
   * Opens a claim, lets a quorum approve it, and asks how it stands. Gives the milliseconds of opening and of the question
   * that finds the backup.
   */
  async claim(): Promise<{ readonly open: number; readonly query: number }> {
    const { config, peers } = this.solo;
    const { claim, parcels, session } = await buildClaim(this.#claimInput(), systemRng);
    const opened = await this.client.post(PUBLIC_ROUTES.openClaim.path, JSON.stringify({ claim: claim.text, parcels }));
    const votes = peers.slice(0, config.size.approvalThreshold).map(({ index, signing }) => {
      const decided = { decision: 'approve', method: 'in-person', documents: ['passport'] };
      const sign = signerOf(config, signing, 'guardian', index);
      return sign<'vote'>('vote', { claimId: claim.id, configId: config.id, ...decided }).text;
    });
    await this.client.post(PUBLIC_ROUTES.carry.path, JSON.stringify({ statements: votes }));
    const sign = signerOf(config, session.signing, 'claimant');
    const ask = async () => {
      const nonce = encodeBase64url(systemRng.bytes(32));
      const query = sign<'claim-query'>('claim-query', { claimId: claim.id, nonce }).text;
      return this.client.post(PUBLIC_ROUTES.queryClaim.path, JSON.stringify({ query }));
    };
    // The node first derives the lookup id by itself, which costs it an Argon2id call.
    await waitFor(
      'the claim to find its backup',
      async () => ((await ask()).answer as ClaimQueryAnswer).backups.length > 0,
    );
    const asked = await ask();
    return { open: opened.elapsedMs, query: asked.elapsedMs };
  }

  close(): void {
    this.client.close();
  }

  #claimInput() {
    return { config: this.solo.config, identity: CLAIMANT, contact: '', now: Date.now() };
  }
}
