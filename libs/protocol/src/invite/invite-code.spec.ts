import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { decodeHex, encodeBech32m, encodeHex, utf8 } from '@wardkeep/crypto';
import fc from 'fast-check';
import { encodeInvite, encodeInviteParts, parseInvite } from './invite-code.js';
import { INVITE_LIMITS, type Invite } from './invite.js';
import { encodeUint, type TaggedPart } from './tagged-parts.js';

interface FrozenInvite {
  note: string;
  federationId: string;
  epoch: number;
  configHash: string;
  guardianUrls: string[];
  enrolmentToken?: string;
  expiresAt?: number;
  federationName?: string;
  code: string;
}

const frozen = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/wardkeep/invite.json', import.meta.url), 'utf8'),
) as { vectors: FrozenInvite[] };

const withCode = (code: string) => expect.objectContaining({ name: 'ProtocolError', code });
const bytes = (length: number, fill: number) => new Uint8Array(length).fill(fill);

const invite: Invite = {
  federationId: bytes(32, 1),
  epoch: 3,
  configHash: bytes(32, 2),
  guardianUrls: ['https://a.example', 'http://127.0.0.1:4001'],
  enrolmentToken: bytes(16, 3),
  expiresAt: 1_800_000_000,
  federationName: 'Família Ødegård',
};
const code = encodeInvite(invite);

const required: TaggedPart[] = [
  { tag: 1, value: bytes(32, 1) },
  { tag: 2, value: encodeUint(3, 4) },
  { tag: 3, value: bytes(32, 2) },
  { tag: 4, value: utf8('https://a.example') },
];
const without = (tag: number) => required.filter((part) => part.tag !== tag);

function thaw(vector: FrozenInvite): Invite {
  const { enrolmentToken, expiresAt, federationName } = vector;
  return {
    federationId: decodeHex(vector.federationId),
    epoch: vector.epoch,
    configHash: decodeHex(vector.configHash),
    guardianUrls: vector.guardianUrls,
    ...(enrolmentToken === undefined ? {} : { enrolmentToken: decodeHex(enrolmentToken) }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(federationName === undefined ? {} : { federationName }),
  };
}

describe('when a code is whole', () => {
  it.each(frozen.vectors)('keeps the frozen code: $note', (vector) => {
    expect(encodeInvite(thaw(vector))).toBe(vector.code);
    expect(parseInvite(vector.code)).toEqual(thaw(vector));
  });

  it('begins with wk1 and gives the invite back', () => {
    expect(code.startsWith('wk1')).toBe(true);
    expect(parseInvite(code)).toEqual(invite);
  });

  it('leaves out what the invite leaves out', () => {
    const { federationId, epoch, configHash, guardianUrls } = invite;
    const least = { federationId, epoch, configHash, guardianUrls };
    expect(Object.keys(parseInvite(encodeInvite(least)))).toEqual(Object.keys(least));
  });

  it.each([
    ['in upper case, as in a QR code', code.toUpperCase()],
    ['with white space around it', ` \n${code}\t`],
    ['broken over lines by a mail program', `${code.slice(0, 70)}\r\n  ${code.slice(70)}`],
    ['with the first letter put in upper case by a telephone', `W${code.slice(1)}`],
  ])('is read %s', (_, text) => {
    expect(parseInvite(text)).toEqual(invite);
  });

  it('may have parts that this version does not know, anywhere and repeated', () => {
    const unknown = { tag: 200, value: bytes(255, 9) };
    const empty = { tag: 8, value: bytes(0, 0) };
    const parts = [unknown, ...required.toReversed(), empty, unknown];
    expect(parseInvite(encodeInviteParts(parts)).epoch).toBe(3);
  });

  it('holds fifty guardians with urls of ordinary length', () => {
    const guardianUrls = Array.from(
      { length: 50 },
      (_, at) => `https://guardian-${at}.federation.example.org/wardkeep`,
    );
    expect(parseInvite(encodeInvite({ ...invite, guardianUrls })).guardianUrls).toEqual(guardianUrls);
  });
});

describe('when a code is damaged', () => {
  it('throws INVITE_TRUNCATED for every beginning of it', () => {
    for (let length = 3; length < code.length; length += 1) {
      expect(() => parseInvite(code.slice(0, length))).toThrow(withCode('INVITE_TRUNCATED'));
    }
  });

  it('throws INVITE_ALTERED for every single character changed', () => {
    for (let at = 10; at < code.length; at += 1) {
      const other = code[at] === 'q' ? 'p' : 'q';
      const altered = `${code.slice(0, at)}${other}${code.slice(at + 1)}`;
      expect(() => parseInvite(altered)).toThrow(withCode('INVITE_ALTERED'));
    }
  });

  it('throws a coded error when the characters of the length are changed', () => {
    for (let at = 3; at < 10; at += 1) {
      const other = code[at] === 'q' ? 'p' : 'q';
      const altered = `${code.slice(0, at)}${other}${code.slice(at + 1)}`;
      expect(() => parseInvite(altered)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^INVITE_(ALTERED|TRUNCATED)$/) }),
      );
    }
  });

  it.each([
    ['a character outside the alphabet', `${code.slice(0, 40)}b${code.slice(41)}`],
    ['another separator', `${code.slice(0, 40)}1${code.slice(41)}`],
    ['a character too many', `${code}q`],
    ['two characters exchanged', code.slice(0, -2) + [...code.slice(-2)].reverse().join('')],
  ])('throws INVITE_ALTERED for %s', (_, text) => {
    expect(text).not.toBe(code);
    expect(() => parseInvite(text)).toThrow(withCode('INVITE_ALTERED'));
  });

  it.each(['', ' ', 'wk', 'bc1qw508d6', code.slice(1), `https://x.example/${code}`, encodeBech32m('wx', bytes(40, 1))])(
    'throws INVITE_PREFIX for %j',
    (text) => {
      expect(() => parseInvite(text)).toThrow(withCode('INVITE_PREFIX'));
    },
  );
});

describe('when a code was made wrongly', () => {
  it.each([
    ['no federation id', without(1)],
    ['no epoch', without(2)],
    ['no config hash', without(3)],
    ['no guardian url', without(4)],
    ['two federation ids', [...required, required[0]!]],
    ['two epochs', [...required, required[1]!]],
    ['two config hashes', [...required, required[2]!]],
    ['the same url twice', [...required, required[3]!]],
    ['two tokens', [...required, { tag: 5, value: bytes(16, 1) }, { tag: 5, value: bytes(16, 2) }]],
    ['two expiries', [...required, { tag: 6, value: encodeUint(1, 8) }, { tag: 6, value: encodeUint(1, 8) }]],
    ['two names', [...required, { tag: 7, value: utf8('a') }, { tag: 7, value: utf8('b') }]],
    ['two lengths', [...required, { tag: 0, value: encodeUint(9, 2) }]],
    ['a federation id of 31 bytes', [{ tag: 1, value: bytes(31, 1) }, ...without(1)]],
    ['an epoch of 2 bytes', [{ tag: 2, value: bytes(2, 1) }, ...without(2)]],
    ['epoch 0', [{ tag: 2, value: encodeUint(0, 4) }, ...without(2)]],
    ['a config hash of 33 bytes', [{ tag: 3, value: bytes(33, 1) }, ...without(3)]],
    ['a token of 15 bytes', [...required, { tag: 5, value: bytes(15, 1) }]],
    ['an expiry of 4 bytes', [...required, { tag: 6, value: bytes(4, 1) }]],
    ['an expiry from 2^53', [...required, { tag: 6, value: bytes(8, 255) }]],
    ['an empty name', [...required, { tag: 7, value: bytes(0, 0) }]],
    ['a name that is not utf-8', [...required, { tag: 7, value: bytes(2, 255) }]],
    ['a name with a line end', [...required, { tag: 7, value: utf8('a\nb') }]],
    ['a name with a direction override', [...required, { tag: 7, value: utf8('a\u202Eb') }]],
    ['a name that is too long', [...required, { tag: 7, value: utf8('a'.repeat(101)) }]],
    ['too many urls', [...without(4), ...urls(51)]],
  ])('throws INVITE_MALFORMED for %s', (_, parts) => {
    expect(() => parseInvite(encodeInviteParts(parts))).toThrow(withCode('INVITE_MALFORMED'));
  });

  it.each([
    ['no parts', ''],
    ['no length', '0201'.padEnd(8, '0')],
    ['a length of another code', '00020fff'],
    ['a part cut short', '00020005ff'],
    ['a part that promises more', '0002000701ff00'],
    ['a length after other parts', 'c80000020006'],
  ])('throws INVITE_MALFORMED for %s', (_, hex) => {
    expect(() => parseInvite(encodeBech32m('wk', decodeHex(hex)))).toThrow(withCode('INVITE_MALFORMED'));
  });

  it('throws INVITE_MALFORMED for more text than any code has', () => {
    expect(() => parseInvite(`wk1${'q'.repeat(INVITE_LIMITS.codeCharacters)}`)).toThrow(withCode('INVITE_MALFORMED'));
    expect(() => parseInvite(' '.repeat(1_000_000))).toThrow(withCode('INVITE_MALFORMED'));
  });
});

function urls(count: number): TaggedPart[] {
  return Array.from({ length: count }, (_, at) => ({ tag: 4, value: utf8(`https://g${at}.example`) }));
}

const BAD_URLS = [
  'http://a.example',
  'http://127.0.0.1.example',
  'ftp://a.example',
  'javascript:alert(1)',
  'https://user:secret@a.example',
  'https://a.example/?q=1',
  'https://a.example/#f',
  'https://a.ex ample',
  ' https://a.example',
  'https://a.example\n',
  'a.example',
  '',
  `https://a.example/${'x'.repeat(190)}`,
];

describe('when a guardian url is not one that a node may have', () => {
  it.each(BAD_URLS)('throws INVITE_URL_INVALID for %j in either direction', (url) => {
    expect(() => encodeInvite({ ...invite, guardianUrls: [url] })).toThrow(withCode('INVITE_URL_INVALID'));
    const parts = [...required, { tag: 4, value: utf8(url) }];
    expect(() => parseInvite(encodeInviteParts(parts))).toThrow(withCode('INVITE_URL_INVALID'));
  });

  it.each(['https://a.example', 'https://a.example:8443/w', 'http://localhost:1', 'http://[::1]:1'])(
    'accepts %s',
    (url) => {
      expect(parseInvite(encodeInvite({ ...invite, guardianUrls: [url] })).guardianUrls).toEqual([url]);
    },
  );
});

describe('when an invite to encode is out of bounds', () => {
  it.each<[string, Partial<Invite>]>([
    ['federation id', { federationId: bytes(31, 0) }],
    ['config hash', { configHash: bytes(33, 0) }],
    ['epoch 0', { epoch: 0 }],
    ['epoch 2^32', { epoch: 2 ** 32 }],
    ['a broken epoch', { epoch: 1.5 }],
    ['no urls', { guardianUrls: [] }],
    ['a url twice', { guardianUrls: ['https://a.example', 'https://a.example'] }],
    ['a token', { enrolmentToken: bytes(17, 0) }],
    ['a negative expiry', { expiresAt: -1 }],
    ['an untrimmed name', { federationName: ' a' }],
    ['more urls than a code can hold', { guardianUrls: longUrls() }],
  ])('throws INVITE_MALFORMED for %s', (_, part) => {
    expect(() => encodeInvite({ ...invite, ...part })).toThrow(withCode('INVITE_MALFORMED'));
  });
});

function longUrls(): string[] {
  return Array.from({ length: 50 }, (_, at) => `https://${'x'.repeat(60)}.example/${'y'.repeat(100)}${at}`);
}

const anyBytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const anyInvite: fc.Arbitrary<Invite> = fc
  .record(
    {
      federationId: anyBytes(32),
      epoch: fc.integer({ min: 1, max: INVITE_LIMITS.highestEpoch }),
      configHash: anyBytes(32),
      guardianUrls: fc.uniqueArray(fc.webUrl({ validSchemes: ['https'], size: 'small' }), {
        minLength: 1,
        maxLength: 10,
      }),
      enrolmentToken: anyBytes(16),
      expiresAt: fc.maxSafeNat(),
      federationName: fc.stringMatching(/^[A-Za-zÀ-ÖØ-öø-ÿ]{1,40}$/),
    },
    { requiredKeys: ['federationId', 'epoch', 'configHash', 'guardianUrls'] },
  )
  .filter((drawn) => drawn.guardianUrls.every((url) => url.length <= INVITE_LIMITS.urlBytes));

describe('properties of invite codes', () => {
  it('give back every invite, in either case', () => {
    fc.assert(
      fc.property(anyInvite, (drawn) => {
        const text = encodeInvite(drawn);
        expect(parseInvite(text)).toEqual(drawn);
        expect(parseInvite(text.toUpperCase())).toEqual(drawn);
        expect(encodeInvite(parseInvite(text))).toBe(text);
      }),
    );
  });

  it('never come apart: up to four wrong characters and any cut are found', () => {
    const wrong = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 30 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(anyInvite, wrong, (drawn, changes) => {
        const text = Array.from(encodeInvite(drawn));
        const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
        const before = text.join('');
        for (const [where, step] of changes) {
          const at = 3 + (where % (text.length - 3));
          text[at] = alphabet[(alphabet.indexOf(text[at] ?? 'q') + 1 + step) % 32] ?? 'q';
        }
        fc.pre(text.join('') !== before);
        expect(() => parseInvite(text.join(''))).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^INVITE_(ALTERED|TRUNCATED)$/) }),
        );
      }),
    );
  });

  it('answer every text with an invite or a coded refusal', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 200 }).map((raw) => encodeBech32m('wk', raw)),
    );
    fc.assert(
      fc.property(text, (drawn) => {
        try {
          parseInvite(drawn);
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^INVITE_/);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('carry numbers most significant byte first', () => {
    expect(encodeHex(encodeUint(0x0102_0304_0506, 8))).toBe('0000010203040506');
  });
});
