import { describe, expect, it } from '@jest/globals';
import { drop, problem, scriptedTransport, withFaults, type NodeScript } from '@wardkeep/testing';
import { GuardianApi } from './guardian-api.js';
import { fetchTransport } from './transport.js';

const A = 'https://a.example';
const B = 'https://b.example';
const apiTo = (script: NodeScript) => new GuardianApi(1, [A], scriptedTransport([[A, script]]));
const nonce = 'A'.repeat(43);

describe('when a guardian answers', () => {
  it('gives the parsed answer', async () => {
    await expect(apiTo({ currency: () => ({ currency: '{}' }) }).currency({ nonce })).resolves.toEqual({
      currency: '{}',
    });
  });

  it('throws RefusedError with the code and the extras when it says no', async () => {
    const refused = apiTo({ ticket: () => problem(409, 'ATTEMPT_TAKEN', { ticket: 'its last' }) }).ticket({
      request: '{}',
    });
    await expect(refused).rejects.toThrowCode('ATTEMPT_TAKEN', 'RefusedError');
    await expect(refused).rejects.toMatchObject({ index: 1, status: 409, extras: { ticket: 'its last' } });
  });

  it.each([429, 500, 503])('throws UnreachableError on status %d', async (status) => {
    const busy = apiTo({ currency: () => problem(status, 'NOT_ACTING', { retryAfterMs: 2000 }) }).currency({ nonce });
    await expect(busy).rejects.toThrowCode('GUARDIAN_BUSY', 'UnreachableError');
    await expect(busy).rejects.toMatchObject({ problemCode: 'NOT_ACTING', retryAfterMs: 2000 });
  });

  it('throws InvalidAnswerError when the answer has another form', async () => {
    const wrong = apiTo({ currency: () => ({ currency: 7 }) }).currency({ nonce });
    await expect(wrong).rejects.toThrowCode('ANSWER_INVALID', 'InvalidAnswerError');
    await expect(wrong).rejects.toMatchObject({ index: 1, reason: 'ANSWER_MALFORMED' });
  });

  it('throws InvalidAnswerError when a refusal is no problem details', async () => {
    const html = { send: async () => ({ status: 404, body: undefined }) };
    await expect(new GuardianApi(1, [A], html).currency({ nonce })).rejects.toMatchObject({
      reason: 'ANSWER_MALFORMED',
    });
  });
});

describe('when a guardian has several URLs', () => {
  it('tries the next when one is dead, and begins with the one that worked', async () => {
    const nodes = scriptedTransport([[B, { currency: () => ({ currency: '{}' }) }]]);
    const api = new GuardianApi(1, [`${A}/`, B], nodes);
    await api.currency({ nonce });
    await api.currency({ nonce });
    expect(nodes.requests.map(({ url }) => new URL(url).origin)).toEqual([A, B, B]);
  });

  it('throws UnreachableError when all are dead', async () => {
    const nodes = withFaults(scriptedTransport(), drop('example'));
    await expect(new GuardianApi(1, [A, B], nodes).currency({ nonce })).rejects.toThrowCode('GUARDIAN_UNREACHABLE');
    await expect(new GuardianApi(1, [], nodes).currency({ nonce })).rejects.toThrowCode('GUARDIAN_UNREACHABLE');
  });
});

describe('when the transport is fetch', () => {
  const through = (respond: (init: RequestInit) => Promise<Response>) =>
    new GuardianApi(1, [A], fetchTransport(((_url: string, init: RequestInit) => respond(init)) as typeof fetch));

  it('sends JSON without cookies or redirects', async () => {
    let seen: RequestInit = {};
    await through(async (init) => {
      seen = init;
      return Response.json({ currency: '{}' });
    }).currency({ nonce });
    expect(seen).toMatchObject({
      method: 'POST',
      redirect: 'error',
      credentials: 'omit',
      body: JSON.stringify({ nonce }),
    });
  });

  it('reads Retry-After', async () => {
    const busy = through(async () => new Response('{}', { status: 503, headers: { 'retry-after': '7' } }));
    await expect(busy.currency({ nonce })).rejects.toMatchObject({ retryAfterMs: 7000 });
  });

  it('stops reading an answer without end', async () => {
    let sent = 0;
    const chunk = new Uint8Array(1024 * 1024);
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent++;
        controller.enqueue(chunk);
      },
    });
    const api = through(async () => new Response(endless));
    await expect(api.currency({ nonce })).rejects.toThrowCode('GUARDIAN_UNREACHABLE');
    expect(sent).toBeLessThan(32);
  });

  it('throws GUARDIAN_TIMEOUT when time is over', async () => {
    const never = (init: RequestInit): Promise<Response> =>
      new Promise((_resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      });
    await expect(through(never).currency({ nonce }, { timeoutMs: 5 })).rejects.toThrowCode('GUARDIAN_TIMEOUT');
  });
});
