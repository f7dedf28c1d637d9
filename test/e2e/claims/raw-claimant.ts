import {
  openFederation,
  readState,
  type ClaimState,
  type ClientContext,
  type GuardianApi,
  type JoinedFederation,
} from '@wardkeep/client';
import {
  blind,
  cryptoReady,
  encodeBase64url,
  sealingKeyPairFromSeed,
  signingKeyPairFromSeed,
  systemRng,
  utf8,
  type Blinded,
} from '@wardkeep/crypto';
import {
  alphaDigestOf,
  buildAttemptRequest,
  signStatement,
  type AttemptFields,
  type Body,
  type ClaimedBackup,
  type ClaimSession,
  type SigningKeyText,
  type StatementId,
} from '@wardkeep/protocol';

/** A claimant with a program of their own: sends what the client library never would. */
export class RawClaimant {
  private constructor(
    readonly federation: JoinedFederation,
    readonly claimId: StatementId,
    readonly session: ClaimSession,
    /** As the device keeps it. */
    readonly stored: ClaimState,
  ) {}

  /** Takes the session of a claim out of a device. */
  static async of(device: ClientContext, claimId?: string): Promise<RawClaimant> {
    await cryptoReady();
    const { claims } = await readState(device);
    const claim = claimId === undefined ? claims.at(-1) : claims.find((each) => each.claimId === claimId);
    if (claim === undefined) throw new Error('device has no such claim');
    const session = {
      signing: signingKeyPairFromSeed(claim.signingSeed.reveal()),
      sealing: sealingKeyPairFromSeed(claim.sealingSeed.reveal()),
    };
    return new RawClaimant(await openFederation(device, claim.federationId), claim.claimId, session, claim);
  }

  /** The same claim with the keys of another session. */
  withSession(session: ClaimSession): RawClaimant {
    return new RawClaimant(this.federation, this.claimId, session, this.stored);
  }

  /** Calls of one guardian. */
  api(index: number): GuardianApi {
    const found = this.federation.guardians.find((guardian) => guardian.index === index);
    if (found === undefined) throw new RangeError(`no guardian ${String(index)}`);
    return found;
  }

  /** α of some guess; a fresh blind each time. */
  static guess(text = 'some guess'): Blinded {
    return blind(utf8(text), systemRng);
  }

  /** The fields of an attempt. */
  attempt(manifestId: string, attempt: number, alpha: Uint8Array): AttemptFields {
    const { id: configId } = this.federation.config;
    const alphaDigest = alphaDigestOf(alpha);
    return {
      configId,
      manifestId: manifestId as StatementId,
      path: 'recovery',
      attempt,
      claimId: this.claimId,
      alphaDigest,
    };
  }

  /** Signs an attempt request. */
  request(fields: AttemptFields, issuedAt = Date.now()): string {
    return buildAttemptRequest(fields, this.federation.config, this.session.signing, issuedAt).text;
  }

  /** Signs a claim of one's own making with this session. */
  signClaim(body: Body<'claim'>): string {
    const key = encodeBase64url(this.session.signing.publicKey) as SigningKeyText;
    return signStatement<'claim'>({ ...body, signer: { role: 'claimant', key } }, this.session.signing).text;
  }

  /** Asks one guardian for a ticket. */
  async ticket(index: number, fields: AttemptFields): Promise<string> {
    return (await this.api(index).ticket({ request: this.request(fields) })).ticket;
  }

  /** Asks guardians for tickets, one after the other. */
  async ticketsOf(indexes: readonly number[], fields: AttemptFields): Promise<string[]> {
    const tickets: string[] = [];
    for (const index of indexes) tickets.push(await this.ticket(index, fields));
    return tickets;
  }

  /** Asks one guardian to evaluate. */
  async evaluate(index: number, fields: AttemptFields, alpha: Uint8Array, tickets: readonly string[]): Promise<string> {
    const body = { request: this.request(fields), alpha: encodeBase64url(alpha), tickets: [...tickets] };
    return (await this.api(index).evaluate(body)).evaluation;
  }

  /** The backups that one guardian lists. */
  async backupsOn(index: number): Promise<ClaimedBackup[]> {
    const { config } = this.federation;
    const query = signStatement<'claim-query'>(
      {
        type: 'claim-query',
        version: 1,
        federationId: config.federationId,
        epoch: config.epoch,
        signer: { role: 'claimant', key: encodeBase64url(this.session.signing.publicKey) as SigningKeyText },
        issuedAt: Date.now(),
        claimId: this.claimId,
        nonce: encodeBase64url(systemRng.bytes(32)),
      },
      this.session.signing,
    );
    return (await this.api(index).queryClaim({ query: query.text })).backups;
  }

  /**
   * Carries statements to one guardian.
   *
   * @returns per statement `ok`, or why it was refused
   */
  async carry(index: number, ...statements: readonly string[]): Promise<string[]> {
    const { results } = await this.api(index).carry({ statements: [...statements] });
    return results.map(({ accepted, code }) => (accepted ? 'ok' : (code ?? '')));
  }
}
