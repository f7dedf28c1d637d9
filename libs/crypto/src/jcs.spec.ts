import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalize, parseCanonical } from './jcs.js';
import { coded } from './testing/coded.js';

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.maxSafeInteger().map((number) => (number === 0 ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
}));

describe('canonicalize', () => {
  it('comes back and does not depend on the order of keys', () => {
    fc.assert(
      fc.property(value, (any) => {
        const canonical = canonicalize(any);
        expect(canonicalize(parseCanonical(canonical))).toBe(canonical);
        expect(JSON.parse(canonical)).toEqual(JSON.parse(JSON.stringify(any)));
      }),
    );
    expect(canonicalize({ b: 1, a: { d: 1, c: 2 } })).toBe('{"a":{"c":2,"d":1},"b":1}');
  });

  it.each([
    ['undefined', undefined],
    ['an undefined member', { a: undefined }],
    ['an undefined item', [undefined]],
    ['a hole', new Array(1)],
    ['a fraction', 0.5],
    ['2⁵³', 2 ** 53],
    ['−2⁵³', -(2 ** 53)],
    ['−0', -0],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['a big integer', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a member named by a symbol', { [Symbol('s')]: 1 }],
    ['bytes', new Uint8Array(1)],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['an object with toJSON', { toJSON: () => 1 }],
    ['a lone high surrogate', '\ud800'],
    ['a lone low surrogate in a key', { 'a\udc00': 1 }],
    ['swapped surrogates', '\udc00\ud800'],
  ])('throws JSON_UNSUPPORTED for %s', (_, unsupported) => {
    expect(() => canonicalize(unsupported)).toThrow(coded('JSON_UNSUPPORTED'));
  });

  it('throws JSON_UNSUPPORTED for nesting beyond 64, and for a cycle', () => {
    const nest = (depth: number): unknown => (depth === 0 ? 1 : [nest(depth - 1)]);
    expect(canonicalize(nest(64))).toHaveLength(129);
    expect(() => canonicalize(nest(65))).toThrow(coded('JSON_UNSUPPORTED'));
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => canonicalize(cycle)).toThrow(coded('JSON_UNSUPPORTED'));
    expect(() => parseCanonical('['.repeat(5000) + ']'.repeat(5000))).toThrow(coded('JSON_UNSUPPORTED'));
  });
});

describe('parseCanonical', () => {
  it.each([
    '',
    '{',
    '{"a":1,"a":1}',
    '{"a":1,"a":2}',
    '{"b":1,"a":1}',
    '{ "a":1}',
    '[1, 2]',
    '1.0',
    '1e2',
    '"\\u0041"',
    '"\\/"',
    '"\\u000A"',
    '1\n',
    '\ufeff1',
  ])('throws JSON_NOT_CANONICAL for %j', (given) => {
    expect(() => parseCanonical(given)).toThrow(coded('JSON_NOT_CANONICAL'));
  });

  it.each(['-0', '0.5', '9007199254740993', '1e400', '"\\ud800"'])('throws JSON_UNSUPPORTED for %j', (given) => {
    expect(() => parseCanonical(given)).toThrow(coded('JSON_UNSUPPORTED'));
  });

  it('keeps a key named __proto__ a key', () => {
    const parsed = parseCanonical('{"__proto__":{"admin":true}}') as object;
    expect(Object.keys(parsed)).toEqual(['__proto__']);
    expect('admin' in parsed).toBe(false);
  });
});
