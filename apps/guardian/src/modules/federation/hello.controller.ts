import { Controller, Get } from '@nestjs/common';
import { type HelloAnswer, PROTOCOL_VERSION } from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Access } from '../../platform/http/index.js';
import { FederationService } from './federation.service.js';
import { OwnCardService } from './own-card.service.js';
import { SOFTWARE_VERSION } from './software-version.js';

/** Who answers here. Not signed and not secret, so that a node can be found before it is a peer. */
@Controller('peer/v1')
export class HelloController {
  constructor(
    private readonly own: OwnCardService,
    private readonly federation: FederationService,
    private readonly clock: Clock,
  ) {}

  @Get('hello')
  @Access({ listener: 'public', who: 'peer' })
  async hello(): Promise<HelloAnswer> {
    const { card, announcement } = await this.own.bundle();
    const config = await this.federation.find();
    return {
      card: card.text,
      announcement: announcement.text,
      protocolVersion: PROTOCOL_VERSION,
      softwareVersion: SOFTWARE_VERSION,
      time: this.clock.now(),
      epoch: config?.epoch ?? null,
      configId: config?.id ?? null,
    };
  }
}
