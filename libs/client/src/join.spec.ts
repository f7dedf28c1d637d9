import { describe, expect, it } from '@jest/globals';
import { decodeBase64url, encodeBase64url } from '@wardkeep/crypto';
import { encodeInvite, isWindingDown, signStatement, type Invite } from '@wardkeep/protocol';
import {
  buildFederation,
  FakeClock,
  flipCharacter,
  guardianAt,
  honestNodes,
  lie,
  replay,
  scriptedTransport,
  seededRng,
  signAsGuardian,
  withFaults,
  type Fault,
  type TestFederation,
} from '@wardkeep/testing';
import { clientContext, memoryStore, openFederation, readState, type DeviceStore } from './core/index.js';
import { join, refreshFederation } from './join.js';

const federation = buildFederation({ guardians: 5 });
const other = buildFederation({ guardians: 5, seed: 'another' });
const urlOf = (index: number): string => guardianAt(federation, index).url;

function inviteTo(target: TestFederation, change: Partial<Invite> = {}): string {
  return encodeInvite({
    federationId: decodeBase64url(target.config.federationId),
    epoch: 1,
    configHash: decodeBase64url(target.config.id),
    guardianUrls: [1, 2, 3].map(urlOf),
    ...change,
  });
}

function setUp(down: readonly number[] = [], faults: readonly Fault[] = [], store: DeviceStore = memoryStore()) {
  const clock = new FakeClock();
  const nodes = scriptedTransport(honestNodes(federation));
  for (const index of down) nodes.nodes.delete(urlOf(index));
  const context = clientContext({ store, clock, rng: seededRng('join'), transport: withFaults(nodes, ...faults) });
  const joins = (text: string) => clock.drive(join(context, text));
  return { clock, nodes, context, joins };
}

/** A newer announcement by a guardian that moved. */
function moved(index: number, url: string, issuedAt = federation.now + 1000): string {
  const { announcement, signing } = guardianAt(federation, index);
  return signStatement<'url-announcement'>({ ...announcement.body, issuedAt, urls: [url] }, signing).text;
}

describe('when a device joins by invite', () => {
  it('verifies the config, has q guardians call it current, and remembers both', async () => {
    const { context, joins } = setUp();
    const token = new Uint8Array(16).fill(7);
    const joined = await joins(inviteTo(federation, { enrolmentToken: token }));
    expect(joined.config.id).toBe(federation.config.id);
    expect(joined.urls.get(4)).toEqual([urlOf(4)]);
    const [stored] = (await readState(context)).federations;
    expect(stored).toMatchObject({
      federationId: joined.federationId,
      highestEpoch: 1,
      checkedAt: context.clock.now(),
    });
    expect(encodeBase64url(stored?.token?.reveal() ?? new Uint8Array())).toBe(encodeBase64url(token));
    expect((await openFederation(context)).config.id).toBe(joined.config.id);
  });

  it('keeps its token when it joins again by an invite without one', async () => {
    const { context, joins } = setUp();
    await joins(inviteTo(federation, { enrolmentToken: new Uint8Array(16).fill(7) }));
    await joins(inviteTo(federation));
    const { federations } = await readState(context);
    expect([federations.length, federations[0]?.token?.length]).toEqual([1, 16]);
  });

  it('joins while n − q guardians are down, two nodes of the invite among them', async () => {
    const { joins } = setUp([1, 2]);
    await expect(joins(inviteTo(federation))).resolves.toMatchObject({ federationId: federation.config.id });
  });

  it('throws TOO_FEW_GUARDIANS while one more is down', async () => {
    const { joins } = setUp([1, 4, 5]);
    const failed = joins(inviteTo(federation));
    await expect(failed).rejects.toThrowCode('TOO_FEW_GUARDIANS', 'TooFewGuardiansError');
    await expect(failed).rejects.toMatchObject({ needed: 3, got: 2 });
  });

  it('throws TOO_FEW_GUARDIANS and stores nothing when no node of the invite answers', async () => {
    const { context, joins } = setUp([1, 2, 3]);
    await expect(joins(inviteTo(federation))).rejects.toThrowCode('TOO_FEW_GUARDIANS');
    expect((await readState(context)).federations).toEqual([]);
  });
});

describe('when nodes lie', () => {
  it('passes over a node that shows an altered config', async () => {
    const alter = lie('guardian-1', (body: { configs?: string[] }) =>
      body.configs === undefined
        ? body
        : { ...body, configs: body.configs.map((text) => text.replace('Valley', 'Volley')) },
    );
    const { joins } = setUp([], [alter]);
    await expect(joins(inviteTo(federation))).resolves.toMatchObject({ federationId: federation.config.id });
  });

  it('passes over nodes of another federation', async () => {
    const { nodes, joins } = setUp();
    const [[, script] = ['', {}]] = honestNodes(other);
    nodes.nodes.set(urlOf(1), script);
    await expect(joins(inviteTo(federation))).resolves.toMatchObject({ federationId: federation.config.id });
  });

  it('throws WRONG_FEDERATION when the invite leads to another federation only', async () => {
    const { joins } = setUp();
    await expect(joins(inviteTo(other))).rejects.toThrowCode('WRONG_FEDERATION', 'ProtocolError');
  });

  it('throws WRONG_CONFIG when the config is not the one that the invite names', async () => {
    const { joins } = setUp();
    await expect(joins(inviteTo(federation, { configHash: new Uint8Array(32) }))).rejects.toThrowCode('WRONG_CONFIG');
  });

  it('throws EPOCH_STALE when the invite knows a later epoch', async () => {
    const { joins } = setUp();
    await expect(joins(inviteTo(federation, { epoch: 2 }))).rejects.toThrowCode('EPOCH_STALE');
  });

  it('names a guardian whose currency does not verify, or is replayed', async () => {
    const flip = lie(
      (request) => request.url.startsWith(urlOf(2)) && request.path.endsWith('currency'),
      (body: { currency: string }) => ({
        currency: flipCharacter(body.currency, -6),
      }),
    );
    const replayed = replay((request) => request.url.startsWith(urlOf(3)) && request.path.endsWith('currency'));
    const store = memoryStore();
    await setUp([], [replayed], store).joins(inviteTo(federation));
    const { context, joins } = setUp([5], [flip, replayed], store);
    Object.assign(context, { rng: seededRng('another nonce') });
    const failed = joins(inviteTo(federation));
    await expect(failed).rejects.toThrowCode('TOO_FEW_GUARDIANS');
    await expect(failed).rejects.toMatchObject({
      outcomes: expect.arrayContaining([
        expect.objectContaining({
          index: 2,
          error: expect.objectContaining({ code: 'ANSWER_INVALID', reason: 'SIGNATURE_INVALID' }),
        }),
        expect.objectContaining({
          index: 3,
          error: expect.objectContaining({ code: 'ANSWER_INVALID', reason: 'WRONG_NONCE' }),
        }),
      ]),
    });
  });

  it('does not let one guardian answer for another', async () => {
    const { nodes, joins } = setUp([4, 5]);
    const two = nodes.nodes.get(urlOf(2));
    nodes.nodes
      .set(urlOf(4), two ?? {})
      .set(urlOf(5), two ?? {})
      .delete(urlOf(1));
    const failed = joins(inviteTo(federation));
    await expect(failed).rejects.toMatchObject({ code: 'TOO_FEW_GUARDIANS', got: 2 });
  });
});

describe('when guardians have moved', () => {
  const NEW = 'https://new-place.example';

  it('finds them through other guardians, when the first node shows old announcements only', async () => {
    const { nodes, joins } = setUp([4, 5]);
    nodes.nodes.set(NEW, honestNodes(federation)[3]?.[1] ?? {}).delete(urlOf(2));
    const third = nodes.nodes.get(urlOf(3)) ?? {};
    nodes.nodes.set(urlOf(3), {
      ...third,
      federation: (body, request) => ({
        ...(third.federation?.(body, request) as object),
        announcements: [moved(4, NEW)],
      }),
    });
    const joined = await joins(inviteTo(federation, { guardianUrls: [urlOf(1)] }));
    expect(joined.urls.get(4)).toEqual([NEW]);
  });

  it('does not follow an older announcement, nor one that the guardian has not signed', async () => {
    const { nodes, joins } = setUp();
    const third = nodes.nodes.get(urlOf(3)) ?? {};
    const forged = moved(5, NEW).replace(NEW, 'https://old-place.example');
    nodes.nodes.set(urlOf(3), {
      ...third,
      federation: (body, request) => ({
        ...(third.federation?.(body, request) as object),
        announcements: [moved(4, NEW, federation.now - 1), forged, 'nonsense', moved(1, NEW).slice(1)],
      }),
    });
    const joined = await joins(inviteTo(federation, { guardianUrls: [urlOf(3), urlOf(1)] }));
    expect([joined.urls.get(4), joined.urls.get(5)]).toEqual([[urlOf(4)], [urlOf(5)]]);
  });

  it('gives up on a guardian that moves for ever', async () => {
    const { nodes, joins } = setUp([3, 4, 5]);
    let times = 0;
    const first = nodes.nodes.get(urlOf(1)) ?? {};
    nodes.nodes.set(urlOf(1), {
      ...first,
      federation: (body, request) => ({
        ...(first.federation?.(body, request) as object),
        announcements: [moved(3, `https://place-${String(++times)}.example`, federation.now + times)],
      }),
    });
    await expect(joins(inviteTo(federation))).rejects.toThrowCode('TOO_FEW_GUARDIANS');
  });
});

describe('when a joined federation is refreshed', () => {
  it('asks again whether the config is current, and where the guardians are', async () => {
    const { clock, nodes, context, joins } = setUp();
    await joins(inviteTo(federation));
    await clock.advance(60_000);
    const first = nodes.nodes.get(urlOf(1)) ?? {};
    nodes.nodes.set(urlOf(1), {
      ...first,
      federation: (body, request) => ({
        ...(first.federation?.(body, request) as object),
        announcements: [moved(1, 'https://new-place.example')],
      }),
    });
    await clock.drive(refreshFederation(context));
    const [stored] = (await readState(context)).federations;
    expect(stored?.checkedAt).toBe(clock.now());
    expect((await openFederation(context)).urls.get(1)).toEqual(['https://new-place.example']);
  });

  it('throws NOT_JOINED on a device that has not joined', async () => {
    const { context } = setUp();
    await expect(refreshFederation(context)).rejects.toThrowCode('NOT_JOINED', 'InputError');
    await expect(openFederation(context, federation.config.federationId)).rejects.toThrowCode('NOT_JOINED');
  });

  it('throws TOO_FEW_GUARDIANS and keeps what it knew when fewer than q call it current', async () => {
    const store = memoryStore();
    await setUp([], [], store).joins(inviteTo(federation));
    const { clock, context } = setUp([1, 2, 3], [], store);
    await expect(clock.drive(refreshFederation(context))).rejects.toThrowCode('TOO_FEW_GUARDIANS');
    expect((await openFederation(context)).config.id).toBe(federation.config.id);
  });
});

describe('when guardians have declared that the federation winds down', () => {
  const declarationOf = (index: number): string =>
    signAsGuardian(federation, index, 'winding-down', { configId: federation.config.id }).text;
  const setUpWith = (windingDown: readonly string[]) => {
    const scene = setUp();
    for (const [url, node] of scene.nodes.nodes) {
      const federationRoute = node.federation;
      scene.nodes.nodes.set(url, {
        ...node,
        federation: (body, request) => ({ ...(federationRoute?.(body, request) as object), windingDown }),
      });
    }
    return scene;
  };
  const isKnown = async ({ context }: ReturnType<typeof setUp>): Promise<boolean> => {
    const [stored] = (await readState(context)).federations;
    return isWindingDown(stored?.windingDown ?? [], federation.config);
  };

  it('knows it from q of them on, and does not forget it', async () => {
    const scene = setUpWith([1, 2, 3].map(declarationOf));
    expect((await scene.joins(inviteTo(federation))).windingDown).toHaveLength(3);
    for (const [url, node] of honestNodes(federation)) scene.nodes.nodes.set(url, node);
    await scene.clock.drive(refreshFederation(scene.context));
    expect(await isKnown(scene)).toBe(true);
  });

  it('believes neither fewer of them nor what they have not signed', async () => {
    const third = declarationOf(3);
    const spoilt = flipCharacter(third, third.indexOf('"signature":"') + '"signature":"'.length);
    const scene = setUpWith([declarationOf(1), declarationOf(1), declarationOf(2), spoilt, 'nonsense']);
    await scene.joins(inviteTo(federation));
    expect(await isKnown(scene)).toBe(false);
  });
});
