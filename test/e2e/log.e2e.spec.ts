import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openFederation, readState, recover, resumeEnrolment, type TransportRequest } from '@wardkeep/client';
import { decodeBase64url, equalBytes, leafHash, merkleRoot, utf8, verifyCheckpoint } from '@wardkeep/crypto';
import { parseEnvelope, parseEnvelopeOf } from '@wardkeep/protocol';
import '@wardkeep/testing';
import { request as httpRequest } from 'node:http';
import { openNode } from '../faults/corrupt-guardian.js';
import { claimAs, enrolPerson, joinedDevice, textOf, untilReleasable, type Person } from './claims/index.js';
import { RunningFederation, waitFor, World, type GuardianNode } from './harness/index.js';

const PAGE = 50;
interface Entry {
  readonly index: number;
  readonly id: string;
  readonly type: string;
  readonly text: string;
}

async function exportLog(node: GuardianNode): Promise<Entry[]> {
  const all: Entry[] = [];
  for (;;) {
    const { entries } = await node.get(`/admin/v1/log?after=${String(all.length)}&limit=${String(PAGE)}`);
    all.push(...(entries as Entry[]));
    if (entries.length < PAGE) return all;
  }
}

describe('when somebody checks the log of every node after a recovery', () => {
  let federation: RunningFederation;
  let person: Person;
  let keys: ReadonlyMap<number, string>;
  let quorum: number;

  beforeAll(async () => {
    federation = await RunningFederation.found({ guardians: 3 });
    person = await enrolPerson(federation);
    const { config } = await openFederation(person.device);
    keys = new Map(config.guardians.map(({ index, signingKey }) => [index, signingKey]));
    quorum = config.size.approvalThreshold;
    const claim = await claimAs(federation, person.identity, { approvedBy: [1, 3] });
    await untilReleasable(claim);
    await expect(recover(claim.device, { memorable: 'the red boat' })).rejects.toMatchObject({ guessesLeft: 9 });
    const { secrets } = await recover(claim.device, { memorable: person.memorable });
    expect(textOf(secrets)).toBe(person.seed);
  }, 180_000);
  afterAll(() => federation?.close(), 30_000);

  /** Recomputes the root from what the node exports; false when it is not the one that the node signed. */
  const isWhole = async (index: number): Promise<boolean> => {
    const node = federation.at(index);
    const { note, size } = await node.get('/admin/v1/log/checkpoint');
    const key = keys.get(index) ?? '';
    const checkpoint = verifyCheckpoint(note, `wardkeep/1/log/${key}`, decodeBase64url(key));
    expect(checkpoint.size).toBe(size);
    const entries = (await exportLog(node)).slice(0, checkpoint.size);
    return (
      entries.length === checkpoint.size &&
      entries.every(({ index: at }, position) => at === position) &&
      equalBytes(merkleRoot(entries.map(({ text }) => leafHash(utf8(text)))), checkpoint.root)
    );
  };

  it('recomputes the root that each node has signed', async () => {
    for (const index of [1, 2, 3]) expect(await isWhole(index)).toBe(true);
    const { note } = await federation.at(1).get('/admin/v1/log/checkpoint');
    const key = keys.get(2) ?? '';
    expect(() => verifyCheckpoint(note, `wardkeep/1/log/${key}`, decodeBase64url(key))).toThrowCode(
      'SIGNATURE_INVALID',
    );
  });

  /** Whether a node has heard of every request of the releases in its log. */
  const hasRequests = async (node: GuardianNode): Promise<boolean> => {
    const entries = await exportLog(node);
    const ids = new Set(entries.map(({ id }) => id));
    const releases = entries.filter(({ type }) => type === 'release');
    return releases.every(({ text }) => ids.has(parseEnvelopeOf(text, 'release').body.requestId));
  };

  it('finds the certificate and the request of every release before it', async () => {
    for (const node of federation.nodes) await waitFor('the requests to be told', () => hasRequests(node));
    const releasing = new Set<number>();
    for (const [place, node] of federation.nodes.entries()) {
      const entries = await exportLog(node);
      expect(entries.every(({ id, text }) => parseEnvelope(text).id === id)).toBe(true);
      const at = new Map(entries.map(({ id, index }) => [id, index]));
      for (const { index, text } of entries.filter(({ type }) => type === 'release')) {
        const { body } = parseEnvelopeOf(text, 'release');
        // Whoever releases has logged it all before; the others hear of it in any order, but of all of it.
        const isOwn = body.signer.index === place + 1;
        if (isOwn) releasing.add(body.signer.index);
        const before = isOwn ? index : entries.length;
        const approving = body.certificate.map((id) => {
          const found = entries.find((entry) => entry.id === id);
          const vote = parseEnvelopeOf(found?.text ?? '', 'vote').body;
          expect(vote).toMatchObject({ claimId: body.claimId, decision: 'approve' });
          expect(found?.index).toBeLessThan(before);
          return vote.signer.index;
        });
        expect(new Set(approving).size).toBeGreaterThanOrEqual(quorum);
        expect(at.get(body.requestId)).toBeLessThan(before);
      }
    }
    expect(releasing.size).toBeGreaterThanOrEqual(quorum);
  });

  it.each([
    ['removed', "DELETE FROM statements WHERE type = 'vote' AND signer_index = 3"],
    ['altered', "UPDATE statements SET text = replace(text, 'passport', 'passporT') WHERE type = 'vote'"],
    ['moved', 'UPDATE statements SET log_index = -1 - log_index WHERE log_index IN (3, 4)'],
    ['given another number', 'UPDATE statements SET log_index = log_index + 1000 WHERE log_index = 5'],
  ])(
    'notices when a row was %s',
    async (name, sql) => {
      const node = federation.at(2);
      await node.kill9();
      const untouched = federation.world.path(`before-${name.replaceAll(' ', '-')}`);
      await node.copyData(untouched);
      const { database } = await openNode(node.folder);
      await database.write(async (unit) => {
        expect(await unit.execute(sql)).toBeGreaterThan(0);
        if (name === 'moved') await unit.execute('UPDATE statements SET log_index = 8 + log_index WHERE log_index < 0');
      });
      await database.close();
      await node.start();
      expect(await isWhole(2)).toBe(false);
      await node.kill9();
      await node.restoreData(untouched);
      await federation.startAll([2]);
      expect(await isWhole(2)).toBe(true);
    },
    60_000,
  );

  it('finishes an enrolment that is under way when a node is told to stop, and keeps what it says', async () => {
    let staged: TransportRequest | undefined;
    const node = federation.at(1);
    const device = await joinedDevice(federation);
    const cutOff = {
      ...device,
      patience: { ...device.patience, retries: 0 },
      transport: {
        send: async (request: TransportRequest) => {
          if (!request.path.endsWith('/stage')) return device.transport.send(request);
          if (request.url.startsWith(node.url)) staged = request;
          throw new Error('cut off');
        },
      },
    };
    await expect(enrolPerson(federation, { device: cutOff })).rejects.toMatchObject({ code: 'TOO_FEW_GUARDIANS' });
    const receipt = await sendAcrossStop(node, '/v1/enrolments/stage', JSON.stringify(staged?.body));
    expect(parseEnvelopeOf(receipt, 'receipt').body.signer).toMatchObject({ index: 1 });
    expect(node.isUp).toBe(false);
    expect(node.readLog().trimEnd().split('\n').at(-1)).toContain('"msg":"stopped"');
    await federation.startAll([1]);
    expect(await resumeEnrolment(device)).toMatchObject({ holders: [1, 2, 3] });
    const [backup] = (await readState(device)).backups;
    expect(backup?.receipts.find(({ index }) => index === 1)?.receipt).toBe(receipt);
  }, 60_000);
});

/** Sends a request of which the node has the head only when it is told to stop; the body follows then. */
async function sendAcrossStop(node: GuardianNode, path: string, body: string): Promise<string> {
  let stopped: Promise<void> | undefined;
  const text = await new Promise<string>((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      expect: '100-continue',
    };
    const sent = httpRequest(`${node.directUrl}${path}`, { method: 'POST', headers }, (response) => {
      let answer = '';
      response.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('end', () => resolve(answer));
    });
    sent.on('error', reject);
    // The node has read the head and waits for the body.
    sent.on('continue', () => {
      stopped = node.stop();
      const isClosed = async (): Promise<void> => {
        await fetch(`${node.directUrl}/health/live`).then(
          () => setTimeout(() => void isClosed(), 50),
          () => sent.end(body),
        );
      };
      void isClosed();
    });
    sent.flushHeaders();
  });
  await stopped;
  return (JSON.parse(text) as { receipt: string }).receipt;
}

describe('when a node belongs to no federation yet', () => {
  const world = new World();
  afterAll(() => world.close());

  it('is live, and ready for the ceremony', async () => {
    const node = await world.makeNode();
    await expect(fetch(`${node.directUrl}/health/live`)).rejects.toThrow('fetch failed');
    await node.start();
    for (const base of [node.directUrl, node.adminUrl]) {
      expect(await (await fetch(`${base}/health/live`)).json()).toEqual({ status: 'live' });
      const ready = await fetch(`${base}/health/ready`);
      expect(ready.status).toBe(200);
      expect(await ready.json()).toEqual({ status: 'ready', checks: { database: true, acting: true } });
    }
  }, 60_000);
});
