import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestFederation, type TestFederation } from '../../testing/test-federation.js';
import { FederationService } from '../federation/federation.service.js';
import { PortalWatch } from './portal-watch.js';

const PAGE = '<!doctype html><meta name="csp-nonce" content="__NONCE__"><link rel="icon" href="./icon.png">';

describe('portals of the guardians', () => {
  let folder: string;
  let federation: TestFederation;
  const portalOf = (at: number): string => join(folder, String(at));
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wardkeep-portals-'));
    for (const at of [0, 1, 2]) {
      await mkdir(join(portalOf(at), 'assets'), { recursive: true });
      await writeFile(join(portalOf(at), 'index.html'), PAGE);
      await writeFile(join(portalOf(at), 'icon.png'), Buffer.from([0x89, 0x50, 0xff, 0x00, 0xfe]));
      await writeFile(join(portalOf(at), 'assets/main-AbCdEf12.js'), 'export {};');
    }
    federation = await startTestFederation(3, (at) => ({ portalApp: portalOf(at) }));
  });
  afterAll(async () => {
    await federation.stop();
    await rm(folder, { recursive: true });
  });

  const look = async (index: number) => {
    const [node] = federation.nodes;
    await node!.get(PortalWatch).check(await node!.get(FederationService).guardian(index));
    const { peers, node: own } = await node!.admin('GET', '/federation');
    const { portal } = peers.find((peer: { index: number }) => peer.index === index);
    const alarms = node!.lines.filter((line) => line.includes('portal of a guardian differs'));
    return { matches: portal.matches, isOwn: portal.digest === own.portal.digest, alarms: alarms.length };
  };

  it('are compared byte for byte, nonces aside', async () => {
    expect(await look(2)).toEqual({ matches: true, isOwn: true, alarms: 0 });
  });

  it('raise an alarm when one has other files', async () => {
    await writeFile(join(portalOf(1), 'index.html'), `${PAGE}<script src="https://evil.example/x.js"></script>`);
    expect(await look(2)).toEqual({ matches: false, isOwn: false, alarms: 1 });
  });

  it('raise an alarm when one serves other bytes than it lists', async () => {
    // From here on the node has read its list, and shows it while its page stays the same.
    expect((await look(3)).matches).toBe(true);
    await writeFile(join(portalOf(2), 'assets/main-AbCdEf12.js'), 'steal();');
    expect(await look(3)).toEqual({ matches: false, isOwn: false, alarms: 2 });
  });

  it('raise none for a node that serves no portal', async () => {
    await rm(portalOf(2), { recursive: true });
    expect(await look(3)).toEqual({ matches: null, isOwn: false, alarms: 2 });
  });
});
