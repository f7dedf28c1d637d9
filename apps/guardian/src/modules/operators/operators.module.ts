import { Module } from '@nestjs/common';
import { LoginsController } from './logins.controller.js';
import { LoginsRepository } from './logins.repository.js';
import { LoginsService } from './logins.service.js';
import { OperatorsController } from './operators.controller.js';
import { OperatorsRepository } from './operators.repository.js';
import { OperatorsService } from './operators.service.js';
import { PasskeysController } from './passkeys.controller.js';
import { PasskeysRepository } from './passkeys.repository.js';
import { PasskeysService } from './passkeys.service.js';
import { Passwords } from './passwords.js';
import { SetupService } from './setup.service.js';

/** Accounts and logins of operators. */
@Module({
  controllers: [LoginsController, OperatorsController, PasskeysController],
  providers: [
    LoginsRepository,
    LoginsService,
    OperatorsRepository,
    OperatorsService,
    PasskeysRepository,
    PasskeysService,
    Passwords,
    SetupService,
  ],
  exports: [LoginsService, OperatorsRepository],
})
export class OperatorsModule {}
