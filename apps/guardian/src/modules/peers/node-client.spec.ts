import { describe, expect, it } from '@jest/globals';
import { NodeClient } from './node-client.js';
import { type PeerAnswer, type PeerRequest, PeerTransport, PeerUnreachableError } from './transport.js';

class FakeTransport extends PeerTransport {
  readonly asked: string[] = [];
  down = new Set<string>();
  answer: Omit<PeerAnswer, 'elapsedMs'> = { status: 200, body: { ok: true } };

  override async send({ url }: PeerRequest): Promise<PeerAnswer> {
    this.asked.push(url);
    if (this.down.has(new URL(url).host)) throw new PeerUnreachableError('CONNECTION_FAILED', 'down');
    return { ...this.answer, elapsedMs: 1 };
  }
}

const setUp = (publicUrl = 'https://self.example') => {
  const transport = new FakeTransport();
  return { transport, client: new NodeClient(transport, { file: { publicUrl } } as never) };
};
const GET = { method: 'GET' } as const;
const urls = ['https://a.example/', 'https://b.example/base'];

describe('when a node has several urls', () => {
  it('goes on to the next, and begins with the one that answered', async () => {
    const { transport, client } = setUp();
    transport.down.add('a.example');
    await client.call(urls, '/x', GET);
    transport.down.clear();
    await client.call(urls, '/x', GET);
    const [a, b] = ['https://a.example/x', 'https://b.example/base/x'];
    expect(transport.asked).toEqual([a, b, b]);
  });

  it('throws NO_URL without any, and the last fault when none answers', async () => {
    const { transport, client } = setUp();
    await expect(client.call([], '/x', GET)).rejects.toMatchObject({ code: 'NO_URL' });
    transport.down = new Set(['a.example', 'b.example']);
    await expect(client.call(urls, '/x', GET)).rejects.toMatchObject({ code: 'CONNECTION_FAILED' });
  });
});

describe('when a stranger announces urls of this machine', () => {
  const local = ['http://127.0.0.1:1', 'http://localhost:1', 'https://[::1]:1'];

  it('does not go there, unless the node itself is only for this machine', async () => {
    const { transport, client } = setUp();
    await expect(client.call(local, '/x', GET)).rejects.toMatchObject({ code: 'NO_URL' });
    expect(transport.asked).toEqual([]);
    await expect(setUp('http://127.0.0.1:7001').client.call(local, '/x', GET)).resolves.toMatchObject({ status: 200 });
  });
});

describe('when a node refuses', () => {
  it('throws its code', async () => {
    const { transport, client } = setUp();
    transport.answer = { status: 409, body: { type: 't', title: 't', status: 409, code: 'ALREADY_SEALED', time: 5 } };
    const refusal = { name: 'PeerRefusedError', code: 'ALREADY_SEALED', status: 409 };
    await expect(client.call(urls, '/x', GET)).rejects.toMatchObject(refusal);
  });

  it.each([
    { status: 502, body: undefined },
    { status: 404, body: { message: 'nginx' } },
    { status: 200, body: undefined },
    { status: 302, body: {} },
  ])('takes an answer that is not from a node for none: %j', async (answer) => {
    const { transport, client } = setUp();
    transport.answer = answer;
    await expect(client.call(urls, '/x', GET)).rejects.toMatchObject({ name: 'PeerUnreachableError' });
  });
});
