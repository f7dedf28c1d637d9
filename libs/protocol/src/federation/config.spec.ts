import { describe, expect, it } from '@jest/globals';
import { encodeBase64url, signingKeyPairFromSeed, type SigningKey } from '@wardkeep/crypto';
import { ProtocolError, type ProtocolErrorCode } from '../errors.js';
import { assembleEnvelope, signStatement, type ParsedStatement } from '../statements/envelope.js';
import type { Body } from '../statements/registry.js';
import { encodeCardBundle, newestAnnouncement, parseCardBundle, verifyCard, verifyUrlAnnouncement } from './card.js';
import {
  fingerprintOf,
  getGuardian,
  verifyFoundingConfig,
  verifyGuardianStatement,
  verifyProposedConfig,
} from './config.js';

const NOW = 1_700_000_000_000;
const keyOf = (fill: number): SigningKey => signingKeyPairFromSeed(new Uint8Array(32).fill(fill));
const textOf = (key: SigningKey): never => encodeBase64url(key.publicKey) as never;
const filled = (fill: number): never => encodeBase64url(new Uint8Array(32).fill(fill)) as never;

const keys = [1, 2, 3].map(keyOf);
const founding = { federationId: null as never, epoch: 1, version: 1, issuedAt: NOW } as const;

function cardOf(key: SigningKey, sealing = key.publicKey[0] ?? 0): ParsedStatement<'guardian-card'> {
  return signStatement<'guardian-card'>(
    {
      ...founding,
      type: 'guardian-card',
      signer: { role: 'node', key: textOf(key) },
      name: `guardian ${String(sealing)}`,
      sealingKey: filled(sealing),
      instanceKey: filled(77),
      contact: '+41 00 000 00 00',
      softwareVersion: '0.1.0',
      protocolVersion: 1,
    },
    key,
  );
}

function announcementOf(
  key: SigningKey,
  issuedAt = NOW,
  url = 'https://guardian.example',
): ParsedStatement<'url-announcement'> {
  const signer = { role: 'node', key: textOf(key) } as const;
  return signStatement<'url-announcement'>(
    { ...founding, issuedAt, type: 'url-announcement', signer, urls: [url] },
    key,
  );
}

function configBody(change: Partial<Body<'federation-config'>> = {}): Body<'federation-config'> {
  return {
    ...founding,
    type: 'federation-config',
    signer: { role: 'guardian', index: 1, key: textOf(keyOf(1)) },
    generation: 1,
    name: 'Valley mint',
    previous: null,
    recoverThreshold: 2,
    approvalThreshold: 2,
    policies: { openEnrolment: false, recoveryDelaySeconds: 60, inheritanceWaitingSeconds: 60, payloadBytes: 4096 },
    guardians: keys.map((key, at) => ({ index: at + 1, card: cardOf(key).text })),
    ...change,
  };
}

const sealedText = signStatement(configBody(), ...keys).text;

function codeOf(action: () => unknown): ProtocolErrorCode | 'none' {
  try {
    action();
    return 'none';
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe('verifyFoundingConfig', () => {
  it('takes the id of the founding config as the federationId', () => {
    const config = verifyFoundingConfig(sealedText);
    expect(config.federationId).toBe(config.id);
    expect(config.guardians.map((guardian) => guardian.index)).toEqual([1, 2, 3]);
    expect(getGuardian(config, 2).signingKey).toBe(textOf(keyOf(2)));
  });

  it('throws SIGNATURE_MISSING when one guardian has not signed', () => {
    expect(codeOf(() => verifyFoundingConfig(signStatement(configBody(), ...keys.slice(0, 2)).text))).toBe(
      'SIGNATURE_MISSING',
    );
  });

  it('does not count one guardian twice', () => {
    const [first, second] = keys as [SigningKey, SigningKey];
    expect(codeOf(() => verifyFoundingConfig(signStatement(configBody(), first, second, second).text))).toBe(
      'SIGNATURE_MISSING',
    );
  });

  it('throws SIGNATURE_INVALID when a signature is of another config', () => {
    const other = signStatement(configBody({ name: 'Other mint' }), ...keys);
    const mixed = [signStatement(configBody(), ...keys.slice(0, 2)).signatures, other.signatures.slice(2)].flat();
    expect(codeOf(() => verifyFoundingConfig(assembleEnvelope(configBody(), mixed).text))).toBe('SIGNATURE_INVALID');
  });

  it('throws WRONG_FEDERATION when the invite names another one', () => {
    expect(codeOf(() => verifyFoundingConfig(sealedText, filled(4)))).toBe('WRONG_FEDERATION');
  });
});

describe('verifyProposedConfig', () => {
  const guardiansOf = (...cards: string[]): Body<'federation-config'>['guardians'] =>
    cards.map((card, at) => ({ index: at + 1, card }));
  const cards = keys.map((key) => cardOf(key).text);

  it.each<[string, Partial<Body<'federation-config'>>, ProtocolErrorCode]>([
    [
      'two guardians with one signing key',
      { guardians: guardiansOf(...cards, cardOf(keyOf(1), 99).text) },
      'GUARDIAN_DUPLICATE',
    ],
    [
      'two guardians with one sealing key',
      { guardians: guardiansOf(...cards, cardOf(keyOf(8), keyOf(1).publicKey[0]).text) },
      'GUARDIAN_DUPLICATE',
    ],
    ['a threshold that a minority reaches', { recoverThreshold: 1 }, 'FEDERATION_SIZE_INVALID'],
    ['fewer approvals than parts', { recoverThreshold: 3, approvalThreshold: 2 }, 'FEDERATION_SIZE_INVALID'],
    [
      'a proposer that is not a guardian',
      { signer: { role: 'guardian', index: 4, key: textOf(keyOf(1)) } },
      'WRONG_SIGNER',
    ],
    ['a later epoch', { epoch: 2 }, 'CONFIG_INVALID'],
    ['a previous config', { previous: filled(3) }, 'CONFIG_INVALID'],
  ])('refuses %s', (_, change, code) => {
    expect(codeOf(() => verifyProposedConfig(signStatement(configBody(change), ...keys).text))).toBe(code);
  });

  it('refuses a config that its proposer has not signed', () => {
    expect(codeOf(() => verifyProposedConfig(signStatement(configBody(), keyOf(2)).text))).toBe('SIGNATURE_MISSING');
  });
});

describe('fingerprintOf', () => {
  it('is twelve words that differ between configs', () => {
    const words = fingerprintOf(verifyProposedConfig(sealedText).id);
    const other = fingerprintOf(verifyProposedConfig(signStatement(configBody({ name: 'Other' }), ...keys).text).id);
    expect(words).toHaveLength(12);
    expect(words).not.toEqual(other);
  });
});

describe('verifyGuardianStatement', () => {
  const config = verifyFoundingConfig(sealedText);
  const currency = (index: number, key: SigningKey): string =>
    signStatement<'currency'>(
      {
        type: 'currency',
        version: 1,
        federationId: config.federationId,
        epoch: 1,
        signer: { role: 'guardian', index, key: textOf(key) },
        generation: 1,
        issuedAt: NOW,
        nonce: filled(6),
        configId: config.id,
      },
      key,
    ).text;

  it('accepts the guardian whose index and key the config names', () => {
    expect(verifyGuardianStatement(currency(2, keyOf(2)), 'currency', config, 2).body.nonce).toBe(filled(6));
  });

  it.each<[string, string, number | undefined, ProtocolErrorCode]>([
    ['a key under another guardian’s index', currency(2, keyOf(1)), undefined, 'WRONG_SIGNER'],
    ['an index that is not in the config', currency(9, keyOf(1)), undefined, 'GUARDIAN_UNKNOWN'],
    ['another guardian than expected', currency(1, keyOf(1)), 2, 'WRONG_SIGNER'],
  ])('refuses %s', (_, text, index, code) => {
    expect(codeOf(() => verifyGuardianStatement(text, 'currency', config, index))).toBe(code);
  });

  it('throws GUARDIAN_UNKNOWN for an index without a guardian', () => {
    expect(codeOf(() => getGuardian(config, 200))).toBe('GUARDIAN_UNKNOWN');
  });
});

describe('cards', () => {
  it('throw CARD_INVALID with a sealing key of small order, to which nothing can be sealed', () => {
    expect(codeOf(() => verifyCard(cardOf(keyOf(1), 0).text))).toBe('CARD_INVALID');
    const cards = [keyOf(1), keyOf(2), keyOf(3)].map((key, at) => cardOf(key, at === 1 ? 0 : undefined).text);
    const guardians = cards.map((card, at) => ({ index: at + 1, card }));
    const { text } = signStatement(configBody({ guardians }), ...keys);
    expect(codeOf(() => verifyProposedConfig(text))).toBe('CARD_INVALID');
  });
});

describe('card bundles', () => {
  const bundle = {
    card: verifyCard(cardOf(keyOf(1)).text),
    announcement: verifyUrlAnnouncement(announcementOf(keyOf(1)).text, textOf(keyOf(1))),
  };

  it('come back from their string', () => {
    const read = parseCardBundle(`  ${encodeCardBundle(bundle)}\n`);
    expect(read.card.id).toBe(bundle.card.id);
    expect(read.announcement.id).toBe(bundle.announcement.id);
  });

  it.each<[string, string]>([
    ['another prefix', 'card:[]'],
    ['a cut-off string', encodeCardBundle(bundle).slice(0, -9)],
    ['another shape', 'wardkeep-card:["a"]'],
  ])('throw CARD_INVALID for %s', (_, text) => {
    expect(codeOf(() => parseCardBundle(text))).toBe('CARD_INVALID');
  });

  it('refuse an announcement by another key', () => {
    const foreign = verifyUrlAnnouncement(announcementOf(keyOf(2)).text, textOf(keyOf(2)));
    expect(codeOf(() => parseCardBundle(encodeCardBundle({ ...bundle, announcement: foreign })))).toBe('WRONG_SIGNER');
  });

  it('refuse URLs that are neither https nor loopback', () => {
    for (const url of [
      'http://guardian.example',
      'ftp://127.0.0.1',
      'https://a:b@guardian.example',
      'https://guardian.example/?q=1',
    ]) {
      expect(codeOf(() => announcementOf(keyOf(1), NOW, url))).toBe('STATEMENT_MALFORMED');
    }
  });

  it('let the newest announcement win, and of two as new always the same one', () => {
    const [older, newer, twin] = [
      announcementOf(keyOf(1), NOW),
      announcementOf(keyOf(1), NOW + 1),
      announcementOf(keyOf(1), NOW + 1, 'https://other.example'),
    ].map(({ text }) => verifyUrlAnnouncement(text, textOf(keyOf(1)))) as [never, never, never];
    expect(newestAnnouncement(older, newer)).toBe(newer);
    expect(newestAnnouncement(newer, twin)).toBe(newestAnnouncement(twin, newer));
  });
});
