import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect } from 'node:tls';
import { makeCertificate, type CertificateFiles } from '../faults/self-signed.js';
import { RunningFederation, World } from './harness/index.js';
import { WARDKEEP, type Json } from './wardkeep.js';

describe('when guardians speak TLS with certificates of their own', () => {
  let world: World;
  let federation: RunningFederation;
  let tls: CertificateFiles;
  let ca: string;
  const file = (name: string): string => world.path(name);

  beforeAll(async () => {
    world = new World();
    tls = await makeCertificate(world.path('node'));
    ca = await readFile(tls.cert, 'utf8');
    const environment = { NODE_EXTRA_CA_CERTS: tls.cert };
    federation = await RunningFederation.found({ guardians: 3, tls, environment }, world);
    await writeFile(file('identity'), JSON.stringify({ surname: 'Tls', givenNames: 'Eva', dateOfBirth: '1990-01-31' }));
    await writeFile(file('seed'), 'legal winner thank year wave sausage');
    await writeFile(file('memorable'), 'the boat we called Margit');
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  const wardkeep = async (
    trusted: boolean,
    ...args: readonly string[]
  ): Promise<{ code: number | null; json: Json }> => {
    const env = { ...process.env, ...(trusted ? { NODE_EXTRA_CA_CERTS: tls.cert } : {}) };
    const child = spawn(process.execPath, [WARDKEEP, ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, json: JSON.parse(said) };
  };

  it('holds the ceremony and catches up over TLS', async () => {
    expect(new X509Certificate(ca).subjectAltName).toBe('IP Address:127.0.0.1, DNS:localhost');
    const { sealed, acting, peers } = await federation.at(1).get('/admin/v1/federation');
    expect({ sealed, acting }).toEqual({ sealed: true, acting: true });
    for (const peer of peers) expect(peer).toMatchObject({ reachable: true, urls: [expect.stringMatching(/^https:/)] });
  });

  it('answers over TLS 1.2 or later, with security headers, to whoever trusts the certificate', async () => {
    const { status, headers } = await new Promise<{ status: number; headers: Record<string, unknown> }>(
      (resolve, reject) => {
        httpsGet(`${federation.at(1).directUrl}/v1/federation`, { ca }, (response) => {
          response.resume();
          resolve({ status: response.statusCode ?? 0, headers: response.headers });
        }).on('error', reject);
      },
    );
    expect(status).toBe(200);
    expect(headers['strict-transport-security']).toMatch(/^max-age=\d{8}/);
    const port = Number(new URL(federation.at(1).directUrl).port);
    const versionOf = (maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string | null> =>
      new Promise((resolve) => {
        const options = { host: '127.0.0.1', port, ca, minVersion: 'TLSv1', maxVersion } as const;
        // Old versions are switched off in this process too, unless it asks for less security.
        const socket = connect({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' }, () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
        socket.on('error', () => resolve(null));
      });
    expect(await versionOf('TLSv1.3')).toBe('TLSv1.3');
    expect(await versionOf('TLSv1.2')).toBe('TLSv1.2');
    expect(await versionOf('TLSv1.1')).toBeNull();
  });

  it('speaks no plain HTTP on that port', async () => {
    const url = federation.at(1).directUrl.replace('https', 'http');
    const outcome = await new Promise<string>((resolve) => {
      httpGet(`${url}/health/live`, ({ statusCode }) => resolve(String(statusCode))).on('error', () =>
        resolve('no answer'),
      );
    });
    expect(outcome).toBe('no answer');
    const refused = fetch(`${federation.at(1).directUrl}/health/live`);
    await expect(refused).rejects.toMatchObject({ cause: { code: expect.stringMatching(/SELF_SIGNED|UNABLE/) } });
  });

  it('lets a device join and enrol that trusts the certificate', async () => {
    const { code: invite } = await federation.createInvite();
    const state = ['--state', file('state')];
    expect(await wardkeep(true, 'join', invite, ...state)).toMatchObject({ code: 0, json: { ok: true } });
    const files = ['--identity-file', file('identity'), '--secret-file', file('seed')];
    const enrolled = await wardkeep(true, 'enrol', ...files, '--memorable-file', file('memorable'), ...state);
    expect(enrolled).toMatchObject({ code: 0, json: { ok: true } });
  }, 60_000);

  it('throws TOO_FEW_GUARDIANS for a device that does not', async () => {
    const { code: invite } = await federation.createInvite();
    const joined = await wardkeep(false, 'join', invite, '--state', file('other'));
    expect(joined).toMatchObject({ code: 6, json: { ok: false, code: 'TOO_FEW_GUARDIANS' } });
  }, 60_000);
});
