import { Inject, Injectable } from '@nestjs/common';
import { encodeBase64url } from '@wardkeep/crypto';
import {
  getGuardian,
  signStatement,
  verifyFoundingConfig,
  verifyGuardianStatement,
  type Body,
  type Guardian,
  type GuardianStatementType,
  type ParsedStatement,
  type SealedConfig,
  type VerifiedStatement,
} from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { Keystore } from '../../platform/keystore/keystore.js';
import { federationProblem } from './federation-problems.js';

type CommonField = 'type' | 'version' | 'federationId' | 'epoch' | 'signer' | 'generation' | 'issuedAt';

/** The federation as this node knows it: the config in force, and this node's place in it. */
@Injectable()
export class FederationService {
  private sealed: SealedConfig | undefined;
  private readonly listeners: ((config: SealedConfig) => void)[] = [];

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Keystore) private readonly keystore: Keystore,
  ) {}

  /** The config in force, or null before the ceremony is over. Reads the database until there is one. */
  async find(): Promise<SealedConfig | null> {
    return this.sealed ?? (await this.refresh());
  }

  /**
   * The config in force.
   *
   * @throws ProblemError NOT_SEALED before the ceremony is over.
   */
  async current(): Promise<SealedConfig> {
    const config = await this.find();
    if (config === null) throw federationProblem('NOT_SEALED', 'this node is not part of a sealed federation yet');
    return config;
  }

  /** Looks again for a sealed config, after the ceremony or another process of this guardian stored one. */
  async refresh(): Promise<SealedConfig | null> {
    const [row] = await this.db.query<{ text: string }>(
      "SELECT text FROM federation_configs WHERE status = 'sealed' ORDER BY epoch DESC LIMIT 1",
    );
    if (row === undefined || this.sealed !== undefined) return this.sealed ?? null;
    this.sealed = verifyFoundingConfig(row.text);
    for (const listener of this.listeners) listener(this.sealed);
    return this.sealed;
  }

  /**
   * Runs an action as soon as the federation is sealed; at once if it is.
   *
   * @param listener - Told the config.
   */
  onSealed(listener: (config: SealedConfig) => void): void {
    this.listeners.push(listener);
    if (this.sealed !== undefined) listener(this.sealed);
  }

  /**
   * This node among the guardians of a config.
   *
   * @param config - From {@link current}.
   */
  self(config: SealedConfig): Guardian {
    const own = encodeBase64url(this.keystore.signingKey(config.epoch).publicKey);
    const found = config.guardians.find((guardian) => guardian.signingKey === own);
    if (found === undefined) throw new Error('this node is not a guardian of its own federation');
    return found;
  }

  /**
   * Signs a statement as this guardian, in the epoch in force.
   *
   * @param type - Type of statement.
   * @param fields - The fields of its own.
   * @throws ProblemError NOT_SEALED before the ceremony is over.
   */
  async sign<T extends GuardianStatementType>(
    type: T,
    fields: Omit<Body<T>, CommonField>,
  ): Promise<ParsedStatement<T>> {
    const config = await this.current();
    const { index, signingKey } = this.self(config);
    const body = {
      type,
      version: 1,
      federationId: config.federationId,
      epoch: config.epoch,
      signer: { role: 'guardian', index, key: signingKey },
      generation: this.keystore.generation,
      issuedAt: this.clock.now(),
      ...fields,
    };
    return signStatement<T>(body as unknown as Body<T>, this.keystore.signingKey(config.epoch));
  }

  /**
   * Checks a statement that a guardian of the config in force must have signed.
   *
   * @param text - Canonical text of the envelope.
   * @param type - The expected type.
   * @param index - The expected guardian; any when left out.
   */
  async verify<T extends GuardianStatementType>(text: string, type: T, index?: number): Promise<VerifiedStatement<T>> {
    return verifyGuardianStatement(text, type, await this.current(), index);
  }

  /** A guardian of the config in force. */
  async guardian(index: number): Promise<Guardian> {
    return getGuardian(await this.current(), index);
  }
}
