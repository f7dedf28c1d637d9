import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LOG, type Log } from '../logging/logger.js';
import { problem, ProblemError } from '../problem/index.js';
import { answerAndLinger } from './lingering-answer.js';
import { contextOf } from './request-context.js';

/** What Nest or Express themselves refuse, in the node's codes. */
function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const status = error instanceof HttpException ? error.getStatus() : 500;
  if (status === 404) return problem('NOT_FOUND', 'no such route');
  if (status >= 400 && status < 500) return problem('REQUEST_INVALID', 'request is malformed');
  return problem('INTERNAL');
}

/**
 * The one funnel of errors: every answer that is not a success is an RFC 9457 problem document with a code. What is not a
 * {@link ProblemError} is logged in full and answered with a request id only.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const { id } = contextOf(request);
    const { code, status, detail, extras } = toProblem(error);
    if (status === 500) this.log.error({ requestId: id, err: error }, 'request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (typeof extras.retryAfter === 'number') response.setHeader('Retry-After', String(extras.retryAfter));
    if (code === 'UNAUTHENTICATED') response.setHeader('WWW-Authenticate', 'Bearer');
    response.locals.code = code;
    response.status(status).type('application/problem+json');
    const content = JSON.stringify({
      ...extras,
      type: `urn:wardkeep:problem:${code.toLowerCase().replaceAll('_', '-')}`,
      title: code.toLowerCase().replaceAll('_', ' '),
      status,
      ...(detail === undefined ? {} : { detail }),
      code,
      requestId: id,
    });
    if (request.complete) response.send(content);
    else answerAndLinger(request, response, content);
  }
}
