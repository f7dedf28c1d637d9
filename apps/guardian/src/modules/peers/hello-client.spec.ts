import { describe, expect, it } from '@jest/globals';
import { encodeBase64url, signingKeyPairFromSeed } from '@wardkeep/crypto';
import { type Guardian, signStatement, verifyCard } from '@wardkeep/protocol';
import { FakeClock } from '../../testing/fake-clock.js';
import { HelloClient } from './hello-client.js';
import { NodeClient } from './node-client.js';
import { type PeerAnswer, PeerTransport } from './transport.js';

const memberOf = (fill: number) => {
  const key = signingKeyPairFromSeed(new Uint8Array(32).fill(fill));
  const publicKey = encodeBase64url(key.publicKey);
  const common = { version: 1, federationId: null, epoch: 1, signer: { role: 'node', key: publicKey }, issuedAt: 1 };
  const keys = { sealingKey: publicKey, instanceKey: publicKey };
  const fields = { name: 'Ada', contact: 'ada', softwareVersion: '0.1.0', protocolVersion: 1 };
  const card = signStatement({ ...common, ...keys, ...fields, type: 'guardian-card' } as never, key);
  const announcement = signStatement(
    { ...common, type: 'url-announcement', urls: ['https://ada.example'] } as never,
    key,
  );
  return { publicKey, card: verifyCard(card.text), announcement: announcement.text };
};

const ada = memberOf(1);
const eve = memberOf(2);
const guardian: Guardian = {
  index: 1,
  name: 'Ada',
  signingKey: ada.publicKey,
  sealingKey: ada.publicKey,
  contact: 'ada',
  card: ada.card,
};
const clock = new FakeClock();
const hello = {
  card: ada.card.text,
  announcement: ada.announcement,
  protocolVersion: 1,
  softwareVersion: '0.2.0',
  time: clock.time + 700,
  epoch: null,
  configId: null,
};

function greet(status: number, body: unknown): Promise<unknown> {
  class Answering extends PeerTransport {
    override async send(): Promise<PeerAnswer> {
      return { status, body, elapsedMs: 12 };
    }
  }
  const nodes = new NodeClient(new Answering(), { file: { publicUrl: 'https://self.example' } } as never);
  const announcements = { find: async () => ({ text: ada.announcement, body: { urls: ['https://ada.example'] } }) };
  return new HelloClient(nodes, announcements as never, {} as never, clock).greet(guardian, 100);
}

describe('when a node is greeted', () => {
  it('tells how far its clock is off', async () => {
    expect(await greet(200, hello)).toMatchObject({ clockDifferenceMs: 700, latencyMs: 12, softwareVersion: '0.2.0' });
  });

  it('throws CARD_DIFFERS when another guardian answers', async () => {
    await expect(greet(200, { ...hello, card: eve.card.text })).rejects.toMatchObject({ code: 'CARD_DIFFERS' });
    await expect(greet(200, { ...hello, card: '{}' })).rejects.toMatchObject({ code: 'CARD_DIFFERS' });
  });

  it('throws VERSION_DIFFERS for another version of the protocol', async () => {
    await expect(greet(200, { ...hello, protocolVersion: 2 })).rejects.toMatchObject({ code: 'VERSION_DIFFERS' });
  });

  it('throws ANSWER_INVALID for an answer of another shape', async () => {
    await expect(greet(200, { ok: true })).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
    const problem = { type: 't', title: 't', status: 500, code: 'INTERNAL' };
    await expect(greet(500, problem)).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
  });
});
