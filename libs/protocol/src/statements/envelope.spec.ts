import { describe, expect, it } from '@jest/globals';
import { canonicalize, encodeBase64url, signingKeyPairFromSeed, type SigningKey } from '@wardkeep/crypto';
import fc from 'fast-check';
import { ProtocolError, type ProtocolErrorCode } from '../errors.js';
import { conflictKey } from './conflict.js';
import { parseEnvelope, parseEnvelopeOf, signStatement, statementId } from './envelope.js';
import type { Body } from './registry.js';
import { verifyStatement } from './verify.js';

const keyOf = (fill: number): SigningKey => signingKeyPairFromSeed(new Uint8Array(32).fill(fill));
const textOf = (key: SigningKey): string => encodeBase64url(key.publicKey);
const filled = (fill: number, length = 32): string => encodeBase64url(new Uint8Array(length).fill(fill));
const guardianKey = keyOf(1);
const federationId = filled(9) as never;

function voteBody(change: Partial<Body<'vote'>> = {}): Body<'vote'> {
  return {
    type: 'vote',
    version: 1,
    federationId,
    epoch: 1,
    signer: { role: 'guardian', index: 2, key: textOf(guardianKey) as never },
    generation: 1,
    issuedAt: 1_700_000_000_000,
    claimId: filled(3) as never,
    configId: filled(4) as never,
    decision: 'approve',
    method: 'in-person',
    documents: ['passport'],
    ...change,
  };
}

function codeOf(action: () => unknown): ProtocolErrorCode | 'none' {
  try {
    action();
    return 'none';
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

const signed = signStatement(voteBody(), guardianKey);
const expected = { federationId, epoch: 1, signerKey: textOf(guardianKey) };

describe('signStatement and verifyStatement', () => {
  it('accept what the expected key signed', () => {
    const verified = verifyStatement(signed.text, 'vote', expected);
    expect(verified.body).toEqual(voteBody());
    expect(verified.id).toBe(statementId(voteBody()));
  });

  it('give a statement one id whoever signs it', () => {
    expect(signStatement(voteBody(), guardianKey, keyOf(5)).id).toBe(signed.id);
  });

  it('refuse a body that does not fit its type with STATEMENT_MALFORMED', () => {
    expect(codeOf(() => signStatement(voteBody({ epoch: 0 }), guardianKey))).toBe('STATEMENT_MALFORMED');
    expect(codeOf(() => signStatement({ ...voteBody(), extra: 1 } as never, guardianKey))).toBe('STATEMENT_MALFORMED');
  });

  it.each<[string, object, ProtocolErrorCode]>([
    ['another federation', { federationId: filled(8) }, 'WRONG_FEDERATION'],
    ['another epoch', { epoch: 2 }, 'WRONG_EPOCH'],
    ['another signer', { signerKey: textOf(keyOf(2)) }, 'WRONG_SIGNER'],
    ['a missing cosigner', { cosignerKeys: [textOf(keyOf(2))] }, 'SIGNATURE_MISSING'],
  ])('refuse %s', (_, change, code) => {
    expect(codeOf(() => verifyStatement(signed.text, 'vote', { ...expected, ...change }))).toBe(code);
  });

  it('refuse a statement of another type with WRONG_TYPE', () => {
    expect(codeOf(() => verifyStatement(signed.text, 'ticket', expected))).toBe('WRONG_TYPE');
  });

  it('refuse a signature that was moved to another statement with SIGNATURE_INVALID', () => {
    const other = signStatement(voteBody({ decision: 'reject' }), guardianKey);
    const moved = canonicalize({ body: other.body, signatures: signed.signatures });
    expect(codeOf(() => verifyStatement(moved, 'vote', expected))).toBe('SIGNATURE_INVALID');
  });

  it('refuse every text with one flipped bit', () => {
    fc.assert(
      fc.property(fc.nat(signed.text.length - 1), fc.integer({ min: 0, max: 6 }), (at, bit) => {
        const altered =
          signed.text.slice(0, at) +
          String.fromCharCode(signed.text.charCodeAt(at) ^ (1 << bit)) +
          signed.text.slice(at + 1);
        expect(codeOf(() => verifyStatement(altered, 'vote', expected))).not.toBe('none');
      }),
      { numRuns: 300 },
    );
  });
});

describe('verifyStatement', () => {
  const [own] = signed.signatures;
  const [stranger] = signStatement(voteBody(), keyOf(5)).signatures;

  it.each([
    ['of a stranger beside it', [own, stranger]],
    ['of a stranger before it', [stranger, own]],
    ['twice', [own, own]],
  ])('refuses an envelope with a signature %s with SIGNATURE_INVALID', (_, signatures) => {
    const text = canonicalize({ body: signed.body, signatures });
    expect(codeOf(() => verifyStatement(text, 'vote', expected))).toBe('SIGNATURE_INVALID');
  });
});

describe('parseEnvelope', () => {
  const body = voteBody();

  it('refuses a member called __proto__, which would be signed and then lost', () => {
    const hidden = canonicalize(JSON.parse(`{"__proto__":{"decision":"reject"},${JSON.stringify(body).slice(1)}`));
    const bytes = new TextEncoder().encode(`wardkeep/1/vote\n${hidden}`);
    const signatures = canonicalize([
      { key: textOf(guardianKey), signature: encodeBase64url(guardianKey.sign(bytes)) },
    ]);
    expect(codeOf(() => parseEnvelope(`{"body":${hidden},"signatures":${signatures}}`))).toBe('STATEMENT_MALFORMED');
  });

  it.each<[string, string, ProtocolErrorCode]>([
    ['white space between tokens', signed.text.replace('{"body":', '{ "body":'), 'STATEMENT_NOT_CANONICAL'],
    ['a repeated key', signed.text.replace('"epoch":1', '"epoch":1,"epoch":1'), 'STATEMENT_NOT_CANONICAL'],
    ['what is not JSON', '{"body":', 'STATEMENT_NOT_CANONICAL'],
    ['no signature', canonicalize({ body, signatures: [] }), 'STATEMENT_MALFORMED'],
    [
      'an unknown field',
      canonicalize({ body: { ...body, more: 1 }, signatures: signed.signatures }),
      'STATEMENT_MALFORMED',
    ],
    [
      'another version',
      canonicalize({ body: { ...body, version: 2 }, signatures: signed.signatures }),
      'UNSUPPORTED_VERSION',
    ],
    [
      'an unknown type',
      canonicalize({ body: { ...body, type: 'edict' }, signatures: signed.signatures }),
      'WRONG_TYPE',
    ],
    [
      'a type named like a member of Object',
      canonicalize({ body: { ...body, type: 'toString' }, signatures: signed.signatures }),
      'WRONG_TYPE',
    ],
    ['more than 64 KiB', `"${'a'.repeat(64 * 1024)}"`, 'STATEMENT_TOO_LARGE'],
  ])('refuses %s', (_, text, code) => {
    expect(codeOf(() => parseEnvelope(text))).toBe(code);
  });

  it('names the field that is wrong, not its value', () => {
    const text = canonicalize({ body: { ...body, claimId: 'hunter2' }, signatures: signed.signatures });
    expect(() => parseEnvelope(text)).toThrow(/^claimId must be 32 bytes/);
  });

  it('refuses base64url whose spare bits are not zero', () => {
    const loose = `${filled(0).slice(0, -1)}B`;
    const text = canonicalize({ body: { ...body, claimId: loose }, signatures: signed.signatures });
    expect(codeOf(() => parseEnvelopeOf(text, 'vote'))).toBe('STATEMENT_MALFORMED');
  });
});

describe('conflictKey', () => {
  it('is one for two tickets on one attempt number, whatever their α', () => {
    const ticket = (alpha: number): Body<'ticket'> =>
      ({
        ...voteBody(),
        type: 'ticket',
        manifestId: filled(5) as never,
        path: 'recovery',
        attempt: 1,
        alphaDigest: filled(alpha),
      }) as never;
    expect(conflictKey(ticket(1))).toBe(conflictKey(ticket(2)));
  });

  it('differs between an approve and a later reject by one guardian', () => {
    expect(conflictKey(voteBody())).not.toBe(conflictKey(voteBody({ decision: 'reject' })));
  });

  it('is one for two approves of one claim by one guardian', () => {
    expect(conflictKey(voteBody())).toBe(conflictKey(voteBody({ method: 'video' })));
  });
});
