import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cryptoReady, SecretBytes, systemRng, utf8, verifyEd25519 } from '@wardkeep/crypto';
import { describeOnBothEngines } from '../../testing/databases.js';
import type { Database } from '../database/database.js';
import { Keystore } from './keystore.js';
import { createRootKeyFile, RootKey } from './root-key.js';

const rootOf = (byte: number): RootKey => new RootKey(SecretBytes.from(new Uint8Array(32).fill(byte)));

async function keystoreOn(database: Database, byte = 1): Promise<Keystore> {
  await cryptoReady();
  const keystore = new Keystore(rootOf(byte), database, systemRng);
  await keystore.refresh();
  return keystore;
}

describeOnBothEngines('Keystore', (databases) => {
  const create = async (): Promise<{ database: Database; keystore: Keystore }> => {
    const database = await databases.open();
    const keystore = await keystoreOn(database);
    await database.write(async (tx) => {
      await keystore.createEpochKeys(tx, 1, 5);
      await keystore.createInstanceKey(tx, 1, 5);
    });
    await keystore.refresh();
    return { database, keystore };
  };

  it('gives another process of the guardian the same keys', async () => {
    const { database, keystore } = await create();
    const other = await keystoreOn(database);
    const signature = keystore.signingKey(1).sign(utf8('x'));
    expect(verifyEd25519(other.signingKey(1).publicKey, utf8('x'), signature)).toBe(true);
    expect(other.sealingKeyPair(1).publicKey).toEqual(keystore.sealingKeyPair(1).publicKey);
    expect(other.instanceKey.publicKey).toEqual(keystore.instanceKey.publicKey);
    expect([other.epochs, other.generation]).toEqual([[1], 1]);
    const sealed = keystore.encryptAtRest(1, 'a', utf8('secret'));
    expect(other.decryptAtRest(1, 'a', sealed).reveal()).toEqual(utf8('secret'));
    expect(other.lookupHmac(utf8('x'))).toEqual(keystore.lookupHmac(utf8('x')));
  });

  it('throws KEY_FILE_INVALID under another root key', async () => {
    const { database } = await create();
    await expect(keystoreOn(database, 2)).rejects.toMatchObject({ code: 'KEY_FILE_INVALID' });
  });

  it('throws KEY_FILE_INVALID when a key was put in another one’s place', async () => {
    const { database } = await create();
    await database.write((tx) =>
      tx.execute(
        "UPDATE node_keys SET wrapped = (SELECT wrapped FROM node_keys WHERE kind = 'storage') WHERE kind = 'signing'",
      ),
    );
    await expect(keystoreOn(database)).rejects.toMatchObject({ code: 'KEY_FILE_INVALID' });
  });

  it('keeps no key in the clear', async () => {
    const { database, keystore } = await create();
    const rows = await database.query<{ wrapped: Buffer }>('SELECT wrapped FROM node_keys');
    const all = Buffer.concat(rows.map(({ wrapped }) => wrapped));
    expect(all.includes(Buffer.from(keystore.signingKey(1).seed().reveal()))).toBe(false);
    expect(all.includes(Buffer.from(keystore.sealingKeyPair(1).seed().reveal()))).toBe(false);
  });

  it('never replaces the keys of an epoch', async () => {
    const { database, keystore } = await create();
    const before = keystore.signingKey(1).publicKey;
    await database.write((tx) => keystore.createEpochKeys(tx, 1, 9));
    await keystore.refresh();
    expect(keystore.signingKey(1).publicKey).toEqual(before);
  });

  it('cannot read what was encrypted in an epoch whose keys are erased, in another context or altered', async () => {
    const { database, keystore } = await create();
    const sealed = keystore.encryptAtRest(1, 'shards/7', utf8('secret'));
    expect(() => keystore.decryptAtRest(1, 'shards/8', sealed)).toThrow();
    const altered = Uint8Array.from(sealed);
    altered[altered.length - 1]! ^= 1;
    expect(() => keystore.decryptAtRest(1, 'shards/7', altered)).toThrow();
    await database.write(async (tx) => {
      await keystore.createEpochKeys(tx, 2, 9);
      await keystore.eraseEpochKeys(tx, 1);
    });
    await keystore.refresh();
    expect(keystore.epochs).toEqual([2]);
    expect(() => keystore.decryptAtRest(1, 'shards/7', sealed)).toThrow('no storage key of epoch 1');
    expect(() => keystore.decryptAtRest(2, 'shards/7', sealed)).toThrow();
    expect(keystore.generation).toBe(1);
  });
});

describe('RootKey', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wardkeep-root-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is made once and derives a key for each purpose', async () => {
    const path = join(folder, 'root.key');
    await createRootKeyFile(path, systemRng);
    await expect(createRootKeyFile(path, systemRng)).rejects.toMatchObject({ code: 'EEXIST' });
    const root = await RootKey.load(path);
    expect(root.derive('a').equals(root.derive('a'))).toBe(true);
    expect(root.derive('a').equals(root.derive('b'))).toBe(false);
  });

  it.each([0o640, 0o604, 0o620])('throws KEY_FILE_PERMISSIONS for mode %o', async (mode) => {
    const path = join(folder, `mode-${mode}`);
    await createRootKeyFile(path, systemRng);
    await chmod(path, mode);
    await expect(RootKey.load(path)).rejects.toMatchObject({ code: 'KEY_FILE_PERMISSIONS' });
  });

  it('throws KEY_FILE_INVALID for a missing file, one of another size, and a link', async () => {
    await writeFile(join(folder, 'short'), 'x', { mode: 0o600 });
    await symlink(join(folder, 'short'), join(folder, 'link'));
    for (const name of ['none', 'short', 'link']) {
      await expect(RootKey.load(join(folder, name))).rejects.toMatchObject({ code: 'KEY_FILE_INVALID' });
    }
  });
});
