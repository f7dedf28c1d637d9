import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkUp, deleteBackup, recover, type ClientContext } from '@wardkeep/client';
import { utf8 } from '@wardkeep/crypto';
import {
  parseEnvelope,
  PUBLIC_ROUTES,
  type CarriedStatement,
  type CommitRequest,
  type StageRequest,
} from '@wardkeep/protocol';
import '@wardkeep/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { CorruptGuardian, openNode } from '../faults/corrupt-guardian.js';
import { signPeerRequest } from '../faults/peer-request.js';
import {
  claimAs,
  enrolPerson,
  joinedDevice,
  newIdentity,
  textOf,
  untilReleasable,
  type Person,
} from './claims/index.js';
import {
  sendRaw,
  spoil,
  SpoilingTransport,
  type RawAnswer,
  type RawRequest,
  type Spoiling,
} from './enrolling/index.js';
import { RunningFederation, waitFor } from './harness/index.js';

const NODES = [1, 2, 3];
const POSTS = Object.values(PUBLIC_ROUTES).flatMap(({ method, path }) => (method === 'POST' ? [path] : []));
const NODE_POSTS = ['/ceremony/v1/preflight', '/ceremony/v1/proposal', '/ceremony/v1/signatures'];
const PEER_POSTS = ['/peer/v1/offer', '/peer/v1/parcel', '/peer/v1/pull', '/peer/v1/push'];
const COUNTED = ['statements', 'backups', 'payloads', 'claims', 'evidence', 'owners', 'absent_parcels', 'outbox'];

/** Whoever asks whether a guardian is the true one chooses these bytes. */
const ANY_NONCE = /^nonce is "[\w-]{39}$/;

describe('when nodes are fed rubbish', () => {
  const identity = newIdentity();
  let federation: RunningFederation;
  let person: Person;
  let spoilt: ReadonlyMap<string, Spoiling>;

  beforeAll(async () => {
    // Nothing is done without the guardian that is fed.
    federation = await RunningFederation.found({ guardians: 3, recoverThreshold: 3, approvalThreshold: 3 });
    const node = federation.at(1);
    // No more than sixty claims a minute are let in at all, wrong ones counted; so it is now one minute, now the next.
    let shift = 0;
    const shiftTo = async (ms: number): Promise<void> => {
      node.shiftClock((shift = ms));
      await sleep(30);
    };
    const transport = new SpoilingTransport(node.url, {
      everyFifty: () => shiftTo(shift === 0 ? 60_000 : 0),
      afterwards: () => shiftTo(0),
    });
    const deviceOf = async (): Promise<ClientContext> => {
      const device = await joinedDevice(federation, { transport });
      // All of a request's spoilt forms are sent while the client waits.
      return { ...device, patience: { ...device.patience, timeoutMs: 60_000, hedgeAfterMs: 60_000 } };
    };
    person = await enrolPerson(federation, { identity, device: await deviceOf() });
    const other = await enrolPerson(federation, { identity: newIdentity(), device: person.device });
    await checkUp(person.device);
    await deleteBackup(person.device, other.backupId);
    const device = await deviceOf();
    const pdf = new Uint8Array([...utf8('%PDF-1.7 '), ...new Uint8Array(500)]);
    const evidence = [{ mediaType: 'application/pdf', bytes: pdf }] as const;
    const claim = await claimAs(federation, identity, { device, evidence, approvedBy: NODES });
    await untilReleasable(claim);
    const { secrets } = await recover(device, { ...person, afterwards: 'nothing' });
    expect(textOf(secrets)).toBe(person.seed);
    spoilt = await transport.spoilt();
    await untilQuiet();
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  /** What is wrong with a refusal; empty when it is one as it should be. */
  const faultOf = ({ status, contentType, code }: RawAnswer): string => {
    if (status < 400 || status >= 500) return `status ${String(status)} ${String(code)}`;
    if (!contentType.startsWith('application/problem+json')) return `content type ${contentType}`;
    return typeof code === 'string' && /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code) ? '' : `code ${String(code)}`;
  };
  /** Whether a batch is answered with a refusal of each of its parts. */
  const isRefusedOneByOne = ({ body }: RawAnswer): boolean => {
    const { results } = (body ?? {}) as { results?: { accepted: boolean; code?: string }[] };
    return results?.every(({ accepted, code }) => !accepted && code !== undefined) ?? false;
  };
  const send = (path: string, request: RawRequest): Promise<RawAnswer> =>
    sendRaw(`${federation.at(1).url}${path}`, request);
  const countsOf = async (index: number): Promise<Record<string, unknown>> => {
    const { database } = await openNode(federation.at(index).folder);
    try {
      const counts: Record<string, unknown> = {};
      for (const table of COUNTED) counts[table] = (await database.query(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n;
      return counts;
    } finally {
      await database.close();
    }
  };

  /** Waits until guardians have told each other all that they know: nothing has changed for two seconds. */
  const untilQuiet = async (): Promise<void> => {
    let last = '';
    let since = Date.now();
    await waitFor(
      'guardians to have told each other everything',
      async () => {
        const now = JSON.stringify(await Promise.all(NODES.map(countsOf)));
        if (now !== last) [last, since] = [now, Date.now()];
        return Date.now() - since > 2000;
      },
      60_000,
    );
  };

  it.each([...POSTS, ...NODE_POSTS, ...PEER_POSTS])('refuses what is no JSON on %s', async (path) => {
    const contents: Record<string, RawRequest> = {
      nothing: {},
      empty: { content: '' },
      'cut short': { content: '{"commit":"' },
      'not utf-8': { content: new Uint8Array([0x22, 0xff, 0xfe, 0x22]) },
      'byte order mark': { content: '\uFEFF{}' },
      deep: { content: `${'['.repeat(50_000)}${']'.repeat(50_000)}` },
      'many members': {
        content: JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [at, at]))),
      },
      NaN: { content: '{"a":NaN}' },
      'no content type': { content: '{}', contentType: null },
      text: { content: '{}', contentType: 'text/plain' },
      form: { content: 'a=1', contentType: 'application/x-www-form-urlencoded' },
      'other charset': { content: '{}', contentType: 'application/json; charset=utf-16' },
      compressed: { content: '{}', headers: { 'content-encoding': 'gzip' } },
      put: { content: '{}', method: 'PUT' },
      delete: { method: 'DELETE' },
    };
    for (const [what, request] of Object.entries(contents)) {
      const answer = await send(path, request);
      expect([what, faultOf(answer)]).toEqual([what, '']);
    }
    if (PEER_POSTS.includes(path)) {
      for (const header of ['', '1', '1.x.y.z', '999.'.repeat(500), `2.${'A'.repeat(86)}`]) {
        const answer = await send(path, { content: '{}', headers: { 'wardkeep-peer': header } });
        expect([header, faultOf(answer)]).toEqual([header, '']);
      }
    }
  });

  it.each(POSTS)('refuses every request to %s that is spoilt in one place, before the good one', (path) => {
    const answers = spoilt.get(path)?.answers ?? [];
    expect(answers.length).toBeGreaterThanOrEqual(25);
    const faults = answers.flatMap(({ how, answer }) => {
      if (isRefusedOneByOne(answer) || (path === PUBLIC_ROUTES.currency.path && ANY_NONCE.test(how))) return [];
      const fault = answer.code === 'CLAIMS_FULL' ? 'not looked at' : faultOf(answer);
      return fault === '' ? [] : [`${how}: ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  it.each(POSTS)(
    'stores nothing and fails at nothing when they come to %s after it',
    async (path) => {
      const before = await Promise.all(NODES.map(countsOf));
      for (const { how, body } of spoil(spoilt.get(path)?.request.body)) {
        const { status } = await send(path, { content: JSON.stringify(body) });
        // Of a statement that is known already the signature is not looked at.
        expect(status < 500 || status === 503 ? '' : `${how}: ${String(status)}`).toBe('');
      }
      // The outbox empties by itself; nothing else changes.
      const after = await Promise.all(NODES.map(countsOf));
      expect(after.map((each) => ({ ...each, outbox: 0 }))).toEqual(before.map((each) => ({ ...each, outbox: 0 })));
    },
    60_000,
  );

  it('stores nothing and fails at nothing when a peer signs what is spoilt', async () => {
    const [one, two] = [await CorruptGuardian.of(federation.at(1), 1), await CorruptGuardian.of(federation.at(2), 2)];
    const ask = (path: string, content: unknown): Promise<RawAnswer> => {
      const signed = signPeerRequest({ index: 2, key: two.signing, recipientKey: one.key, path, content });
      return send(path, { content: signed.body, headers: signed.headers });
    };
    const [offer, parcel, pull, push] = PEER_POSTS as [string, string, string, string];
    const pulled = (await ask(pull, { after: 0, limit: 256 })).body as { statements: CarriedStatement[] };
    const oneOfEach = new Map(pulled.statements.map((carried) => [parseEnvelope(carried.text).body.type, carried]));
    expect(oneOfEach.size).toBeGreaterThan(6);
    const { invite: _, ...staged } = spoilt.get(PUBLIC_ROUTES.stage.path)?.request.body as StageRequest;
    const { commit } = spoilt.get(PUBLIC_ROUTES.commit.path)?.request.body as CommitRequest;
    const good: [string, unknown][] = [
      [offer, { ids: pulled.statements.slice(0, 1).map(({ text }) => parseEnvelope(text).id) }],
      [pull, { after: 0, limit: 10 }],
      [parcel, { ...staged, commit }],
      ...[...oneOfEach.values()].map((carried): [string, unknown] => [push, { statements: [carried] }]),
    ];
    const before = await Promise.all(NODES.map(countsOf));
    for (const [path, body] of good) {
      expect([path, (await ask(path, body)).status]).toEqual([path, 200]);
      for (const spoiltBody of spoil(body)) {
        const answer = await ask(path, spoiltBody.body);
        expect([path, spoiltBody.how, answer.status === 200 ? '' : faultOf(answer)]).toEqual([
          path,
          spoiltBody.how,
          '',
        ]);
      }
    }
    const after = await Promise.all(NODES.map(countsOf));
    expect(after.map((each) => ({ ...each, outbox: 0 }))).toEqual(before.map((each) => ({ ...each, outbox: 0 })));
  }, 60_000);

  // A node answers GET / with the portal.
  it.each([
    '/nothing',
    '/v1',
    '/v1/nothing',
    '/v1/%zz',
    '/v1/federation/..%2f..%2fadmin',
    '/admin/v1/invites',
    '/admin/v1/me',
  ])('answers %s on the public listener with a coded refusal', async (path) => {
    for (const method of ['GET', 'POST']) {
      const answer = await send(path, { method, contentType: null });
      expect([method, faultOf(answer)]).toEqual([method, '']);
    }
  });

  it('is as healthy as before, has logged no failure of its own, and has lost nothing', async () => {
    for (const index of NODES) await federation.at(index).untilReady();
    expect(federation.world.readLogs()).not.toContain('"msg":"request failed"');
    const { backups } = await checkUp(person.device);
    expect(backups.find(({ backupId }) => backupId === person.backupId)).toMatchObject({ healthy: 3 });
    const claim = await claimAs(federation, identity, { approvedBy: NODES });
    await untilReleasable(claim);
    const { secrets } = await recover(claim.device, { ...person, backup: person.backupId });
    expect(textOf(secrets)).toBe(person.seed);
  }, 60_000);
});
