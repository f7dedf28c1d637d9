import { describe, expect, it } from '@jest/globals';
import { encodeBase64url, SecretBytes, systemRng } from '@wardkeep/crypto';
import { buildFederation, sampleStatements, seededRng } from '@wardkeep/testing';
import { EMPTY_STATE, encodeDeviceState, parseDeviceState, type DeviceState } from './device-state.js';
import { exportPlainState, exportState, importState } from './export.js';
import { changeState, memoryStore, readState, withEntry } from './store.js';

const federation = buildFederation({ guardians: 3 });
const samples = sampleStatements(federation);
const { federationId } = federation.config;
const secret = SecretBytes.random(seededRng('state'), 32);
const secretText = encodeBase64url(secret.reveal());

const full: DeviceState = {
  ...EMPTY_STATE,
  federations: [
    {
      federationId,
      configs: [federation.config.statement.text],
      announcements: federation.guardians.map(({ announcement }) => announcement.text),
      highestEpoch: 1,
      joinedAt: 1,
      checkedAt: 2,
      token: SecretBytes.random(seededRng('token'), 16),
    },
  ],
  owners: [{ federationId, key: samples.manifest.body.header.ownerKey, seed: secret, createdAt: 3 }],
};
const full2 = { ...full, federations: full.federations.map((entry) => ({ ...entry, highestEpoch: 2 })) };

describe('when a device state is stored', () => {
  it('reads back to the same', () => {
    const text = encodeDeviceState(full);
    expect(encodeDeviceState(parseDeviceState(text))).toBe(text);
    expect(parseDeviceState(text).owners[0]?.seed.equals(secret)).toBe(true);
  });

  it('shows no secret in memory, and keeps it in the stored text', () => {
    expect(JSON.stringify(full)).not.toContain(secretText);
    expect(encodeDeviceState(full)).toContain(secretText);
  });

  it.each([
    ['no json', '{"version":1', 'STATE_MALFORMED'],
    ['a missing list', JSON.stringify({ ...EMPTY_STATE, claims: undefined }), 'STATE_MALFORMED'],
    ['an unknown member', JSON.stringify({ ...EMPTY_STATE, more: 1 }), 'STATE_MALFORMED'],
    ['a later version', JSON.stringify({ version: 2 }), 'STATE_UNSUPPORTED'],
  ])('throws for %s, without quoting it', (_name, text, code) => {
    expect(() => parseDeviceState(text)).toThrowCode(code, 'InputError');
  });

  it('says where a malformed key is, not what it is', () => {
    const text = encodeDeviceState(full).replace(secretText, `${secretText.slice(0, -2)}!!`);
    expect(() => parseDeviceState(text)).toThrow('device state is malformed at "owners.0.seed"');
  });
});

describe('when a state is changed', () => {
  it('makes one change at a time, so that none is lost', async () => {
    const store = memoryStore();
    const entry = (createdAt: number) => ({ ...full.owners[0], createdAt }) as DeviceState['owners'][number];
    await Promise.all(
      [1, 2, 3].map((at) => changeState({ store }, (state) => ({ ...state, owners: [...state.owners, entry(at)] }))),
    );
    expect((await readState({ store })).owners.map(({ createdAt }) => createdAt)).toEqual([1, 2, 3]);
  });

  it('goes on after a change that threw', async () => {
    const store = memoryStore();
    const failing = changeState({ store }, () => {
      throw new Error('no');
    });
    const next = changeState({ store }, () => full);
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe(full);
  });

  it('puts an entry in the place of the old one', () => {
    const list = [{ id: 1 }, { id: 2, old: true }, { id: 3 }];
    expect(withEntry(list, { id: 2 }, ({ id }) => id === 2)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(withEntry(list, { id: 4 }, ({ id }) => id === 4)).toHaveLength(4);
  });
});

describe('when a state is exported', () => {
  const context = { store: memoryStore(encodeDeviceState(full)), rng: systemRng };
  const passphrase = 'a rather long passphrase';

  it('is imported on another device with the passphrase', async () => {
    const text = await exportState(context, passphrase);
    expect(text).toMatch(/^wardkeep-state:1:[\w-]{22}:[\w-]+$/);
    const store = memoryStore();
    await importState({ store }, `\n${text} `, { passphrase });
    expect(await store.load()).toBe(encodeDeviceState(full));
    await expect(importState({ store: memoryStore() }, text, { passphrase: 'another one' })).rejects.toThrowCode(
      'PASSPHRASE_WRONG',
    );
    await expect(importState({ store: memoryStore() }, text)).rejects.toThrowCode('PASSPHRASE_MISSING');
    const altered = `${text.slice(0, -4)}AAAA`;
    await expect(importState({ store: memoryStore() }, altered, { passphrase })).rejects.toThrowCode(
      'PASSPHRASE_WRONG',
    );
  });

  it('is imported without a passphrase only when it was exported so', async () => {
    const store = memoryStore();
    await importState({ store }, await exportPlainState(context));
    expect(await store.load()).toBe(encodeDeviceState(full));
  });

  it('throws PASSPHRASE_MISSING for a short passphrase', async () => {
    await expect(exportState(context, 'seven77')).rejects.toThrowCode('PASSPHRASE_MISSING', 'InputError');
  });

  it.each(['wardkeep-state:1:AAAA', 'wardkeep-state-plain:1:A', 'wardkeep-state:1:AA:AA:AA', 'hello', ''])(
    'throws STATE_MALFORMED for "%s"',
    async (text) => {
      await expect(importState({ store: memoryStore() }, text, { passphrase })).rejects.toThrowCode('STATE_MALFORMED');
    },
  );

  it('does not replace a state unless asked to, and never forgets the highest epoch', async () => {
    const store = memoryStore(encodeDeviceState(full2));
    const text = await exportPlainState(context);
    await expect(importState({ store }, text)).rejects.toThrowCode('STATE_NOT_EMPTY');
    const { federations } = await importState({ store }, text, { replace: true });
    expect(federations.map(({ highestEpoch }) => highestEpoch)).toEqual([2]);
  });
});
