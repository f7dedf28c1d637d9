import { Controller, Get, type INestApplication } from '@nestjs/common';
import { z } from 'zod';
import { Access } from './access.js';
import { describeCaller, listRoutes, type Route } from './routes.js';

type Json = Record<string, unknown>;

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    requestId: { type: 'string' },
  },
};

function parametersOf({ path, query }: Route): Json[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  if (query === undefined) return inPath;
  const schema = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' });
  const inQuery = Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }));
  return [...inPath, ...inQuery];
}

function operationOf(route: Route): Json {
  const { body, rule, handler } = route;
  const problem = { description: 'refused', content: { 'application/problem+json': { schema: PROBLEM } } };
  return {
    operationId: handler,
    ...(rule === undefined ? {} : { 'x-listener': rule.listener, 'x-caller': describeCaller(rule) }),
    ...(rule?.listener === 'admin' && rule.role !== 'anyone' ? { security: [{ login: [] }] } : {}),
    parameters: parametersOf(route),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) } },
          },
        }),
    responses: { '2XX': { description: 'done' }, '4XX': problem, '5XX': problem },
  };
}

/**
 * Describes the node's HTTP interface, from the same zod schemas that check it.
 *
 * @param app - The application.
 * @returns An OpenAPI 3.1 document.
 */
export function describeApi(app: INestApplication): Json {
  const paths: Record<string, Json> = {};
  for (const route of listRoutes(app)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Wardkeep guardian', version: '1' },
    components: { securitySchemes: { login: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
}

/** Serves the description; it is made at the first request and kept as text. */
@Controller()
export class OpenApiController {
  #describe: (() => Json) | undefined;
  #text: string | undefined;

  /** @param app - The application, once it is there. */
  attach(app: INestApplication): void {
    this.#describe = () => describeApi(app);
  }

  @Get('openapi.json')
  @Access({ listener: 'every', who: 'anyone' })
  get(): Json {
    this.#text ??= JSON.stringify(this.#describe?.() ?? {});
    return JSON.parse(this.#text) as Json;
  }
}
