import { Controller, Get, HttpCode, Module, Post, Put } from '@nestjs/common';
import {
  type MailAnswer,
  type MailRequest,
  mailRequest,
  type MailTestAnswer,
  type MailTestRequest,
  mailTestRequest,
} from '@wardkeep/protocol';
import { Access, Operator, type OperatorCaller, RateLimit, ZodBody } from '../../platform/http/index.js';
import { MailNotices } from './mail-notices.js';
import { MailSettingsRepository } from './mail-settings.repository.js';
import { MailService } from './mail.service.js';
import { Mailer } from './mailer.js';

/** Mail to operators, by a server of their choice. */
@Controller('admin/v1/mail')
@Access({ listener: 'admin', role: 'admin' })
export class MailController {
  constructor(private readonly mail: MailService) {}

  @Get()
  show(): Promise<MailAnswer> {
    return this.mail.describe();
  }

  @Put()
  set(@Operator() operator: OperatorCaller, @ZodBody(mailRequest) request: MailRequest): Promise<MailAnswer> {
    return this.mail.set(operator, request);
  }

  @Post('test')
  @HttpCode(200)
  @RateLimit('login')
  async test(
    @Operator() operator: OperatorCaller,
    @ZodBody(mailTestRequest) { to }: MailTestRequest,
  ): Promise<MailTestAnswer> {
    return { sentAt: await this.mail.test(operator, to) };
  }
}

/** Mail to operators. */
@Module({
  controllers: [MailController],
  providers: [Mailer, MailNotices, MailService, MailSettingsRepository],
})
export class MailModule {}
