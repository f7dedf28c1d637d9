import { describe, expect, it } from '@jest/globals';
import { canonicalize, encodeHex, parseCanonical, utf8 } from '@wardkeep/crypto';

describe('RFC 8785', () => {
  it('§3.2.2 and §3.2.4: literals and strings, without the sample’s numbers', () => {
    const sample = JSON.parse(
      '{"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(encodeHex(utf8(canonicalize(sample)))).toBe(
      // {"literals":[null,true,false],
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c' +
        // "string":"€$\u000f\nA'B\"\\\\\"/"}
        '22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d',
    );
  });

  it('§3.2.3: sorting by UTF-16 code units', () => {
    const sample: unknown = JSON.parse(
      '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",' +
        '"\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}',
    );
    const text = canonicalize(sample);
    expect(text).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis",' +
        '"\u20ac":"Euro Sign","\u{1f600}":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
    expect(parseCanonical(text)).toEqual(sample);
  });

  // The input and output files that Appendix F names.
  it.each([
    ['arrays', '[56,{"d":true,"10":null,"1":[]}]', '[56,{"1":[],"10":null,"d":true}]'],
    [
      'french',
      '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}',
      '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}',
    ],
    [
      'structures',
      '{"1":{"f":{"f":"hi","F":5},"\\n":56.0},"10":{},"":"empty","a":{},"111":[{"e":"yes","E":"no"}],"A":{}}',
      '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
    ],
    ['unicode', '{"Unnormalized Unicode":"A\\u030a"}', '{"Unnormalized Unicode":"A\u030a"}'],
    [
      'weird',
      '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\u000a":"Newline","1":"One","\\u0080":"Control\\u007f","\\ud83d\\ude02":"Smiley","\\u00f6":"Latin Small Letter O With Diaeresis","\\ufb33":"Hebrew Letter Dalet With Dagesh","</script>":"Browser Challenge"}',
      '{"\\n":"Newline","\\r":"Carriage Return","1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f","\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign","\u{1f602}":"Smiley","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ],
  ])('canonicalizes %s', (_, input, output) => {
    expect(canonicalize(JSON.parse(input))).toBe(output);
    expect(parseCanonical(output)).toEqual(JSON.parse(input));
  });

  // Appendix B; the profile refuses what is not an integer below 2⁵³.
  it.each([
    ['0000000000000000', '0'],
    ['433fffffffffffff', '9007199254740991'],
    ['c33fffffffffffff', '-9007199254740991'],
  ])('prints the number %s', (bits, text) => {
    expect(canonicalize(numberOf(bits))).toBe(text);
  });

  it.each([
    ['8000000000000000', 'minus zero'],
    ['0000000000000001', 'the least positive'],
    ['7fefffffffffffff', 'the greatest'],
    ['4340000000000000', '2^53'],
    ['c340000000000000', '-2^53'],
    ['4430000000000000', 'about 2^68'],
    ['7fffffffffffffff', 'NaN'],
    ['7ff0000000000000', 'Infinity'],
    ['44b52d02c7e14af5', 'near 1e23'],
    ['41b3de4355555553', '333333333.3333332'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
  ])('refuses the number %s, %s: our deviation', (bits) => {
    expect(() => canonicalize(numberOf(bits))).toThrow(expect.objectContaining({ code: 'JSON_UNSUPPORTED' }));
  });
});

function numberOf(bits: string): number {
  return Buffer.from(bits, 'hex').readDoubleBE();
}
