import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { CasesController } from './cases.controller.js';

describe('evidence as a file', () => {
  it('is sent as it is, with nothing in it able to act', async () => {
    const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const evidence = { read: async () => ({ mediaType: 'image/png', content: script }) };
    const sent: { headers: Record<string, string>; body: Buffer | undefined } = { headers: {}, body: undefined };
    const response = {
      set: (headers: Record<string, string>) => Object.assign(sent, { headers }) && response,
      send: (body: Buffer) => Object.assign(sent, { body }),
    };
    const unused = undefined as never;
    const controller = new CasesController(unused, unused, unused, evidence as never, unused, unused);
    await controller.downloadEvidence('claim', 'AbCdEfGhIj', response as never);
    expect(sent.body).toEqual(script);
    expect(sent.headers).toEqual({
      'Content-Type': 'image/png',
      'Content-Disposition': 'attachment; filename="evidence-AbCdEfGh.png"',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
    });
  });
});
