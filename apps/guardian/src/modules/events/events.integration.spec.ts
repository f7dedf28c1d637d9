import { type ClientRequest, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../../platform/database/database.js';
import { eventually } from '../../testing/test-federation.js';
import { startTestNode, type TestNode } from '../../testing/test-node.js';
import { markEvidence } from '../claims/evidence-mark.js';
import { MOST_STREAMS } from './event-streams.js';

const password = 'correct horse battery';

describe('events', () => {
  let node: TestNode;
  let token: string;
  const open: ClientRequest[] = [];
  const logIn = async (): Promise<string> =>
    (await node.call('admin', 'POST', '/admin/v1/login', { body: { name: 'ann', password } })).body.token as string;
  const watch = async () => {
    const stream = { status: 0, text: '', isOver: false };
    await new Promise<void>((resolve, reject) => {
      const sent = request(
        {
          port: node.running.ports.admin,
          host: '127.0.0.1',
          path: '/admin/v1/events',
          agent: false,
          headers: { authorization: `Bearer ${token}` },
        },
        (response) => {
          stream.status = response.statusCode ?? 0;
          response.on('data', (chunk: Buffer) => (stream.text += chunk.toString()));
          response.on('close', () => (stream.isOver = true));
          resolve();
        },
      );
      sent.on('error', reject);
      sent.end();
      open.push(sent);
    });
    return stream;
  };

  beforeEach(async () => {
    node = await startTestNode();
    await node.call('console', 'POST', '/admin/v1/operators', { body: { name: 'ann', role: 'admin', password } });
    token = await logIn();
  });
  afterEach(async () => {
    for (const each of open.splice(0)) each.destroy();
    await node.stop();
  });

  it('tell a page what to ask for again, and end with its login', async () => {
    const stream = await watch();
    await eventually(() => stream.text.includes('data: {"kind":"cases"}'));
    // The place from which it watches on is read from the database first.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await node.call('console', 'POST', '/admin/v1/operators', { body: { name: 'bob', role: 'viewer', password } });
    await eventually(() => stream.text.includes('data: {"kind":"operators"}'));
    expect(stream.text).not.toContain('bob');
    expect((await node.call('admin', 'POST', '/admin/v1/logout', { token })).status).toBe(204);
    await eventually(() => stream.isOver);
    expect(stream.text).toContain('event: end\n');
  });

  it('tell of evidence, which leaves no statement', async () => {
    const stream = await watch();
    const told = () => stream.text.split('data: {"kind":"cases"}').length - 1;
    await eventually(() => told() === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    // As another process of this guardian takes it in.
    await node.running.app.get(Database, { strict: false }).write((tx) => markEvidence(tx, 'digest'));
    await eventually(() => told() === 2);
  });

  it('throw EVENTS_FULL when too many pages watch', async () => {
    const streams = await Promise.all(Array.from({ length: MOST_STREAMS }, watch));
    expect(streams.every(({ status }) => status === 200)).toBe(true);
    const refused = await watch();
    await eventually(() => refused.isOver);
    expect([refused.status, refused.text]).toEqual([503, expect.stringContaining('EVENTS_FULL')]);
  });

  it('do not keep the node from stopping', async () => {
    await watch();
    const start = performance.now();
    await node.running.stop();
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
