import { Module } from '@nestjs/common';
import { LoginsRepository } from './logins.repository.js';
import { LoginsService } from './logins.service.js';
import { OperatorsController } from './operators.controller.js';
import { OperatorsRepository } from './operators.repository.js';
import { OperatorsService } from './operators.service.js';
import { Passwords } from './passwords.js';

/** Accounts and logins of operators. */
@Module({
  controllers: [OperatorsController],
  providers: [OperatorsService, LoginsService, OperatorsRepository, LoginsRepository, Passwords],
})
export class OperatorsModule {}
