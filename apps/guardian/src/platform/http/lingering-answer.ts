import type { Request, Response } from 'express';

/** Longest that the rest of a refused body is thrown away, milliseconds. */
export const LINGER_MS = 2000;
/** Most of it that is thrown away: more than the largest body that any route takes. */
const LINGER_BYTES = 64 * 1024 * 1024;

/**
 * Answers a request whose body nobody reads to its end, and closes the connection a while after. Closed at once, it would
 * be reset while the caller still sends, who would never see the answer (RFC 9112 §9.6).
 *
 * @param request - Its body has not come whole.
 * @param response - Status and content type are set.
 * @param content - The answer.
 */
export function answerAndLinger(request: Request, response: Response, content: string): void {
  response.setHeader('Connection', 'close');
  response.setHeader('Content-Length', Buffer.byteLength(content));
  response.write(content);
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  if (request.destroyed) {
    end();
    return;
  }
  let discarded = 0;
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > LINGER_BYTES) end();
  });
  request.once('end', end).once('close', end);
  request.resume();
}
