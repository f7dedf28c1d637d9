import { PUBLIC_ROUTES, type FederationAnswer } from '@wardkeep/protocol';
import type { TestFederation } from './federation.js';
import { signAsGuardian } from './statements.js';

/** What a transport is given; the same form as the client's `TransportRequest`. */
export interface TestRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a transport gives back; the same form as the client's `TransportAnswer`. */
export interface TestAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs?: number | undefined;
}

/** The client's `GuardianTransport`. */
export interface TestTransport {
  send(request: TestRequest): Promise<TestAnswer>;
}

/** Name of a public route. */
export type RouteName = keyof typeof PUBLIC_ROUTES;

/** What a scripted node answers on each route: a body, a whole answer through {@link problem}, or a throw for "no answer". */
export type NodeScript = Partial<Record<RouteName, (body: never, request: TestRequest) => unknown>>;

const ANSWER = Symbol('whole answer');

/**
 * A refusal in the form of RFC 9457.
 *
 * @param status - HTTP status
 * @param code - the node's code
 * @param extras - other members, and `retryAfterMs` for the header
 */
export function problem(status: number, code: string, extras: Record<string, unknown> = {}): TestAnswer {
  const { retryAfterMs, ...members } = extras;
  const body = { type: 'about:blank', title: code.toLowerCase(), status, code, ...members };
  return Object.assign({ status, body, retryAfterMs: retryAfterMs as number | undefined }, { [ANSWER]: true });
}

/** A transport to nodes that exist only in the test, and the record of what they were asked. */
export interface ScriptedTransport extends TestTransport {
  /** Every request, in order. */
  readonly requests: readonly TestRequest[];
  /** Scripts by the nodes' base URLs; may be changed at any time. */
  readonly nodes: Map<string, NodeScript>;
}

/**
 * Makes a transport that answers from scripts. An unknown URL or a route without a script cannot be reached.
 *
 * @param nodes - scripts by base URL
 */
export function scriptedTransport(nodes: Iterable<readonly [url: string, script: NodeScript]> = []): ScriptedTransport {
  const scripts = new Map(nodes);
  const requests: TestRequest[] = [];
  return {
    requests,
    nodes: scripts,
    async send(request) {
      requests.push(request);
      const script = scripts.get(request.url.slice(0, -request.path.length));
      const route = (Object.keys(PUBLIC_ROUTES) as RouteName[]).find(
        (name) => PUBLIC_ROUTES[name].path === request.path,
      );
      const handler = route === undefined ? undefined : script?.[route];
      if (handler === undefined) throw new Error(`nobody answers at ${request.url}`);
      // What a node sends and receives is JSON: nothing else survives the wire.
      const sent = request.body === undefined ? undefined : (JSON.parse(JSON.stringify(request.body)) as unknown);
      const answer = await handler(sent as never, request);
      if (isAnswer(answer)) return answer;
      return { status: 200, body: JSON.parse(JSON.stringify(answer)) as unknown };
    },
  };
}

/**
 * Scripts for the guardians of a federation that answer honestly who they are and that the epoch is current.
 *
 * @param federation - the federation
 * @param more - further routes, per guardian
 */
export function honestNodes(
  federation: TestFederation,
  more: (index: number) => NodeScript = () => ({}),
): readonly (readonly [string, NodeScript])[] {
  const { config, guardians, now } = federation;
  const announcements = guardians.map(({ announcement }) => announcement.text);
  return guardians.map(({ index, url }) => [
    url,
    {
      federation: (): FederationAnswer => ({
        configs: [config.statement.text],
        announcements,
        node: { index, softwareVersion: '0.1.0', time: now },
      }),
      currency: ({ nonce }: { nonce: string }) => ({
        currency: signAsGuardian(federation, index, 'currency', { nonce, configId: config.id }).text,
      }),
      ...more(index),
    },
  ]);
}

function isAnswer(value: unknown): value is TestAnswer {
  return typeof value === 'object' && value !== null && ANSWER in value;
}
