import { Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  type LoginAnswer,
  passkeyIdParam,
  type PasskeyLogin,
  passkeyLogin,
  type PasskeyLoginOptions,
  passkeyLoginOptions,
  type PasskeyRegistration,
  passkeyRegistration,
  type PasskeyView,
  type WebauthnOptions,
} from '@wardkeep/protocol';
import type { Request, Response } from 'express';
import {
  Access,
  LoginCookie,
  Operator,
  type OperatorCaller,
  RateLimit,
  StepUp,
  ZodBody,
  ZodParam,
} from '../../platform/http/index.js';
import { LOGIN_LIFE, LoginsService } from './logins.service.js';
import { type PasskeySite, siteOf } from './passkey-proofs.js';
import { PasskeysService } from './passkeys.service.js';

/** Passkeys of operators. All routes are for the node's own page: a passkey answers to pages only. */
@Controller('admin/v1')
export class PasskeysController {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly logins: LoginsService,
    private readonly cookie: LoginCookie,
  ) {}

  @Post('login/passkey/options')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'anyone' })
  @RateLimit('login')
  loginOptions(
    @ZodBody(passkeyLoginOptions) { name }: PasskeyLoginOptions,
    @Req() request: Request,
  ): Promise<WebauthnOptions> {
    return this.passkeys.proofOptions('login', name ?? null, this.#siteOf(request));
  }

  @Post('login/passkey')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'anyone' })
  @RateLimit('login')
  async logIn(
    @ZodBody(passkeyLogin) login: PasskeyLogin,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LoginAnswer> {
    const name = await this.passkeys.prove('login', login, this.#siteOf(request));
    const { token, ...rest } = await this.logins.issueTo(name, login.cookie ? 'cookie' : 'bearer');
    if (!login.cookie) return { token, ...rest };
    this.cookie.set(response, token, LOGIN_LIFE);
    return rest;
  }

  @Post('step-up/options')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'viewer' })
  stepUpOptions(@Operator() { name }: OperatorCaller, @Req() request: Request): Promise<WebauthnOptions> {
    return this.passkeys.proofOptions('step-up', name, this.#siteOf(request));
  }

  @Get('passkeys')
  @Access({ listener: 'admin', role: 'viewer' })
  async list(@Operator() operator: OperatorCaller): Promise<{ passkeys: PasskeyView[] }> {
    return { passkeys: await this.passkeys.list(operator) };
  }

  @Post('passkeys/options')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'viewer' })
  @StepUp()
  registrationOptions(@Operator() operator: OperatorCaller, @Req() request: Request): Promise<WebauthnOptions> {
    return this.passkeys.registrationOptions(operator, this.#siteOf(request));
  }

  @Post('passkeys')
  @Access({ listener: 'admin', role: 'viewer' })
  @StepUp()
  register(
    @Operator() operator: OperatorCaller,
    @ZodBody(passkeyRegistration) registration: PasskeyRegistration,
    @Req() request: Request,
  ): Promise<PasskeyView> {
    return this.passkeys.register(operator, registration, this.#siteOf(request));
  }

  @Delete('passkeys/:id')
  @HttpCode(204)
  @Access({ listener: 'admin', role: 'viewer' })
  @StepUp()
  remove(@Operator() operator: OperatorCaller, @ZodParam('id', passkeyIdParam) id: string): Promise<void> {
    return this.passkeys.remove(operator, id);
  }

  #siteOf(request: Request): PasskeySite {
    this.cookie.assertOwnPage(request);
    return siteOf(request);
  }
}
