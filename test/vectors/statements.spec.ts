import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { decodeBase64url, signingKeyPairFromSeed } from '@wardkeep/crypto';
import { isSignedBy, parseEnvelope, signStatement, type Body, type StatementType } from '@wardkeep/protocol';

/** One frozen statement: what was signed, by which seeds, and what came out. Never changes once released. */
interface StatementVector {
  readonly name: string;
  /** Ed25519 seeds, base64url, in the order of the signatures. */
  readonly seeds: readonly string[];
  readonly body: Body<StatementType>;
  readonly id: string;
  readonly envelope: string;
}

const FOLDER = join(import.meta.dirname, 'statements');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const vectors = files.flatMap((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as StatementVector[]);

describe.each(vectors)('frozen statement: $name', ({ seeds, body, id, envelope }) => {
  const keys = seeds.map((seed) => signingKeyPairFromSeed(decodeBase64url(seed)));

  it('is signed to the same bytes', () => {
    const signed = signStatement(body, ...keys);
    expect(signed.text).toBe(envelope);
    expect(signed.id).toBe(id);
  });

  it('is read with the same id and good signatures', () => {
    const parsed = parseEnvelope(envelope);
    expect(parsed.id).toBe(id);
    expect(parsed.signatures.map(({ key }) => isSignedBy(parsed, key))).toEqual(keys.map(() => true));
  });

  it('has another id, and no good signature, when its time is one millisecond later', () => {
    const parsed = parseEnvelope(envelope.replace(/"issuedAt":(\d+)/, (_, time) => `"issuedAt":${Number(time) + 1}`));
    expect(parsed.id).not.toBe(id);
    expect(parsed.signatures.some(({ key }) => isSignedBy(parsed, key))).toBe(false);
  });
});
