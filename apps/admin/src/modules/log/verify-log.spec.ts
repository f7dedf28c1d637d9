import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  cryptoReady,
  encodeBase64url,
  generateSigningKeyPair,
  MerkleFrontier,
  signCheckpoint,
  systemRng,
  utf8,
} from '@wardkeep/crypto';
import { type Body, signStatement } from '@wardkeep/protocol';
import { verifyLog } from './verify-log.js';

beforeAll(() => cryptoReady());

const id = (letter: string): string => encodeBase64url(new Uint8Array(32).fill(letter.charCodeAt(0)));

function makeExport() {
  const key = generateSigningKeyPair(systemRng);
  const publicKey = encodeBase64url(key.publicKey);
  const texts = [1, 2, 3].map((nonce) => {
    const body = {
      type: 'unlock',
      version: 1,
      federationId: id('f'),
      epoch: 1,
      generation: 1,
      signer: { role: 'guardian', key: publicKey, index: 1 },
      issuedAt: 1_700_000_000_000 + nonce,
      manifestId: id('m'),
      path: 'recovery',
      limit: 10 + nonce,
    } as unknown as Body<'unlock'>;
    return signStatement(body, key).text;
  });
  const frontier = MerkleFrontier.empty();
  for (const text of texts) frontier.append(utf8(text));
  const name = `wardkeep/1/log/${publicKey}`;
  const checkpoint = signCheckpoint({ origin: name, size: texts.length, root: frontier.root() }, name, key);
  const lines = [{ checkpoint, size: texts.length }, ...texts.map((text, index) => ({ index, text }))];
  return { lines: lines.map((line) => JSON.stringify(line)), publicKey };
}

describe('verifyLog', () => {
  it('finds an honest log whole', async () => {
    const { lines, publicKey } = makeExport();
    const verdict = await verifyLog(lines, publicKey, () => undefined);
    expect(verdict).toEqual({ size: 3, rootMatches: true, checkpointSigned: true, badStatements: [] });
  });

  it('sees a leaf that was altered', async () => {
    const { lines, publicKey } = makeExport();
    const altered = lines.map((line) =>
      line.replace('"limit\\":12', '"limit\\":29').replace('\\"limit\\":12', '\\"limit\\":29'),
    );
    expect(altered).not.toEqual(lines);
    const verdict = await verifyLog(altered, publicKey, () => undefined);
    expect(verdict).toMatchObject({ rootMatches: false, badStatements: [1] });
  });

  it('sees a leaf that was left out at the end', async () => {
    const { lines, publicKey } = makeExport();
    const verdict = await verifyLog(lines.slice(0, -1), publicKey, () => undefined);
    expect(verdict).toMatchObject({ size: 2, rootMatches: false });
  });

  it('takes the checkpoint of no other key', async () => {
    const { lines } = makeExport();
    const verdict = await verifyLog(lines, makeExport().publicKey, () => undefined);
    expect(verdict).toMatchObject({ checkpointSigned: false, rootMatches: false });
  });
});
