import type { LyingProxy, ProxiedAnswer, ProxiedRequest } from '../../faults/lying-proxy.js';
import type { GuardianNode } from '../harness/index.js';

const OF_THE_CONNECTION = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

/**
 * Makes a proxy an operator's load balancer: each request goes to the next process of the guardian that is up. A connection
 * that a process drops is dropped towards the caller too, as balancers do.
 *
 * @param proxy - stands before the guardian
 * @param processes - its processes
 * @returns how many requests each process got
 */
export function balance(proxy: LyingProxy, processes: readonly GuardianNode[]): ReadonlyMap<GuardianNode, number> {
  const served = new Map(processes.map((node) => [node, 0]));
  let turn = 0;
  proxy.on(
    () => true,
    async (request) => {
      const up = processes.filter(({ isUp }) => isUp);
      const node = up[turn++ % up.length];
      if (node === undefined) return null;
      served.set(node, (served.get(node) ?? 0) + 1);
      return forward(node, request);
    },
  );
  return served;
}

async function forward(
  node: GuardianNode,
  { method, path, headers, body }: ProxiedRequest,
): Promise<ProxiedAnswer | null> {
  const passed = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  try {
    const response = await fetch(`${node.directUrl}${path}`, {
      method,
      headers: Object.fromEntries(passed.map(([name, value]) => [name, String(value)])),
      body: method === 'GET' ? null : new Uint8Array(body),
    });
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  } catch {
    return null;
  }
}
