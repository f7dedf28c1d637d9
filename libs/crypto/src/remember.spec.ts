import { describe, expect, it } from '@jest/globals';
import { remember } from './remember.js';

describe('when the same texts are asked for again and again', () => {
  it('checks each once while it is among the last', () => {
    const checked: string[] = [];
    const verify = remember((text) => (checked.push(text), { text }), 2);
    const a = verify('a');
    expect([verify('b'), verify('a')]).toEqual([{ text: 'b' }, a]);
    expect(verify('a')).toBe(a);
    verify('c');
    verify('b');
    expect(checked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('remembers nothing that did not verify', () => {
    let calls = 0;
    const verify = remember(() => {
      calls += 1;
      throw new Error('no');
    }, 2);
    for (let times = 0; times < 2; times++) expect(() => verify('a')).toThrow('no');
    expect(calls).toBe(2);
  });
});
