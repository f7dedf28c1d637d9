import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findFreePort } from '@wardkeep/testing/free-ports';
import { SMTPServer } from 'smtp-server';
import {
  eventually,
  type FederationNode,
  startTestFederation,
  type TestFederation,
} from '../../testing/test-federation.js';

const PASSWORD = 'a password of the mail server';
const identity = { surname: 'Practice', givenNames: 'Paula', dateOfBirth: '1990-01-01' };

/** A real mail server on loopback, without TLS. */
async function startMailServer(port: number) {
  const mails: string[] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) => {
      logins.push(`${username ?? ''}:${password ?? ''}`);
      if (password === PASSWORD) done(null, { user: username });
      else done(new Error('wrong password'));
    },
    onData: (stream, _, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        mails.push(text);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { mails, logins, port: (server.server.address() as AddressInfo).port, stop };
}

describe('mail to operators', () => {
  let federation: TestFederation;
  let node: FederationNode;
  let port: number;
  const stops: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    federation = await startTestFederation(3);
    node = federation.nodes[0]!;
    port = await findFreePort();
    const password = 'correct horse battery';
    await node.admin('POST', '/operators', { name: 'ann', role: 'case-officer', password });
    await node.admin('POST', '/operators', { name: 'vic', role: 'viewer', password });
    for (const name of ['ann', 'vic']) {
      const { token } = (await node.call('admin', 'POST', '/admin/v1/login', { body: { name, password } })).body;
      const options = { token, body: { address: `${name}@example.org` } };
      expect((await node.call('admin', 'PUT', '/admin/v1/me/mail', options)).status).toBe(204);
      expect((await node.call('admin', 'GET', '/admin/v1/me', { token })).body.mail).toBe(`${name}@example.org`);
    }
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await federation.stop();
  });

  const settings = (changes: object = {}) => ({
    settings: { host: '127.0.0.1', port, security: 'none', user: 'anna', from: 'node@example.org', ...changes },
  });
  const start = async () => {
    const server = await startMailServer(port);
    stops.push(server.stop);
    return server;
  };
  const practise = (from: FederationNode) => from.admin('POST', '/practice', { identity });

  it('waits in the outbox until the server answers, names nobody, and comes once in a while', async () => {
    await node.admin('PUT', '/mail', settings({ password: PASSWORD }));
    const { claimId, words } = await practise(federation.nodes[1]!);
    await eventually(async () => (await node.admin('GET', '/mail')).lastError !== null);
    const server = await start();
    await eventually(() => server.mails.length === 1);
    expect(server.logins).toContain(`anna:${PASSWORD}`);
    const [mail = ''] = server.mails;
    expect(mail).toContain('To: ann@example.org');
    expect(mail).toContain('One case waits for the vote of this guardian in Test.');
    for (const secret of ['Practice', 'Paula', '1990', claimId, ...words]) expect(mail).not.toContain(secret);
    await eventually(async () => (await node.admin('GET', '/mail')).waiting === 0);
    await practise(federation.nodes[1]!);
    await eventually(async () => (await node.admin('GET', '/mail')).waiting === 1);
    expect(server.mails).toHaveLength(1);
  });

  it('is sent as a test, with what the server says', async () => {
    const test = () => node.call('console', 'POST', '/admin/v1/mail/test', { body: { to: 'bo@example.org' } });
    expect((await test()).body.code).toBe('MAIL_NOT_SET');
    await node.admin('PUT', '/mail', settings({ password: PASSWORD }));
    expect((await test()).body.code).toBe('MAIL_REFUSED');
    const server = await start();
    expect((await test()).status).toBe(200);
    expect(server.mails[0]).toContain('To: bo@example.org');
    await node.admin('PUT', '/mail', settings({ password: 'wrong' }));
    const refused = await test();
    expect([refused.body.code, refused.body.detail]).toEqual(['MAIL_REFUSED', expect.stringContaining('535')]);
  });

  it('keeps the password to itself, and gives it to no other server', async () => {
    const { settings: shown } = await node.admin('PUT', '/mail', settings({ password: PASSWORD }));
    expect(shown).toEqual({ ...settings().settings, hasPassword: true });
    expect((await node.admin('PUT', '/mail', settings({ from: 'other@example.org' }))).settings.hasPassword).toBe(true);
    expect((await node.admin('PUT', '/mail', settings({ host: 'localhost' }))).settings.hasPassword).toBe(false);
    await node.admin('PUT', '/mail', settings({ password: PASSWORD }));
    await node.stop();
    for (const name of ['guardian.db', 'guardian.db-wal']) {
      const bytes = await readFile(join(node.folder, name)).catch(() => Buffer.alloc(0));
      expect(bytes.includes(PASSWORD)).toBe(false);
    }
    expect(node.lines.join('')).not.toContain(PASSWORD);
    await node.start();
    expect((await node.admin('PUT', '/mail', { settings: null })).settings).toBeNull();
  });

  it('throws MAIL_INSECURE for a server elsewhere in the clear', async () => {
    const body = settings({ host: 'mail.example.org' });
    expect((await node.call('console', 'PUT', '/admin/v1/mail', { body })).body.code).toBe('MAIL_INSECURE');
  });
});
