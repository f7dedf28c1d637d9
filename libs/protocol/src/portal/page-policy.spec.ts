import { describe, expect, it } from '@jest/globals';
import { pagePolicy } from './page-policy.js';

describe('when a page is served', () => {
  const policy = pagePolicy({ nonce: 'abc', origins: ['https://one.example', 'https://two.example'] });
  const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)] as const));

  it('may load nothing that is not named', () => {
    expect(rules.get('default-src')).toEqual(["'none'"]);
    expect(rules.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    expect(rules.get('style-src')).toEqual(["'self'", "'nonce-abc'"]);
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/);
  });

  it('may talk to its own origin and the guardians', () => {
    expect(rules.get('connect-src')).toEqual(["'self'", 'https://one.example', 'https://two.example']);
  });

  it('can be put into no frame, and send no form', () => {
    expect([rules.get('frame-ancestors'), rules.get('form-action'), rules.get('base-uri')]).toEqual(
      Array.from({ length: 3 }, () => ["'none'"]),
    );
  });
});
