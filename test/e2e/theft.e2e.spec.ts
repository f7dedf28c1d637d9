import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeBase64url, fromUtf8, sha256 } from '@wardkeep/crypto';
import { lookupId, normalizeIdentity, parseEnvelopeOf } from '@wardkeep/protocol';
import '@wardkeep/testing';
import { cp, writeFile } from 'node:fs/promises';
import { openNode } from '../faults/corrupt-guardian.js';
import { hunt, readFolder, type Secret } from '../faults/secret-hunt.js';
import { stealFiles, tryToOpen, type StolenNode } from '../faults/thief.js';
import { claimAs, enrolPerson, newIdentity, type Person } from './claims/index.js';
import { RunningFederation } from './harness/index.js';

const KEPT_SECRET = 'root.key';

describe('when a thief copies what lies on the disks of guardians', () => {
  let federation: RunningFederation;
  let person: Person;
  let stolen: StolenNode[];
  const path = (name: string, index: number): string => federation.world.path(`${name}-${String(index)}`);

  beforeAll(async () => {
    federation = await RunningFederation.found();
    person = await enrolPerson(federation);
    // An open claim: the nodes hold the identity as the claimant sealed it to them, too.
    await claimAs(federation, person.identity, { approvedBy: [1, 2] });
    await enrolPerson(federation, { identity: newIdentity(), seed: 'of somebody else' });
    stolen = await Promise.all(federation.nodes.map(({ folder }, at) => stealFiles(folder, path('loot', at + 1))));
  }, 180_000);
  afterAll(() => federation?.close(), 30_000);

  /** The thief is after the first backup. */
  const loot = (...indexes: readonly number[]): StolenNode[] =>
    stolen
      .filter(({ index }) => indexes.includes(index))
      .map((node) => ({
        ...node,
        backups: node.backups.filter(
          ({ manifest }) => parseEnvelopeOf(manifest, 'manifest').body.header.backupId === person.backupId,
        ),
      }));

  it('gets nothing from any two nodes with their root keys, who knows the memorable information', async () => {
    const pairs = [1, 2, 3, 4, 5].flatMap((one, at, all) => all.slice(at + 1).map((other) => [one, other] as const));
    expect(pairs).toHaveLength(10);
    for (const pair of pairs) {
      const { nodes, secret, code } = await tryToOpen(loot(...pair), person.memorable);
      expect({ nodes, secret, hasCode: code !== null }).toEqual({ nodes: 2, secret: null, hasCode: true });
    }
  }, 60_000);

  it('gets it from any three, who knows the memorable information: the theft was real', async () => {
    for (const three of [
      [1, 2, 3],
      [3, 4, 5],
      [1, 3, 5],
    ]) {
      const { nodes, secret } = await tryToOpen(loot(...three), person.memorable);
      expect(nodes).toBe(3);
      expect(fromUtf8(secret ?? new Uint8Array())).toBe(person.seed);
    }
  }, 60_000);

  it('gets nothing from three, or all, without the memorable information', async () => {
    for (const indexes of [
      [1, 2, 3],
      [1, 2, 3, 4, 5],
    ]) {
      const { nodes, secret, code } = await tryToOpen(loot(...indexes), 'the red boat at Arosa');
      expect({ nodes, secret, hasCode: code !== null }).toEqual({ nodes: indexes.length, secret: null, hasCode: true });
    }
  }, 60_000);

  describe('but no root key', () => {
    let secrets: Secret[];
    let id: Uint8Array;

    beforeAll(async () => {
      const { canonical } = normalizeIdentity(person.identity, Date.now());
      id = await lookupId(canonical, decodeBase64url(federation.proposal.federationId));
      const { surname, givenNames = '' } = person.identity as { surname: string; givenNames?: string };
      secrets = [
        { name: 'surname', value: surname },
        { name: 'given names', value: givenNames },
        { name: 'canonical identity', value: canonical },
        { name: 'lookup id', value: id },
        { name: 'digest of the lookup id', value: sha256(id) },
        { name: 'memorable', value: person.memorable },
        { name: 'seed', value: person.seed },
        ...stolen.flatMap(({ index, backups }) =>
          backups.flatMap(({ paths }) =>
            Object.entries(paths.recovery ?? {}).map(([name, value]) => ({
              name: `${name} of guardian ${String(index)}`,
              value: decodeBase64url(value),
            })),
          ),
        ),
      ];
    });

    it('cannot even see who is enrolled', async () => {
      expect(secrets.length).toBe(7 + 2 * 5 * 3);
      for (const [at, { folder }] of federation.nodes.entries()) {
        const copy = path('disk', at + 1);
        await cp(folder, copy, {
          recursive: true,
          filter: (file) => !file.endsWith(KEPT_SECRET) && !file.endsWith('.sock'),
        });
        const places = await readFolder(copy);
        expect(places.some(({ name }) => name.endsWith('guardian.db'))).toBe(true);
        expect(hunt(places, secrets)).toEqual([]);
      }
    }, 60_000);

    it('finds another tag for the same identity on every node, and cannot make either', async () => {
      const tags = new Map<string, string>();
      for (const [at, { folder }] of federation.nodes.entries()) {
        const { keystore, database } = await openNode(folder);
        const sql = 'SELECT lookup_tag AS tag FROM backups WHERE backup_id = ?';
        const [row] = await database.query(sql, [person.backupId]);
        await database.close();
        const tag = Buffer.from(row?.tag as Uint8Array).toString('hex');
        // Only with its own root key can a node, or its thief, tell that a guessed identity is enrolled.
        expect(Buffer.from(keystore.lookupHmac(id)).toString('hex')).toBe(tag);
        expect(tags.has(tag)).toBe(false);
        tags.set(tag, String(at));
      }
      expect(tags.size).toBe(5);
    });

    it('throws KEY_FILE_INVALID with the root key of another guardian', async () => {
      const copy = path('mixed', 1);
      await cp(path('loot', 1), copy, { recursive: true });
      await writeFile(`${copy}/root.key`, Buffer.alloc(32, 7), { mode: 0o600 });
      await expect(openNode(copy)).rejects.toMatchObject({ code: 'KEY_FILE_INVALID' });
      await cp(`${path('loot', 2)}/root.key`, `${copy}/root.key`);
      await expect(openNode(copy)).rejects.toMatchObject({ code: 'KEY_FILE_INVALID' });
    });
  });
});
