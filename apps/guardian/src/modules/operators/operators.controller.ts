import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { type AuditLine, AuditTrail } from '../../platform/audit/audit-trail.js';
import {
  Access,
  Operator,
  type OperatorCaller,
  RateLimit,
  ZodBody,
  ZodParam,
  ZodQuery,
} from '../../platform/http/index.js';
import type { LoginRow } from './logins.repository.js';
import { type LoginResult, LoginsService } from './logins.service.js';
import { AuditQuery, LoginId, LoginRequest, NewOperator, OperatorName, OperatorReset } from './operators.dto.js';
import { OperatorsService, type OperatorView } from './operators.service.js';

const toLoginView = (row: LoginRow): Record<string, string | number> => ({
  loginId: row.id,
  operator: row.operator_name,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  expiresAt: row.expires_at,
});

/** Accounts and logins of operators. */
@Controller('admin/v1')
export class OperatorsController {
  constructor(
    private readonly operators: OperatorsService,
    private readonly logins: LoginsService,
    private readonly audit: AuditTrail,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'anyone' })
  @RateLimit('login')
  logIn(@ZodBody(LoginRequest) request: LoginRequest): Promise<LoginResult> {
    return this.logins.logIn(request);
  }

  @Post('logout')
  @HttpCode(204)
  @Access({ listener: 'admin', role: 'viewer' })
  async logOut(@Operator() operator: OperatorCaller): Promise<void> {
    if (operator.loginId !== undefined) await this.logins.revoke(operator, operator.loginId);
  }

  @Get('me')
  @Access({ listener: 'admin', role: 'viewer' })
  me(@Operator() { name, role, via }: OperatorCaller): Pick<OperatorCaller, 'name' | 'role' | 'via'> {
    return { name, role, via };
  }

  @Get('logins')
  @Access({ listener: 'admin', role: 'viewer' })
  async listLogins(@Operator() operator: OperatorCaller): Promise<{ logins: ReturnType<typeof toLoginView>[] }> {
    return { logins: (await this.logins.list(operator)).map(toLoginView) };
  }

  @Delete('logins/:id')
  @HttpCode(204)
  @Access({ listener: 'admin', role: 'viewer' })
  revokeLogin(@Operator() operator: OperatorCaller, @ZodParam('id', LoginId) id: string): Promise<void> {
    return this.logins.revoke(operator, id);
  }

  @Get('operators')
  @Access({ listener: 'admin', role: 'admin' })
  async list(): Promise<{ operators: OperatorView[] }> {
    return { operators: await this.operators.list() };
  }

  @Post('operators')
  @Access({ listener: 'console' })
  async create(
    @Operator() operator: OperatorCaller,
    @ZodBody(NewOperator) request: NewOperator,
  ): Promise<{ name: string; role: string }> {
    await this.operators.create(operator, request);
    return { name: request.name, role: request.role };
  }

  @Post('operators/:name/reset')
  @HttpCode(204)
  @Access({ listener: 'console' })
  reset(
    @Operator() operator: OperatorCaller,
    @ZodParam('name', OperatorName) name: string,
    @ZodBody(OperatorReset) request: OperatorReset,
  ): Promise<void> {
    return this.operators.reset(operator, name, request);
  }

  @Post('operators/:name/disable')
  @HttpCode(204)
  @Access({ listener: 'admin', role: 'admin' })
  disable(@Operator() operator: OperatorCaller, @ZodParam('name', OperatorName) name: string): Promise<void> {
    return this.operators.disable(operator, name);
  }

  @Get('audit')
  @Access({ listener: 'admin', role: 'viewer' })
  async listAudit(@ZodQuery(AuditQuery) { after, limit }: AuditQuery): Promise<{ entries: AuditLine[] }> {
    return { entries: await this.audit.list(after, limit) };
  }
}
