import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { fromUtf8, utf8 } from '@wardkeep/crypto';
import {
  identityInputOf,
  isProtocolError,
  matchIdentity,
  openClaimParcel,
  type ClaimantDetails,
  type IdentityInput,
  type LookupId,
  type SealedConfig,
} from '@wardkeep/protocol';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { Keystore } from '../../platform/keystore/keystore.js';
import { LOG, type Log } from '../../platform/logging/logger.js';
import { FederationService } from '../federation/federation.service.js';
import { ClaimRepository, type ClaimRow, type Reader } from './claim.repository.js';
import { StandingService } from './standing.service.js';

const RETRY_MS = 5000;
/** How often a process looks for claims that nobody has looked at, milliseconds. */
const LOOK_EVERY_MS = 5000;
const Parcels = z.array(z.object({ index: z.int(), sealed: z.string() }));

/**
 * Opens what claimants sealed to this guardian and compares their word with the digest of their claim. Each comparison costs
 * 64 MiB and a tenth of a second, so they run in the background, one at a time; a claim that waits is in the database.
 */
@Injectable()
export class IdentityCheckService implements OnApplicationBootstrap, OnApplicationShutdown {
  #turn: Promise<unknown> = Promise.resolve();
  #running = false;
  #again = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Keystore) private readonly keystore: Keystore,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
    @Inject(StandingService) private readonly standing: StandingService,
  ) {}

  onApplicationBootstrap(): void {
    this.federation.onSealed(() => this.wake());
    // Another process of this guardian may have taken in a claim and died before it looked at it.
    this.#watch = setInterval(() => this.wake(), LOOK_EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    await this.#turn;
  }

  /** Says that a claim waits to be checked. */
  wake(): void {
    this.#again = true;
    if (this.#running || this.#stopped) return;
    this.#running = true;
    this.drain()
      .catch((error: unknown) => {
        this.log.error({ err: error }, 'checking the identity of a claim failed');
        this.#timer = setTimeout(() => this.wake(), RETRY_MS);
      })
      .finally(() => {
        this.#running = false;
      });
  }

  /**
   * Compares an identity with the digest of a claim, in turn with all other comparisons.
   *
   * @param identity - As typed from papers, or as the claimant gave it.
   * @param claim - The claim.
   * @param nonce - The claim's nonce, from its parcel.
   * @returns The lookup id when they belong together, else null.
   * @throws ProtocolError when the identity cannot be read.
   */
  compare(identity: IdentityInput, claim: ClaimRow, nonce: string): Promise<LookupId | null> {
    return this.inTurn(async () => {
      const { federationId } = await this.federation.current();
      return matchIdentity(identity, { federationId, nonce, identityDigest: claim.identity_digest }, this.clock.now());
    });
  }

  /**
   * What the claimant sealed to this guardian, once it was opened.
   *
   * @param claim - The claim.
   * @returns The details, or null when the parcel has not been opened or does not open.
   */
  async findDetails(claim: ClaimRow): Promise<ClaimantDetails | null> {
    if (claim.identity_sealed !== null) return this.decrypt(claim, (await this.federation.current()).epoch);
    return claim.identity_status === 'pending' ? this.open(this.db, claim, await this.federation.current()) : null;
  }

  private async drain(): Promise<void> {
    const config = await this.federation.find();
    if (config === null) return;
    while (this.#again) {
      this.#again = false;
      for (
        let claimId = await this.nextPending();
        claimId !== null && !this.#stopped;
        claimId = await this.nextPending()
      ) {
        await this.check(claimId, config);
      }
    }
  }

  private async nextPending(): Promise<string | null> {
    const sql = "SELECT claim_id FROM claims WHERE identity_status = 'pending' ORDER BY opened_at LIMIT 1";
    const [row] = await this.db.query<{ claim_id: string }>(sql);
    return row?.claim_id ?? null;
  }

  private async check(claimId: string, config: SealedConfig): Promise<void> {
    const claim = await this.claims.find(this.db, claimId);
    if (claim === null) return;
    const details = await this.open(this.db, claim, config);
    const found = details === null ? null : await this.tryCompare(details, claim);
    const sealed = details === null ? null : this.encrypt(details, claim, config.epoch);
    const tag = found === null || claim.practice === 1 ? null : this.keystore.lookupHmac(found);
    found?.fill(0);
    await this.db.write(async (tx) => {
      const sql = `UPDATE claims SET identity_sealed = ?, identity_status = ?, lookup_tag = ?
        WHERE claim_id = ? AND identity_status = 'pending'`;
      const status = found === null ? 'differs' : 'matches';
      if ((await tx.execute(sql, [sealed, status, tag, claimId])) === 1) await this.standing.refresh(tx, claimId);
    });
  }

  /** A name that cannot be read differs from every digest; that is the claimant's fault and no failure of this node. */
  private async tryCompare(details: ClaimantDetails, claim: ClaimRow): Promise<LookupId | null> {
    try {
      return await this.compare(identityInputOf(details.identity), claim, details.nonce);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      return null;
    }
  }

  private async open(reader: Reader, claim: ClaimRow, config: SealedConfig): Promise<ClaimantDetails | null> {
    const sql = 'SELECT attachments FROM statements WHERE id = ?';
    const [row] = await reader.query<{ attachments: string | null }>(sql, [claim.claim_id]);
    const parcels = Parcels.parse(JSON.parse(row?.attachments ?? '[]'));
    const { index, sealingKey: recipient } = this.federation.self(config);
    const parcel = parcels.find((each) => each.index === index);
    if (parcel === undefined) return null;
    const { federationId, epoch } = config;
    const context = {
      federationId,
      epoch,
      sessionKey: claim.session_key,
      recipient,
      identityDigest: claim.identity_digest,
    };
    try {
      // Its digest was compared when the claim came in.
      return await openClaimParcel(context, this.keystore.sealingKeyPair(epoch), parcel.sealed);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      return null;
    }
  }

  private encrypt(details: ClaimantDetails, claim: ClaimRow, epoch: number): Uint8Array {
    const plaintext = utf8(JSON.stringify(details));
    try {
      return this.keystore.encryptAtRest(epoch, contextOf(claim), plaintext);
    } finally {
      plaintext.fill(0);
    }
  }

  private decrypt(claim: ClaimRow, epoch: number): ClaimantDetails {
    const secret = this.keystore.decryptAtRest(epoch, contextOf(claim), claim.identity_sealed ?? new Uint8Array());
    try {
      return JSON.parse(fromUtf8(secret.reveal())) as ClaimantDetails;
    } finally {
      secret.wipe();
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

const contextOf = (claim: ClaimRow): string => `claims/identity_sealed/${claim.claim_id}`;
