import { Injectable, type OnModuleInit } from '@nestjs/common';
import { decodeBase64url } from '@wardkeep/crypto';
import { type Guardian, LIMITS, PEER_HEADER } from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Authentication, type AuthenticationRequest } from '../../platform/http/index.js';
import { FederationService } from '../federation/federation.service.js';
import { NonceRepository } from './nonce.repository.js';
import { isSignedPeerRequest, parsePeerHeader } from './peer-header.js';
import { peerProblem } from './peer-problems.js';
import { PeerStatusService } from './peer-status.service.js';

/** A guardian of the same federation that proved who it is. */
export interface PeerCaller {
  readonly kind: 'peer';
  readonly index: number;
  readonly guardian: Guardian;
}

const SKEW_MS = LIMITS.clockSkewSeconds * 1000;

/**
 * Tells which guardian sends a request: signed by its node key, for this recipient, this path and these bytes, within
 * 60 s by this node's clock, and only once. Runs before every route for peers.
 */
@Injectable()
export class PeerAuthenticator implements OnModuleInit {
  constructor(
    private readonly authentication: Authentication,
    private readonly federation: FederationService,
    private readonly nonces: NonceRepository,
    private readonly status: PeerStatusService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.authentication.register('peer', (request) => this.authenticate(request));
  }

  /**
   * @param request - As received.
   * @returns The guardian.
   * @throws ProblemError PEER_UNAUTHENTICATED, PEER_CLOCK_SKEW with this node's `time`, PEER_NONCE_USED, or NOT_SEALED.
   */
  async authenticate(request: AuthenticationRequest): Promise<PeerCaller> {
    const config = await this.federation.current();
    const self = this.federation.self(config);
    const header = parsePeerHeader(request.headers[PEER_HEADER]);
    const guardian = config.guardians.find(({ index }) => index === header?.index);
    if (header === null || guardian === undefined || guardian.index === self.index) throw unauthenticated();
    const [path = ''] = request.url.split('?');
    const signed = { method: request.method, path, recipientKey: self.signingKey, body: request.body };
    if (!isSignedPeerRequest(signed, header, guardian.signingKey)) throw unauthenticated();
    const now = this.clock.now();
    if (Math.abs(now - header.timestamp) > SKEW_MS) {
      throw peerProblem('PEER_CLOCK_SKEW', 'clocks of two guardians must be within 60 seconds', { time: now });
    }
    const nonce = decodeBase64url(header.nonce);
    if (!(await this.nonces.use(`peer/${String(guardian.index)}`, nonce, header.timestamp + 2 * SKEW_MS))) {
      throw peerProblem('PEER_NONCE_USED', 'request was sent before');
    }
    this.status.heard(guardian.index);
    return { kind: 'peer', index: guardian.index, guardian };
  }
}

const unauthenticated = () =>
  peerProblem('PEER_UNAUTHENTICATED', 'request must be signed by a guardian of this federation');
