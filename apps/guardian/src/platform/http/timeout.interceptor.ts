import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, timeout, throwError } from 'rxjs';
import { problem } from '../problem/index.js';

/** Longest that a handler may take, in milliseconds. */
export const HANDLER_TIMEOUT = 60_000;

/** Answers for a handler that takes too long. */
@Injectable()
export class TimeoutInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      timeout({
        first: HANDLER_TIMEOUT,
        with: () => throwError(() => problem('REQUEST_TIMEOUT', 'request took too long', { retryAfter: 10 })),
      }),
    );
  }
}
