import { Controller, HttpCode, Post } from '@nestjs/common';
import { deliveryBody } from '@wardkeep/protocol';
import type { z } from 'zod';
import { Access, BodyLimit, Caller, ZodBody } from '../../platform/http/index.js';
import type { PeerCaller } from '../peers/peer-authenticator.js';
import { DeliveryService } from './delivery.service.js';
import { ENROLMENT_BODY_BYTES } from './enrolment.controller.js';

/** Where peers bring enrolments that the owner's device could not. */
@Controller('peer/v1')
export class DeliveryController {
  constructor(private readonly deliveries: DeliveryService) {}

  /** Takes an enrolment with its commit. Idempotent. */
  @Post('parcel')
  @HttpCode(200)
  @Access({ listener: 'public', who: 'peer', by: 'header' })
  @BodyLimit(ENROLMENT_BODY_BYTES)
  async deliver(
    @ZodBody(deliveryBody) body: z.infer<typeof deliveryBody>,
    @Caller() peer: PeerCaller,
  ): Promise<{ receipt: string }> {
    return { receipt: await this.deliveries.take(body, peer.index) };
  }
}
