import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { generateSigningKeyPair, systemRng } from '@wardkeep/crypto';
import {
  type GuardianCard,
  parseCardBundle,
  proposeConfig,
  signStatement,
  verifyCard,
  verifyConfigChain,
} from '@wardkeep/protocol';
import { encodeBase64url } from '@wardkeep/crypto';
import { Clock } from '../../../platform/clock/clock.js';
import {
  eventually,
  type FederationNode,
  isActing,
  startTestFederation,
  startTestNodes,
  type TestFederation,
} from '../../../testing/test-federation.js';
import { CeremonyRepository } from './ceremony.repository.js';

class ShiftedClock extends Clock {
  constructor(private readonly byMs: number) {
    super();
  }

  override now(): number {
    return Date.now() + this.byMs;
  }
}

let federation: TestFederation;
afterEach(() => federation.stop());

const cardsOf = (nodes: readonly FederationNode[]) =>
  Promise.all(nodes.map(async (node) => (await node.admin<{ card: string }>('GET', '/card')).card));
const proposalsOf = async (node: FederationNode, preflight = false) =>
  (await node.admin('GET', `/federation/proposal?preflight=${preflight}`)).proposals;
const propose = async (nodes: readonly FederationNode[], name = 'Test'): Promise<string> =>
  (await nodes[0]!.admin('POST', '/federation/propose', { name, cards: await cardsOf(nodes) })).configId;
const reaches = (node: FederationNode, configId: string) =>
  eventually(async () => (await proposalsOf(node)).some((each: { configId: string }) => each.configId === configId));
const sign = (node: FederationNode, configId: string) =>
  node.call('console', 'POST', '/admin/v1/federation/sign', { body: { configId } });

describe('when all guardians sign', () => {
  it('seals the federation on every node', async () => {
    federation = await startTestFederation(3);
    const { nodes } = federation;
    const answers = await Promise.all(nodes.map((node) => node.call('public', 'GET', '/v1/federation')));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body.configs))).size).toBe(1);
    const { federationId } = (await nodes[0]!.admin('GET', '/federation')).config;
    const config = verifyConfigChain(answers[0]!.body.configs, federationId);
    expect(config.guardians.map(({ name }) => name)).toEqual(['Guardian 1', 'Guardian 2', 'Guardian 3']);
    expect(answers.map(({ body }) => [body.node.index, body.announcements.length])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);

    const again = await nodes[1]!.call('console', 'POST', '/admin/v1/federation/propose', {
      body: { name: 'Again', cards: await cardsOf(nodes) },
    });
    expect([again.status, again.body.code]).toEqual([409, 'ALREADY_SEALED']);
    const abandoned = await nodes[1]!.call('console', 'POST', '/admin/v1/federation/abandon', {
      body: { configId: config.id },
    });
    expect(abandoned.body.code).toBe('ALREADY_SEALED');
  }, 60_000);

  it('seals a node that was down meanwhile, and one whose database is from before', async () => {
    federation = await startTestNodes(3);
    const { nodes } = federation;
    const [first, second, third] = nodes as [FederationNode, FederationNode, FederationNode];
    const configId = await propose(nodes);
    await reaches(second, configId);
    expect((await sign(second, configId)).status).toBe(200);
    await second.stop();
    const file = join(second.folder, 'guardian.db');
    await copyFile(file, `${file}.before`);
    await second.start();
    await reaches(third, configId);
    expect((await sign(third, configId)).body.signedBy).toContain(3);
    for (const node of nodes) await eventually(() => isActing(node));

    await second.stop();
    await copyFile(`${file}.before`, file);
    await second.start();
    await eventually(() => isActing(second));
    await first.stop();
    await first.start();
    await eventually(() => isActing(first));
  }, 60_000);
});

describe('when preflight does not pass', () => {
  it('throws PREFLIGHT_FAILED while a guardian is unreachable, and signs once it is back', async () => {
    federation = await startTestNodes(3);
    const [first, second, third] = federation.nodes as [FederationNode, FederationNode, FederationNode];
    const configId = await propose(federation.nodes);
    await reaches(second, configId);
    await reaches(third, configId);
    await third.stop();
    const refused = await sign(second, configId);
    expect([refused.status, refused.body.code]).toEqual([409, 'PREFLIGHT_FAILED']);
    expect(refused.body.failures).toContainEqual(expect.objectContaining({ code: 'PEER_UNREACHABLE', from: 1, to: 3 }));
    expect(refused.body.failures).toContainEqual(expect.objectContaining({ code: 'NO_REPORT', from: 3 }));
    const [shown] = await proposalsOf(first, true);
    expect([shown.preflight.passed, shown.fingerprint.length, shown.missing]).toEqual([false, 12, [2, 3]]);
    await third.start();
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect((await sign(second, configId)).status).toBe(200);
  }, 60_000);

  it('throws PREFLIGHT_FAILED when a clock is ten minutes off', async () => {
    federation = await startTestNodes(3, (at) => (at === 2 ? { clock: new ShiftedClock(600_000) } : {}));
    const second = federation.nodes[1]!;
    const configId = await propose(federation.nodes);
    await reaches(second, configId);
    const { body } = await sign(second, configId);
    expect(body.code).toBe('PREFLIGHT_FAILED');
    const pairs = body.failures.map(({ code, from, to }: Record<string, unknown>) => `${code} ${from} ${to}`);
    expect(pairs.sort()).toEqual(['CLOCK_DIFFERS 1 3', 'CLOCK_DIFFERS 2 3', 'CLOCK_DIFFERS 3 1', 'CLOCK_DIFFERS 3 2']);
  }, 60_000);
});

describe('when configs conflict', () => {
  it('lists both and throws ALREADY_SIGNED for the second, until the first is given up', async () => {
    federation = await startTestNodes(3);
    const [first, second, third] = federation.nodes as [FederationNode, FederationNode, FederationNode];
    const one = await propose([first, second, third], 'One');
    const two = await propose([second, first, third], 'Two');
    await reaches(third, one);
    await reaches(third, two);
    const names = (await proposalsOf(third)).map(({ name }: { name: string }) => name);
    expect(names.sort()).toEqual(['One', 'Two']);
    expect((await sign(third, one)).status).toBe(200);
    const refused = await sign(third, two);
    expect([refused.status, refused.body.code, refused.body.configId]).toEqual([409, 'ALREADY_SIGNED', one]);
    const again = await third.call('console', 'POST', '/admin/v1/federation/propose', {
      body: { name: 'Three', cards: await cardsOf(federation.nodes) },
    });
    expect(again.body.code).toBe('ALREADY_SIGNED');
    await second.admin('POST', '/federation/abandon', { configId: two });
    await reaches(second, one);
    expect((await sign(second, one)).status).toBe(200);
    for (const node of federation.nodes) await eventually(() => isActing(node));
  }, 60_000);
});

describe('when strangers call the ceremony', () => {
  const stranger = (name: string) => {
    const key = generateSigningKeyPair(systemRng);
    const publicKey = encodeBase64url(key.publicKey);
    const common = { version: 1, federationId: null, epoch: 1, signer: { role: 'node', key: publicKey }, issuedAt: 1 };
    const card = signStatement(
      {
        ...common,
        type: 'guardian-card',
        name,
        sealingKey: publicKey,
        instanceKey: publicKey,
        contact: 'x',
        softwareVersion: '0.1.0',
        protocolVersion: 1,
      } as never,
      key,
    );
    const announcement = signStatement(
      { ...common, type: 'url-announcement', urls: ['http://127.0.0.1:1'] } as never,
      key,
    );
    return { key, card: verifyCard(card.text), announcement: announcement.text };
  };
  const policies = { openEnrolment: false, recoveryDelaySeconds: 0, inheritanceWaitingSeconds: 0, payloadBytes: 1024 };
  const configOf = (name: string, cards: GuardianCard[], key: Parameters<typeof proposeConfig>[1]) =>
    proposeConfig({ name, cards, recoverThreshold: 2, approvalThreshold: 2, policies, issuedAt: 1 }, key).statement
      .text;

  it('keeps few configs, and only those that name it', async () => {
    federation = await startTestNodes(1);
    const node = federation.nodes[0]!;
    const own = parseCardBundle((await cardsOf([node]))[0]!);
    const [a, b, c] = ['A', 'B', 'C'].map(stranger) as [
      ReturnType<typeof stranger>,
      ReturnType<typeof stranger>,
      ReturnType<typeof stranger>,
    ];
    const post = (path: string, body: unknown) => node.call('public', 'POST', `/ceremony/v1/${path}`, { body });

    const foreign = configOf('Foreign', [a.card, b.card, c.card], a.key);
    const announcements = [a.announcement, b.announcement, c.announcement];
    expect((await post('proposal', { config: foreign, announcements })).body.code).toBe('CARD_NOT_INCLUDED');
    expect((await post('signatures', { config: foreign })).body.code).toBe('PROPOSAL_NOT_FOUND');
    expect((await post('preflight', { configId: encodeBase64url(new Uint8Array(32)) })).body.code).toBe(
      'PROPOSAL_NOT_FOUND',
    );
    expect((await sign(node, encodeBase64url(new Uint8Array(32)))).status).toBe(404);

    const partly = configOf('Partly', [a.card, b.card, own.card], a.key);
    expect((await post('proposal', { config: partly, announcements })).body.code).toBe('ANNOUNCEMENT_MISSING');
    expect((await post('proposal', { config: '{}', announcements })).body.code).toBe('STATEMENT_MALFORMED');

    const all = [a.announcement, b.announcement, own.announcement.text];
    for (let count = 0; count < 20; count += 1) {
      const config = configOf(`Flood ${count}`, [a.card, b.card, own.card], a.key);
      expect((await post('proposal', { config, announcements: all })).status).toBe(200);
    }
    expect(await node.get(CeremonyRepository).list()).toHaveLength(16);
    const checkpoint = await node.call('console', 'GET', '/admin/v1/log/checkpoint');
    expect([checkpoint.status, checkpoint.body.code]).toEqual([404, 'LOG_EMPTY']);
    expect((await node.call('public', 'GET', '/v1/federation')).body.code).toBe('NOT_SEALED');
  }, 60_000);
});

describe('when a node is named in the browser', () => {
  const named = (name: string, port: number) => ({ name, contact: 'call 1234', urls: [`http://127.0.0.1:${port}`] });

  it('makes a new card, until a config with it is signed', async () => {
    federation = await startTestNodes(3);
    const [first, second] = federation.nodes as [FederationNode, FederationNode, FederationNode];
    const old = await first.admin('GET', '/card');
    const made = await first.admin('PUT', '/node', named('Anna', first.port));
    expect(made).toMatchObject({ name: 'Anna', contact: 'call 1234', isFixed: false, signingKey: old.signingKey });
    expect(made.card).not.toBe(old.card);
    await first.stop();
    await first.start();
    expect((await first.admin('GET', '/card')).name).toBe('Anna');
    const configId = await propose(federation.nodes);
    const late = await first.call('console', 'PUT', '/admin/v1/node', { body: named('Bert', first.port) });
    expect(late.body.code).toBe('NODE_FIXED');
    expect((await first.admin('GET', '/card')).isFixed).toBe(true);
    await reaches(second, configId);
    await second.admin('PUT', '/node', named('Carl', second.port));
    expect((await sign(second, configId)).body.code).toBe('CARD_REPLACED');
    const invalid = { body: { ...named('Dora', second.port), urls: ['http://example.org'] } };
    expect((await second.call('console', 'PUT', '/admin/v1/node', invalid)).body.code).toBe('BODY_INVALID');
  });
});
