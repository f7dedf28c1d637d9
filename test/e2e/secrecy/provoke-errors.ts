import type { Place } from '../../faults/secret-hunt.js';
import { openNode } from '../../faults/corrupt-guardian.js';
import { ConsoleRefusal, type GuardianNode } from '../harness/index.js';
import { identity, memorable, seed, wrongPassword, type Life } from './life.js';

const JSON_TYPE = { 'content-type': 'application/json' };
/** Broken by renaming, so that requests fail in the database with secrets in their parameters. */
const BROKEN = ['operators', 'operator_sessions', 'claims', 'statements'];

/**
 * Provokes errors of every kind with secrets in places where they do not belong, as people and bad clients put them.
 *
 * @param life - the life
 * @returns every problem that was answered
 */
export async function provokeErrors(life: Life): Promise<Place[]> {
  const problems: Place[] = [];
  const note = (name: string, text: string): void => {
    problems.push({ name: `problem of ${name}`, bytes: Buffer.from(text) });
  };
  const node = life.federation.at(1);
  const send = async (url: string, options: RequestInit = {}): Promise<void> => {
    const response = await fetch(url, options);
    if (response.status < 400) throw new Error(`${url} was not refused`);
    note(`${options.method ?? 'GET'} ${url}`, `${JSON.stringify([...response.headers])}\n${await response.text()}`);
  };
  const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<void> =>
    send(url, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });

  for (const { method, path } of await publicRoutes(node)) {
    const url = `${node.directUrl}${path}`;
    if (method !== 'POST') continue;
    await post(url, { memorable, secret: seed, identity, request: memorable, query: { seed } });
    await post(url, [seed, memorable]);
    await send(url, { method, headers: JSON_TYPE, body: `{"memorable": "${memorable}", ${seed}` });
    await send(url, { method, headers: { 'content-type': 'text/plain' }, body: seed });
  }
  await send(`${node.directUrl}/v1/nowhere?memorable=${encodeURIComponent(memorable)}&identity=${identity.surname}`);
  await post(`${node.directUrl}/v1/claims`, { claim: seed.repeat(40_000) });
  await provokeOperators(life, node, post, send);
  await provokeConsole(life, node, note);
  await breakDatabase(node, async () => {
    const { adminUrl } = node;
    await post(`${adminUrl}/admin/v1/login`, { name: 'margrit', password: life.passwords[0] });
    await send(`${adminUrl}/admin/v1/me`, { headers: { authorization: `Bearer ${life.tokens[0] ?? ''}` } });
    await provokeConsole(life, node, note);
    const request = life.traffic.find(({ name }) => name.startsWith('request POST /v1/claims of'));
    const body = request?.bytes.toString().split('\n').at(-1) ?? '';
    await send(`${node.directUrl}/v1/claims`, { method: 'POST', headers: JSON_TYPE, body });
  });
  return problems;
}

async function publicRoutes(node: GuardianNode): Promise<{ method: string; path: string }[]> {
  const { paths } = (await (await fetch(`${node.directUrl}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/') || path.startsWith('/peer/') || path.startsWith('/ceremony/'))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })));
}

type Post = (url: string, body: unknown, headers?: Record<string, string>) => Promise<void>;

async function provokeOperators(
  life: Life,
  { adminUrl }: GuardianNode,
  post: Post,
  send: (url: string, options?: RequestInit) => Promise<void>,
): Promise<void> {
  const login = `${adminUrl}/admin/v1/login`;
  const [password = ''] = life.passwords;
  const [token = '', otherToken = ''] = life.tokens;
  await post(login, { name: 'margrit', password: wrongPassword });
  // Typed into the wrong field, as people do.
  await post(login, { name: password, password: 'margrit' });
  await post(login, { name: 'margrit', password, remember: password });
  await post(login, { name: 'margrit', password: { value: password } });
  for (const authorization of [`Bearer ${otherToken}`, `Basic ${token}`, token, `Bearer ${token}${token}`]) {
    await send(`${adminUrl}/admin/v1/me`, { headers: { authorization } });
  }
  await send(`${adminUrl}/admin/v1/me?token=${token}`);
  const authorization = `Bearer ${token}`;
  await post(`${adminUrl}/admin/v1/operators`, { name: 'otto', role: 'admin', password }, { authorization });
  await post(`${adminUrl}/admin/v1/cases/${life.claimId}/vote`, { decision: 'approve', identity }, { authorization });
}

/** What an operator types wrongly; through the console, where everything may be asked. */
async function provokeConsole(
  life: Life,
  node: GuardianNode,
  note: (name: string, text: string) => void,
): Promise<void> {
  const papers = { method: 'in-person', documents: ['passport'] };
  const { surname, givenNames, dateOfBirth } = identity;
  const wrongly: [string, unknown][] = [
    ['vote', { decision: 'approve', ...papers, identity: { ...identity, givenNames: 'Xaverina' } }],
    ['vote', { decision: 'approve', ...papers, identity: { ...identity, surname: `${surname} 漢字` } }],
    ['vote', { decision: 'approve', ...papers, identity: { ...identity, dateOfBirth: `${surname} ${dateOfBirth}` } }],
    ['vote', { decision: 'approve', ...papers, identity: surname, givenNames }],
    ['override', { backupId: memorable, ...papers, identity }],
    ['unlock', { manifestId: seed, limit: surname }],
  ];
  const [password = ''] = life.passwords;
  const calls: [string, unknown][] = [
    ...wrongly.map(([what, body]): [string, unknown] => [`/admin/v1/cases/${life.claimId}/${what}`, body]),
    ['/admin/v1/operators', { name: 'margrit', role: password, password }],
    ['/admin/v1/operators', { name: 'margrit', role: 'admin', password }],
    ['/admin/v1/operators', { name: 'otto', role: 'admin', password: password.slice(0, 5) }],
    ['/admin/v1/operators/margrit/reset', { password: [password] }],
  ];
  for (const [path, body] of calls) {
    const failure: unknown = await node.post(path, body).then(
      () => null,
      (error: unknown) => error,
    );
    if (!(failure instanceof ConsoleRefusal)) throw new Error(`${path} was not refused`, { cause: failure });
    note(path, JSON.stringify(failure.problem));
  }
}

async function breakDatabase(node: GuardianNode, work: () => Promise<void>): Promise<void> {
  const { database } = await openNode(node.folder);
  const rename = (from: string, to: string): Promise<void> =>
    database.write(async (unit) => {
      for (const table of BROKEN) await unit.execute(`ALTER TABLE ${from}${table} RENAME TO ${to}${table}`);
    });
  try {
    await rename('', 'broken_');
    await work();
    await rename('broken_', '');
  } finally {
    await database.close();
  }
}
