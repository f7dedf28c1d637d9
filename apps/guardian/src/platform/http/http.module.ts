import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { Authentication } from './authentication.js';
import { BodyReader } from './body-reader.js';
import { LoginCookie } from './login-cookie.js';
import { OpenApiController } from './openapi.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { RateLimits } from './rate-limits.js';
import { TimeoutInterceptor } from './timeout.interceptor.js';

/** Access, limits and errors of every route. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [OpenApiController],
  providers: [
    Authentication,
    BodyReader,
    LoginCookie,
    RateLimits,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: TimeoutInterceptor },
  ],
  exports: [Authentication, LoginCookie, RateLimits],
})
export class HttpModule {}
