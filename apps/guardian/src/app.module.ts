import { type DynamicModule, Module } from '@nestjs/common';
import { OperatorsModule } from './modules/operators/operators.module.js';
import { HttpModule } from './platform/http/http.module.js';
import { type NodeResources, PlatformModule } from './platform/platform.module.js';

/** One guardian. */
@Module({})
export class AppModule {
  /**
   * @param resources - What exists before the application does.
   * @returns The module.
   */
  static with(resources: NodeResources): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.with(resources), HttpModule, OperatorsModule],
    };
  }
}
