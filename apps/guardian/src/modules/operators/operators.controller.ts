import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  type AuditQuery,
  auditQuery,
  type NewOperator,
  newOperator,
  operatorName,
  type OperatorReset,
  operatorReset,
  type OperatorRoleRequest,
  operatorRoleRequest,
  type OperatorView,
  type PasskeyView,
} from '@wardkeep/protocol';
import { type AuditLine, AuditTrail } from '../../platform/audit/audit-trail.js';
import {
  Access,
  Operator,
  type OperatorCaller,
  StepUp,
  ZodBody,
  ZodParam,
  ZodQuery,
} from '../../platform/http/index.js';
import { OperatorsService } from './operators.service.js';
import { PasskeysService } from './passkeys.service.js';

/** Accounts of operators, and what was done with them. */
@Controller('admin/v1')
export class OperatorsController {
  constructor(
    private readonly operators: OperatorsService,
    private readonly passkeys: PasskeysService,
    private readonly audit: AuditTrail,
  ) {}

  @Get('operators')
  @Access({ listener: 'admin', role: 'admin' })
  async list(): Promise<{ operators: OperatorView[] }> {
    return { operators: await this.operators.list() };
  }

  @Post('operators')
  @Access({ listener: 'console' })
  async create(
    @Operator() operator: OperatorCaller,
    @ZodBody(newOperator) request: NewOperator,
  ): Promise<{ name: string; role: string }> {
    await this.operators.create(operator, request);
    return { name: request.name, role: request.role };
  }

  @Post('operators/:name/reset')
  @HttpCode(204)
  @Access({ listener: 'console' })
  reset(
    @Operator() operator: OperatorCaller,
    @ZodParam('name', operatorName) name: string,
    @ZodBody(operatorReset) request: OperatorReset,
  ): Promise<void> {
    return this.operators.reset(operator, name, request);
  }

  @Post('operators/:name/disable')
  @HttpCode(204)
  @Access({ listener: 'admin', role: 'admin' })
  disable(@Operator() operator: OperatorCaller, @ZodParam('name', operatorName) name: string): Promise<void> {
    return this.operators.disable(operator, name);
  }

  @Post('operators/:name/role')
  @HttpCode(204)
  @Access({ listener: 'admin', role: 'admin' })
  @StepUp()
  setRole(
    @Operator() operator: OperatorCaller,
    @ZodParam('name', operatorName) name: string,
    @ZodBody(operatorRoleRequest) { role }: OperatorRoleRequest,
  ): Promise<void> {
    return this.operators.setRole(operator, name, role);
  }

  @Get('operators/:name/passkeys')
  @Access({ listener: 'admin', role: 'admin' })
  async listPasskeys(@ZodParam('name', operatorName) name: string): Promise<{ passkeys: PasskeyView[] }> {
    return { passkeys: await this.passkeys.list({ name }) };
  }

  @Get('audit')
  @Access({ listener: 'admin', role: 'viewer' })
  async listAudit(@ZodQuery(auditQuery) { after, limit }: AuditQuery): Promise<{ entries: AuditLine[] }> {
    return { entries: await this.audit.list(after, limit) };
  }
}
