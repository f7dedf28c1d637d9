import { Controller, Delete, Get, HttpCode, Post, Put, Req, Res } from '@nestjs/common';
import {
  type LoginAnswer,
  loginIdParam,
  type LoginRequest,
  loginRequest,
  type LoginsAnswer,
  type MeAnswer,
  type OwnMailRequest,
  ownMailRequest,
  type SetupAnswer,
  type SetupRequest,
  setupRequest,
  type StepUpAnswer,
  type StepUpRequest,
  stepUpRequest,
} from '@wardkeep/protocol';
import type { Request, Response } from 'express';
import {
  Access,
  LoginCookie,
  Operator,
  type OperatorCaller,
  RateLimit,
  ZodBody,
  ZodParam,
} from '../../platform/http/index.js';
import { SOFTWARE_VERSION } from '../federation/software-version.js';
import { LOGIN_LIFE, type LoginResult, LoginsService } from './logins.service.js';
import { OperatorsService } from './operators.service.js';
import { siteOf } from './passkey-proofs.js';
import { PasskeysService } from './passkeys.service.js';
import { SetupService } from './setup.service.js';

/** How operators come in, prove who they are, and leave. */
@Controller('admin/v1')
export class LoginsController {
  constructor(
    private readonly operators: OperatorsService,
    private readonly logins: LoginsService,
    private readonly passkeys: PasskeysService,
    private readonly setup: SetupService,
    private readonly cookie: LoginCookie,
  ) {}

  @Get('setup')
  @Access({ listener: 'admin', role: 'anyone' })
  async showSetup(): Promise<SetupAnswer> {
    const needsOperator = await this.setup.needsOperator();
    return { needsOperator, nodeName: await this.setup.nodeName(), softwareVersion: SOFTWARE_VERSION };
  }

  @Post('setup')
  @Access({ listener: 'admin', role: 'anyone' })
  @RateLimit('login')
  async setUp(@ZodBody(setupRequest) request: SetupRequest): Promise<{ name: string; role: 'admin' }> {
    await this.setup.setUp(request);
    return { name: request.name, role: 'admin' };
  }

  @Post('setup/code')
  @Access({ listener: 'console' })
  async createSetupCode(@Operator() operator: OperatorCaller): Promise<{ code: string }> {
    return { code: await this.setup.createCode(operator) };
  }

  @Post('login')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'anyone' })
  @RateLimit('login')
  async logIn(
    @ZodBody(loginRequest) request: LoginRequest,
    @Req() http: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LoginAnswer> {
    if (!request.cookie) return this.logins.logIn(request);
    this.cookie.assertOwnPage(http);
    return this.#asCookie(await this.logins.logIn(request), response);
  }

  #asCookie({ token, ...rest }: LoginResult, response: Response): LoginAnswer {
    this.cookie.set(response, token, LOGIN_LIFE);
    return rest;
  }

  @Post('logout')
  @HttpCode(204)
  @Access({ listener: 'admin', role: 'viewer' })
  async logOut(@Operator() operator: OperatorCaller, @Res({ passthrough: true }) response: Response): Promise<void> {
    if (operator.loginId !== undefined) await this.logins.revoke(operator, operator.loginId);
    if (operator.steppedUpUntil !== undefined) this.cookie.clear(response);
  }

  @Get('me')
  @Access({ listener: 'admin', role: 'viewer' })
  me(@Operator() operator: OperatorCaller): Promise<MeAnswer> {
    return this.operators.describe(operator);
  }

  @Put('me/mail')
  @HttpCode(204)
  @Access({ listener: 'admin', role: 'viewer' })
  setMail(@Operator() operator: OperatorCaller, @ZodBody(ownMailRequest) { address }: OwnMailRequest): Promise<void> {
    return this.operators.setMail(operator, address);
  }

  @Post('step-up')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'viewer' })
  @RateLimit('login')
  async stepUp(
    @Operator() operator: OperatorCaller,
    @ZodBody(stepUpRequest) request: StepUpRequest,
    @Req() http: Request,
  ): Promise<StepUpAnswer> {
    if ('password' in request) return { until: await this.logins.stepUpByPassword(operator, request.password) };
    this.cookie.assertOwnPage(http);
    const name = await this.passkeys.prove('step-up', request, siteOf(http));
    if (name !== operator.name) throw new Error('a challenge to one operator was answered by another');
    return { until: await this.logins.stepUp(operator, 'passkey') };
  }

  @Get('logins')
  @Access({ listener: 'admin', role: 'viewer' })
  async listLogins(@Operator() operator: OperatorCaller): Promise<LoginsAnswer> {
    const logins = (await this.logins.list(operator)).map((row) => ({
      loginId: row.id,
      operator: row.operator_name,
      createdAt: row.created_at,
      lastUsedAt: row.last_used_at,
      expiresAt: row.expires_at,
    }));
    return { logins };
  }

  @Delete('logins/:id')
  @HttpCode(204)
  @Access({ listener: 'admin', role: 'viewer' })
  revokeLogin(@Operator() operator: OperatorCaller, @ZodParam('id', loginIdParam) id: string): Promise<void> {
    return this.logins.revoke(operator, id);
  }
}
