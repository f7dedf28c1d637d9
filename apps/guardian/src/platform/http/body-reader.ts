import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { problem } from '../problem/index.js';

/** Most bytes of a body unless the route says otherwise. */
export const DEFAULT_BODY_LIMIT = 256 * 1024;
/** Most bytes of all bodies that are being received at once. */
const MOST_BUFFERED = 256 * 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Receives JSON bodies: only once the caller has been let in, and only as much as the route allows. */
@Injectable()
export class BodyReader {
  #buffered = 0;

  /**
   * @param request - Request whose body nobody has read.
   * @param limit - Most bytes.
   * @returns The bytes and the value they encode.
   * @throws ProblemError `CONTENT_TYPE_UNSUPPORTED`, `BODY_TOO_LARGE`, `JSON_MALFORMED`, or `OVERLOADED`.
   */
  async read(request: Request, limit: number): Promise<{ readonly bytes: Buffer; readonly value: unknown }> {
    if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(request.headers['content-type'] ?? '')) {
      throw problem('CONTENT_TYPE_UNSUPPORTED', 'content-type must be application/json');
    }
    if (request.headers['content-encoding'] !== undefined) {
      throw problem('CONTENT_TYPE_UNSUPPORTED', 'content-encoding is not supported');
    }
    const bytes = await this.#receive(request, limit);
    try {
      return { bytes, value: JSON.parse(utf8.decode(bytes)) as unknown };
    } catch {
      throw problem('JSON_MALFORMED', 'body is not json in utf-8');
    }
  }

  async #receive(request: Request, limit: number): Promise<Buffer> {
    const tooLarge = (): Error => problem('BODY_TOO_LARGE', `body must be at most ${String(limit)} bytes`);
    if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      // The rest of a body that is refused is still to be read: see `answerAndLinger`.
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        size += chunk.length;
        this.#buffered += chunk.length;
        if (size > limit) throw tooLarge();
        if (this.#buffered > MOST_BUFFERED)
          throw problem('OVERLOADED', 'too many large requests at once', { retryAfter: 5 });
        chunks.push(chunk);
      }
    } finally {
      this.#buffered -= size;
    }
    if (!request.complete) throw problem('REQUEST_INVALID', 'request ended before its body was complete');
    return Buffer.concat(chunks, size);
  }
}
