import { Inject, Injectable } from '@nestjs/common';
import {
  attemptFieldsOf,
  parseEnvelopeOf,
  parseGuardianIndex,
  verifyAttemptRequest,
  verifyTicket,
  type AttemptFields,
  type ParsedStatement,
  type SealedConfig,
  type Ticket,
  type VerifiedStatement,
} from '@wardkeep/protocol';
import { fromInput } from '../../platform/problem/index.js';
import { BoundedCache } from '../claims/bounded-cache.js';
import { StandingService } from '../claims/standing.service.js';

const MOST_REMEMBERED = 2000;

/**
 * Reads attempt requests and tickets. Each is seen several times in a recovery, byte for byte the same, and its signature is
 * checked once; whether it may be acted on is judged every time anew.
 */
@Injectable()
export class VerifiedAttempts {
  readonly #requests = new BoundedCache<AttemptFields>(MOST_REMEMBERED);
  readonly #tickets = new BoundedCache<Ticket>(MOST_REMEMBERED);

  constructor(@Inject(StandingService) private readonly standing: StandingService) {}

  /**
   * @param text - An `attempt-request`.
   * @returns What it asks for, signed by the session key of its claim.
   * @throws ProblemError CLAIM_NOT_FOUND, SIGNATURE_INVALID, WRONG_CONFIG, …
   */
  async readRequest(text: string): Promise<AttemptFields> {
    const known = this.#requests.find(text);
    if (known !== undefined) return known;
    const request = await fromInput(() => parseEnvelopeOf(text, 'attempt-request'));
    const { config, claim } = await this.standing.getSigner(request.body.claimId);
    const expected = { config, claimId: claim.claim_id, sessionKey: claim.session_key };
    const { body } = await fromInput(() => verifyAttemptRequest(request, expected));
    return this.#requests.get(text, () => attemptFieldsOf(body));
  }

  /**
   * @param text - A ticket.
   * @param config - The config in force.
   * @throws ProtocolError as `verifyTicket`
   */
  readTicket(text: string, config: SealedConfig): Ticket {
    return this.#tickets.get(`${config.id}${text}`, () => verifyTicket(text, config));
  }

  /**
   * Remembers a ticket that this node has signed itself.
   *
   * @param ticket - From `FederationService.sign`.
   * @param config - The config in force.
   */
  remember(ticket: ParsedStatement<'ticket'>, config: SealedConfig): void {
    const statement = ticket as VerifiedStatement<'ticket'>;
    const guardian = parseGuardianIndex(ticket.body.signer.index);
    this.#tickets.get(`${config.id}${ticket.text}`, () => ({ guardian, attempt: ticket.body, statement }));
  }
}
