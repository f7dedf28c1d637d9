import { describe, expect, it, jest } from '@jest/globals';
import { decodeBase64url } from '@wardkeep/crypto';
import { encodeInvite } from '@wardkeep/protocol';
import { buildFederation, guardianAt, honestNodes, scriptedTransport } from '@wardkeep/testing';
import { memoryStore, InvalidAnswerError, type GuardianTransport, type ProgressEvent } from '../core/index.js';
import { connectClient, type WorkerEnd } from './browser-client.js';
import { cloneStrictly } from './channel/structured-clone.fixture.js';
import type { ChannelEnd } from './channel/messages.js';
import { ARGUMENTS } from './operations.js';
import { serveClient } from './serve.js';
import type { BrowserStore } from './store/browser-store.js';

const federation = buildFederation({ guardians: 3 });
const invite = encodeInvite({
  federationId: decodeBase64url(federation.config.federationId),
  epoch: 1,
  configHash: decodeBase64url(federation.config.id),
  guardianUrls: [1, 2, 3].map((index) => guardianAt(federation, index).url),
});

type Listener = (event: MessageEvent) => void;

/** Two ends that clone what they post, and deliver it a turn later. */
function fakeWorker() {
  const listeners = { page: [] as Listener[], worker: [] as Listener[], failure: [] as (() => void)[] };
  const endOf = (to: Listener[]): Pick<ChannelEnd, 'postMessage'> => ({
    postMessage(message, transfer) {
      const data = cloneStrictly(message, transfer);
      setTimeout(() => {
        for (const listener of to) listener({ data } as MessageEvent);
      });
    },
  });
  const terminate = jest.fn();
  const page = {
    ...endOf(listeners.worker),
    addEventListener: (type: string, listener: Listener) =>
      type === 'message' ? listeners.page.push(listener) : listeners.failure.push(listener as () => void),
    terminate,
  } as unknown as WorkerEnd;
  const worker: ChannelEnd = {
    ...endOf(listeners.page),
    addEventListener: (_type, listener) => listeners.worker.push(listener),
  };
  return {
    page,
    worker,
    terminate,
    fail: () => {
      for (const listener of listeners.failure) listener();
    },
  };
}

function setUp(options: { transport?: GuardianTransport; store?: Partial<BrowserStore>; isModern?: boolean } = {}) {
  const fake = fakeWorker();
  const store: BrowserStore = {
    ...memoryStore(),
    exclusively: (work) => work(),
    alone: (work) => work(),
    clear: async () => undefined,
    ...options.store,
  };
  serveClient(fake.worker, {
    openStore: () => store,
    isModern: async () => options.isModern ?? true,
    transport: options.transport ?? scriptedTransport(honestNodes(federation)),
  });
  return { ...fake, store, client: connectClient(fake.page) };
}

describe('when a page calls the client in a worker', () => {
  it('has every operation', () => {
    const { client } = setUp();
    for (const name of Object.keys(ARGUMENTS)) expect(client).toHaveProperty(name, expect.any(Function));
  });

  it('joins, tells its progress, and remembers', async () => {
    const { client } = setUp();
    const events: ProgressEvent[] = [];
    const joined = await client.join(invite, { onProgress: (event) => events.push(event) });
    expect(joined).toMatchObject({
      federationId: federation.config.federationId,
      name: federation.config.name,
      canEnrol: false,
      isWindingDown: false,
    });
    expect(joined.guardians.map(({ urls }) => urls.length)).toEqual([1, 1, 1]);
    expect(joined.fingerprint).toHaveLength(12);
    expect(events).toContainEqual({ step: 'check-currency', state: 'done' });
    expect(await client.overview()).toEqual({ federations: [joined], backups: [], enrolments: [], claims: [] });
    expect(await client.federation()).toEqual(joined);
  });

  it('finds the federation of a node', async () => {
    const { client } = setUp();
    const { federation: found, invite: text } = await client.findFederation(guardianAt(federation, 2).url);
    expect(found).toMatchObject({ configId: federation.config.id, joinedAt: null });
    expect(await client.join(text)).toMatchObject({ configId: found.configId });
  });

  it('moves what a device remembers', async () => {
    const { client } = setUp();
    await client.join(invite);
    const text = await client.exportPlainState();
    const other = setUp().client;
    expect((await other.importState(text)).federations).toHaveLength(1);
    await expect(other.importState(text)).rejects.toThrowCode('STATE_NOT_EMPTY', 'InputError');
    await expect(other.exportState('short')).rejects.toThrowCode('PASSPHRASE_MISSING', 'InputError');
    await expect(other.dropClaim('none')).rejects.toThrowCode('NOT_CLAIMED', 'InputError');
  });

  it('throws what the operation throws, as the class that it is', async () => {
    const lying: GuardianTransport = {
      send: async () => ({ status: 200, body: { rubbish: true } }),
    };
    const { client } = setUp({ transport: lying });
    await expect(client.findFederation('https://one.example')).rejects.toBeInstanceOf(InvalidAnswerError);
    await expect(client.checkUp()).rejects.toThrowCode('NOT_JOINED', 'InputError');
    await expect(client.join('nonsense')).rejects.toThrowCode('INVITE_PREFIX', 'ProtocolError');
    await expect(
      client.joinAndEnrol({
        invite,
        secrets: [],
        identity: { surname: 'Ã', givenNames: '', dateOfBirth: '1970-01-01' },
        memorable: 'x',
      }),
    ).rejects.toThrowCode('INPUT_INVALID', 'InputError');
  });

  it('gives a call up at once, and tells the worker', async () => {
    const stopped: boolean[] = [];
    const silent: GuardianTransport = {
      send: ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            stopped.push(true);
            reject(new Error('stopped'));
          });
        }),
    };
    const { client } = setUp({ transport: silent });
    const controller = new AbortController();
    const joining = client.join(invite, { signal: controller.signal });
    setTimeout(() => {
      controller.abort(new Error('given up'));
    }, 20);
    await expect(joining).rejects.toThrow('given up');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stopped.length).toBeGreaterThan(0);
    await expect(client.overview({ signal: controller.signal })).rejects.toThrow('given up');
  });

  it('rejects with WORKER_ENDED once it is closed, and WORKER_FAILED once the worker has failed', async () => {
    const { client, terminate } = setUp();
    const running = client.join(invite);
    client.close();
    await expect(running).rejects.toThrowCode('WORKER_ENDED', 'BrowserError');
    await expect(client.overview()).rejects.toThrowCode('WORKER_ENDED', 'BrowserError');
    expect(terminate).toHaveBeenCalled();
    const other = setUp();
    const lost = other.client.join(invite);
    other.fail();
    await expect(lost).rejects.toThrowCode('WORKER_FAILED', 'BrowserError');
  });

  it('throws BROWSER_OUTDATED where the browser is too old', async () => {
    const { client } = setUp({ isModern: false });
    await expect(client.overview()).rejects.toThrowCode('BROWSER_OUTDATED', 'BrowserError');
  });

  it('runs what changes much alone, and forgets the device by the store', async () => {
    const clear = jest.fn(async () => undefined);
    const alone = jest.fn((work: () => Promise<unknown>) => work());
    const { client } = setUp({ store: { clear, alone: alone as BrowserStore['alone'] } });
    await client.join(invite);
    expect(alone).not.toHaveBeenCalled();
    await client.forgetDevice();
    expect([alone.mock.calls.length, clear.mock.calls.length]).toEqual([1, 1]);
  });
});
