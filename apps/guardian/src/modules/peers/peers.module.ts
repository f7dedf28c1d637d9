import { Global, Module } from '@nestjs/common';
import { ActingGate } from './acting-gate.js';
import { AnnouncementRepository } from './announcement.repository.js';
import { GuardianOrigins } from './guardian-origins.js';
import { HelloClient } from './hello-client.js';
import { HttpPeerTransport } from './http-transport.js';
import { NodeClient } from './node-client.js';
import { NonceRepository } from './nonce.repository.js';
import { PeerAuthenticator } from './peer-authenticator.js';
import { PeerClient } from './peer-client.js';
import { PeerStatusService } from './peer-status.service.js';
import { PeerTransport } from './transport.js';

/** How nodes speak with each other. Global, because several flows deliver to peers. */
@Global()
@Module({
  providers: [
    { provide: PeerTransport, useClass: HttpPeerTransport },
    ActingGate,
    AnnouncementRepository,
    GuardianOrigins,
    HelloClient,
    NodeClient,
    NonceRepository,
    PeerAuthenticator,
    PeerClient,
    PeerStatusService,
  ],
  exports: [
    ActingGate,
    AnnouncementRepository,
    HelloClient,
    NodeClient,
    NonceRepository,
    PeerClient,
    PeerStatusService,
  ],
})
export class PeersModule {}
