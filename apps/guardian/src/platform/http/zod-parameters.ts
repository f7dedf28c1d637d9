import { Body, Param, type PipeTransform, Query } from '@nestjs/common';
import type { z } from 'zod';
import { type PlatformCode, problem } from '../problem/index.js';

/** Metadata key: zod schema of a route's body. */
export const BODY_SCHEMA = 'wardkeep:body-schema';
/** Metadata key: zod schema of a route's query. */
export const QUERY_SCHEMA = 'wardkeep:query-schema';

/** Parses a value at the door. */
class ZodPipe implements PipeTransform {
  constructor(
    private readonly schema: z.ZodType,
    private readonly code: PlatformCode,
    private readonly name: string,
  ) {}

  transform(value: unknown): unknown {
    const parsed = this.schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
    const [first] = issues;
    const field = [this.name, first?.path].filter(Boolean).join('.');
    throw problem(this.code, `${field}: ${first?.message ?? 'invalid'}`.toLowerCase(), { issues });
  }
}

function remember(key: string, schema: z.ZodType, target: object, method: string | symbol | undefined): void {
  if (method === undefined) throw new Error('zod parameters belong to methods');
  Reflect.defineMetadata(key, schema, (target as Record<string | symbol, object>)[method] as object);
}

/**
 * Parameter: the JSON body, parsed. A route without it takes no body.
 *
 * @param schema - Shape of the body; unknown until it has passed.
 * @returns The decorator.
 */
export const ZodBody =
  (schema: z.ZodType): ParameterDecorator =>
  (target, method, index) => {
    remember(BODY_SCHEMA, schema, target, method);
    Body(new ZodPipe(schema, 'BODY_INVALID', ''))(target, method, index);
  };

/**
 * Parameter: the query, parsed. Values are strings, so numbers need `z.coerce`.
 *
 * @param schema - Shape of the query.
 * @returns The decorator.
 */
export const ZodQuery =
  (schema: z.ZodType): ParameterDecorator =>
  (target, method, index) => {
    remember(QUERY_SCHEMA, schema, target, method);
    Query(new ZodPipe(schema, 'PARAMETER_INVALID', 'query'))(target, method, index);
  };

/**
 * Parameter: one segment of the path, parsed.
 *
 * @param name - Name in the path, as in `/claims/:id`.
 * @param schema - Shape of the segment.
 * @returns The decorator.
 */
export const ZodParam = (name: string, schema: z.ZodType): ParameterDecorator =>
  Param(name, new ZodPipe(schema, 'PARAMETER_INVALID', name));
