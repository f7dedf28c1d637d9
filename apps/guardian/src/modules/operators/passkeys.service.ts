import { Inject, Injectable } from '@nestjs/common';
import { encodeBase64url, type Rng, sha256, utf8 } from '@wardkeep/crypto';
import type { PasskeyRegistration, PasskeyView, WebauthnOptions } from '@wardkeep/protocol';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Clock } from '../../platform/clock/clock.js';
import { RNG } from '../../platform/clock/rng.js';
import { Database } from '../../platform/database/database.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import { refuse } from './operators.problems.js';
import { type ChallengePurpose, type PasskeyRow, PasskeysRepository } from './passkeys.repository.js';
import { findCredential, findCounter, type PasskeySite } from './passkey-proofs.js';

/** How long an operator has to answer, milliseconds. */
const CHALLENGE_LIFE = 5 * 60_000;
const MOST_PASSKEYS = 10;
/** COSE: EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];

const viewOf = (row: PasskeyRow): PasskeyView => ({
  passkeyId: row.id,
  label: row.label,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
});

/** Passkeys of operators (WebAuthn Level 3). All of them must verify the user, by PIN, finger or face. */
@Injectable()
export class PasskeysService {
  constructor(
    private readonly database: Database,
    private readonly passkeys: PasskeysRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    @Inject(RNG) private readonly rng: Rng,
  ) {}

  /** @returns An operator's passkeys, oldest first. */
  async list({ name }: Pick<OperatorCaller, 'name'>): Promise<PasskeyView[]> {
    return (await this.passkeys.listOf(name)).map(viewOf);
  }

  /**
   * @param operator - Who will have the passkey.
   * @param site - Where the page came from.
   * @returns What the browser's authenticator is asked for.
   * @throws ProblemError `PASSKEYS_FULL`.
   */
  async registrationOptions({ name }: OperatorCaller, { rpId }: PasskeySite): Promise<WebauthnOptions> {
    const known = await this.passkeys.listOf(name);
    if (known.length >= MOST_PASSKEYS)
      throw refuse('PASSKEYS_FULL', `an operator has at most ${MOST_PASSKEYS} passkeys`);
    return this.#challenge('register', name, {
      rp: { id: rpId, name: 'Wardkeep' },
      // The same for all passkeys of an account, so that an authenticator keeps one for it.
      user: { id: encodeBase64url(sha256(utf8(`operator/${name}`))), name, displayName: name },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: CHALLENGE_LIFE,
      excludeCredentials: known.map(({ id }) => ({ type: 'public-key', id })),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      attestation: 'none',
    });
  }

  /**
   * Keeps a new passkey.
   *
   * @param operator - Whose.
   * @param request - What the authenticator answered, and a label.
   * @param site - Where the page came from.
   * @throws ProblemError `PASSKEY_REFUSED`, `PASSKEY_EXISTS`.
   */
  async register(operator: OperatorCaller, request: PasskeyRegistration, site: PasskeySite): Promise<PasskeyView> {
    const challenge = await this.#take(request.challengeId, 'register', operator.name);
    const credential = await findCredential(request.response, challenge.challenge, site);
    if (credential === null) throw refused();
    const now = this.clock.now();
    const row = {
      id: credential.id,
      operator_name: operator.name,
      label: request.label,
      public_key: credential.publicKey,
      counter: credential.counter,
      created_at: now,
    };
    await this.database.write(async (tx) => {
      if (!(await this.passkeys.insert(tx, row))) throw refuse('PASSKEY_EXISTS', 'this passkey is registered already');
      await this.audit.record(tx, operator, 'passkey.create', request.label);
    });
    return viewOf({ ...row, last_used_at: null });
  }

  /**
   * @param purpose - What the answer will be good for.
   * @param name - Operator, if it is known who will answer; an unknown name gets options that look alike.
   * @param site - Where the page came from.
   * @returns What the browser's authenticator is asked for.
   */
  async proofOptions(
    purpose: 'login' | 'step-up',
    name: string | null,
    { rpId }: PasskeySite,
  ): Promise<WebauthnOptions> {
    // Names are no secret from operators, but whoever only reaches the listener is not told which have passkeys.
    const known = purpose === 'step-up' && name !== null ? await this.passkeys.listOf(name) : [];
    return this.#challenge(purpose, name, {
      rpId,
      timeout: CHALLENGE_LIFE,
      userVerification: 'required',
      allowCredentials: known.map(({ id }) => ({ type: 'public-key', id })),
    });
  }

  /**
   * Checks an authenticator's answer.
   *
   * @param purpose - What it is to be good for.
   * @param answer - Id of the challenge, and what the authenticator said.
   * @param site - Where the page came from.
   * @returns Name of the operator whose passkey it is.
   * @throws ProblemError `PASSKEY_REFUSED`.
   */
  async prove(
    purpose: 'login' | 'step-up',
    answer: { readonly challengeId: string; readonly response: { readonly id: string } },
    site: PasskeySite,
  ): Promise<string> {
    const challenge = await this.#take(answer.challengeId, purpose);
    const passkey = await this.passkeys.find(answer.response.id);
    const isMeant = challenge.operator_name === null || challenge.operator_name === passkey?.operator_name;
    if (passkey === null || !isMeant) throw refused();
    const counter = await findCounter(answer.response, challenge.challenge, site, passkey);
    if (counter === null) throw refused();
    const isCounted = await this.database.write((tx) => this.passkeys.countUse(tx, passkey, counter, this.clock.now()));
    if (!isCounted) throw refused();
    return passkey.operator_name;
  }

  /**
   * @param operator - Whose, unless it is an admin: they may remove everybody's, as of a phone that was lost.
   * @param id - The passkey.
   * @throws ProblemError `PASSKEY_NOT_FOUND`.
   */
  async remove(operator: OperatorCaller, id: string): Promise<void> {
    await this.database.write(async (tx) => {
      const owner = operator.role === 'admin' ? null : operator.name;
      if (!(await this.passkeys.remove(tx, id, owner))) throw refuse('PASSKEY_NOT_FOUND', 'no such passkey');
      await this.audit.record(tx, operator, 'passkey.remove', id);
    });
  }

  async #challenge(purpose: ChallengePurpose, name: string | null, options: object): Promise<WebauthnOptions> {
    const challenge = encodeBase64url(this.rng.bytes(32));
    const id = encodeBase64url(this.rng.bytes(16));
    const now = this.clock.now();
    const row = { id, purpose, operator_name: name, challenge, expires_at: now + CHALLENGE_LIFE };
    await this.database.write((tx) => this.passkeys.insertChallenge(tx, row, now));
    return { challengeId: id, options: { ...options, challenge } };
  }

  async #take(id: string, purpose: ChallengePurpose, name?: string) {
    const now = this.clock.now();
    const challenge = await this.database.write((tx) => this.passkeys.takeChallenge(tx, id, purpose, now));
    if (challenge === null || (name !== undefined && challenge.operator_name !== name)) throw refused();
    return challenge;
  }
}

const refused = (): Error => refuse('PASSKEY_REFUSED', 'passkey was not accepted: try again, or use the password');
