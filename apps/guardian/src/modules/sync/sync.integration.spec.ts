import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreePort } from '@wardkeep/testing/free-ports';
import { encodeBase64url, generateSigningKeyPair, systemRng, utf8 } from '@wardkeep/crypto';
import { PEER_HEADER, signStatement } from '@wardkeep/protocol';
import { Keystore } from '../../platform/keystore/keystore.js';
import {
  eventually,
  type FederationNode,
  isActing,
  startTestFederation,
  type TestFederation,
} from '../../testing/test-federation.js';
import { FederationService } from '../federation/federation.service.js';
import { ActingGate } from '../peers/acting-gate.js';
import { PeerClient } from '../peers/peer-client.js';
import { signPeerHeader } from '../peers/peer-header.js';

let federation: TestFederation;
let first: FederationNode;
let second: FederationNode;
let third: FederationNode;

beforeAll(async () => {
  federation = await startTestFederation(3);
  [first, second, third] = federation.nodes as [FederationNode, FederationNode, FederationNode];
}, 60_000);
afterAll(() => federation.stop());

const invite = async (node: FederationNode): Promise<string> => (await node.admin('POST', '/invites', {})).inviteId;
const knows = async (node: FederationNode, inviteId: string): Promise<boolean> =>
  (await node.admin('GET', '/invites')).invites.some((each: { inviteId: string }) => each.inviteId === inviteId);
const reaches = (node: FederationNode, inviteId: string) => eventually(() => knows(node, inviteId));

describe('when a guardian signs a statement', () => {
  it('reaches every peer, and is logged once on each', async () => {
    const inviteId = await invite(first);
    for (const node of federation.nodes) await reaches(node, inviteId);
    await eventually(async () => (await third.admin('GET', '/log/checkpoint')).size >= 5);
    const { entries } = await third.admin('GET', '/log');
    const ids = entries.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(entries.map(({ index }: { index: number }) => index)).toEqual(ids.map((_: string, at: number) => at));
    expect((await third.admin('GET', '/log/equivocations')).equivocations).toEqual([]);
  });

  it('reaches a peer that was down, also from a node that only heard of it', async () => {
    await second.stop();
    const inviteId = await invite(first);
    await reaches(third, inviteId);
    await first.stop();
    await second.start();
    await reaches(second, inviteId);
    await first.start();
    for (const node of federation.nodes) await eventually(() => isActing(node));
  }, 60_000);
});

describe('when a database is put back to an earlier copy', () => {
  it('throws NOT_ACTING until q - 1 peers have given back what the node itself had signed', async () => {
    await first.stop();
    const file = join(first.folder, 'guardian.db');
    await copyFile(file, `${file}.yesterday`);
    await first.start();
    const inviteId = await invite(first);
    await reaches(second, inviteId);
    await Promise.all(federation.nodes.map((node) => node.stop()));
    await copyFile(`${file}.yesterday`, file);

    await first.start();
    expect(await knows(first, inviteId)).toBe(false);
    await expect(first.get(ActingGate).ensure()).rejects.toMatchObject({ code: 'NOT_ACTING', status: 503 });
    const ready = await first.call('public', 'GET', '/health/ready');
    expect([ready.status, ready.body.checks.acting]).toEqual([503, false]);

    let wasActing = false;
    const order = eventually(async () => {
      wasActing ||= first.get(ActingGate).isActing;
      const isKnown = await knows(first, inviteId);
      expect(isKnown || !wasActing).toBe(true);
      return isKnown && wasActing;
    }, 30_000);
    await second.start();
    await order;
    await first.get(ActingGate).ensure();
    expect((await first.call('public', 'GET', '/health/ready')).status).toBe(200);
    await third.start();
    await eventually(() => isActing(third));
  }, 60_000);
});

describe('when a node moves', () => {
  it('tells its peers, who use the newest urls and the first that answers', async () => {
    const real = `http://127.0.0.1:${second.port}`;
    const urls = ['http://127.0.0.1:1', real];
    await second.admin('POST', '/federation/urls', { urls });
    const urlsOnFirst = async () => {
      const { peers } = await first.admin('GET', '/federation');
      return peers.find(({ index }: { index: number }) => index === 2);
    };
    await eventually(async () => JSON.stringify((await urlsOnFirst()).urls) === JSON.stringify(urls));
    expect(await urlsOnFirst()).toMatchObject({ problem: null, reachable: true, softwareVersion: '0.1.0' });
    const inviteId = await invite(first);
    await reaches(second, inviteId);
    const refused = await second.call('console', 'POST', '/admin/v1/federation/urls', {
      body: { urls: ['http://example.org'] },
    });
    expect(refused.body.code).toBe('BODY_INVALID');
  });
});

describe('when a node is started under another url', () => {
  it('is found there by its peers', async () => {
    const file = join(third.folder, 'node.json');
    const port = await findFreePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    await third.stop();
    const json = JSON.parse(await readFile(file, 'utf8')) as { public: object };
    await writeFile(file, JSON.stringify({ ...json, publicUrl, public: { ...json.public, port } }));
    await third.start();
    await eventually(async () => {
      const { peers } = await first.admin('GET', '/federation');
      const found = peers.find(({ index }: { index: number }) => index === 3);
      return found.urls[0] === publicUrl && found.problem === null;
    });
    expect((await third.admin('GET', '/card')).urls).toEqual([publicUrl]);
  }, 60_000);
});

describe('when a request claims to be from a peer', () => {
  const body = JSON.stringify({ ids: [] });
  const send = async (header: string | undefined, sent = body, node = second) =>
    (
      await node.call('public', 'POST', '/peer/v1/offer', {
        raw: sent,
        ...(header === undefined ? {} : { headers: { [PEER_HEADER]: header } }),
      })
    ).body;
  const headerFor = async (recipient: number, changes: { at?: number; index?: number; path?: string } = {}) => {
    const config = await first.get(FederationService).current();
    const recipientKey = config.guardians[recipient - 1]!.signingKey;
    const { path = '/peer/v1/offer', at = Date.now(), index = 1 } = changes;
    const request = { method: 'POST', path, recipientKey, body: utf8(body) };
    return signPeerHeader(request, index, first.get(Keystore).signingKey(1), at, systemRng.bytes(16));
  };

  it('answers a peer, and throws PEER_NONCE_USED the second time', async () => {
    const header = await headerFor(2);
    expect(await send(header)).toEqual({ wanted: [] });
    expect((await send(header)).code).toBe('PEER_NONCE_USED');
  });

  it('throws PEER_UNAUTHENTICATED for anybody else, another recipient, path, index or body', async () => {
    for (const header of [
      undefined,
      'x',
      await headerFor(3),
      await headerFor(2, { path: '/peer/v1/pull' }),
      await headerFor(2, { index: 3 }),
      await headerFor(2, { index: 2 }),
      await headerFor(2, { index: 9 }),
    ]) {
      expect((await send(header)).code).toBe('PEER_UNAUTHENTICATED');
    }
    expect((await send(await headerFor(2), '{"ids": []}')).code).toBe('PEER_UNAUTHENTICATED');
  });

  it.each([-61_000, 61_000])('throws PEER_CLOCK_SKEW when its clock is %i ms off', async (difference) => {
    const answer = await send(await headerFor(2, { at: Date.now() + difference }));
    expect([answer.code, Math.abs(answer.time - Date.now()) < 5000]).toEqual(['PEER_CLOCK_SKEW', true]);
  });
});

describe('when a peer pushes what cannot be taken', () => {
  const push = (statements: { text: string }[]) => first.get(PeerClient).post(2, '/peer/v1/push', { statements });
  const announcement = (key: Parameters<typeof signStatement>[1], issuedAt: number) =>
    signStatement(
      {
        type: 'url-announcement',
        version: 1,
        federationId: null,
        epoch: 1,
        signer: { role: 'node', key: encodeBase64url(key.publicKey) },
        issuedAt,
        urls: ['https://example.org'],
      } as never,
      key,
    );

  it('names the code of each and takes the rest', async () => {
    const own = first.get(Keystore).signingKey(1);
    const stale = announcement(own, 1);
    const foreign = announcement(generateSigningKeyPair(systemRng), 1);
    const newer = announcement(own, Date.now() - 1000);
    const currency = await first.get(FederationService).sign('currency', {
      nonce: encodeBase64url(new Uint8Array(32)),
      configId: (await first.get(FederationService).current()).id,
    });
    const revocation = await first.get(FederationService).sign('invite-revocation', {
      inviteId: encodeBase64url(new Uint8Array(16)) as never,
    });
    const statements = [{ text: undefined }, stale, foreign, currency, revocation, newer].map(({ text }) => ({
      text: text ?? '{}',
    }));
    const { results } = (await push(statements)) as { results: { accepted: boolean; code?: string }[] };
    expect(results.map(({ accepted, code }) => code ?? accepted)).toEqual([
      'STATEMENT_MALFORMED',
      'ANNOUNCEMENT_STALE',
      'NOT_A_GUARDIAN',
      'STATEMENT_NOT_ACCEPTED',
      'INVITE_NOT_FOUND',
      true,
    ]);
  });
});
