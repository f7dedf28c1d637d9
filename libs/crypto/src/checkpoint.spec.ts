import { describe, expect, it } from '@jest/globals';
import { generateSigningKeyPair } from '#ed25519';
import { utf8 } from './bytes.js';
import {
  encodeCheckpoint,
  noteKeyHash,
  parseSignedCheckpoint,
  signatureLine,
  signCheckpoint,
  verifyCheckpoint,
  type Checkpoint,
} from './checkpoint.js';
import { sha256 } from './hash.js';
import { systemRng } from './rng.js';
import { coded } from './testing/coded.js';

const key = generateSigningKeyPair(systemRng);
const witness = generateSigningKeyPair(systemRng);
const name = 'guardian.example/1';
const checkpoint: Checkpoint = { origin: name, size: 42, root: sha256(utf8('root')), extensions: ['epoch 3'] };
const note = signCheckpoint(checkpoint, name, key);

describe('checkpoint', () => {
  it('verifies under its key, with other signers present', () => {
    expect(verifyCheckpoint(note, name, key.publicKey)).toEqual(checkpoint);
    const { text } = parseSignedCheckpoint(note);
    const cosigned = note + signatureLine(text, 'witness', witness);
    expect(verifyCheckpoint(cosigned, name, key.publicKey)).toEqual(checkpoint);
    expect(verifyCheckpoint(cosigned, 'witness', witness.publicKey)).toEqual(checkpoint);
    expect(parseSignedCheckpoint(cosigned).signatures.map((line) => line.name)).toEqual([name, 'witness']);
  });

  it('throws SIGNATURE_INVALID for another key, another name, altered text, or one bad line of the key', () => {
    expect(() => verifyCheckpoint(note, name, witness.publicKey)).toThrow(coded('SIGNATURE_INVALID'));
    expect(() => verifyCheckpoint(note, 'other', key.publicKey)).toThrow(coded('SIGNATURE_INVALID'));
    expect(() => verifyCheckpoint(note.replace('\n42\n', '\n43\n'), name, key.publicKey)).toThrow(
      coded('SIGNATURE_INVALID'),
    );
    const other = signatureLine(encodeCheckpoint({ ...checkpoint, size: 1 }), name, key);
    expect(() => verifyCheckpoint(note + other, name, key.publicKey)).toThrow(coded('SIGNATURE_INVALID'));
  });

  const [body = '', signatures = ''] = note.split('\n\n');
  it.each([
    ['no signatures', `${body}\n`],
    ['no final newline', note.slice(0, -1)],
    ['an empty note', ''],
    ['a size with a leading zero', note.replace('\n42\n', '\n042\n')],
    ['a size beyond 2⁵³', note.replace('\n42\n', '\n9007199254740993\n')],
    ['a root of another length', note.replace(/\n42\n.*\n/, '\n42\nAAAA\n')],
    ['a root that is not base64', note.replace(/\n42\n.*\n/, '\n42\n????\n')],
    ['an empty origin', note.replace(name, '')],
    ['carriage returns', note.replaceAll('\n', '\r\n')],
    ['a hyphen for the dash', `${body}\n\n${signatures.replace('\u2014', '-')}`],
    ['a signature too short', `${body}\n\n\u2014 ${name} AAAA\n`],
    ['a signature line of four words', `${body}\n\n${signatures.slice(0, -1)} more\n`],
    ['a name with a plus sign', `${body}\n\n${signatures.replace('guardian', 'guard+ian')}`],
    ['more than 64 KiB', note + signatures.repeat(600)],
  ])('throws CHECKPOINT_MALFORMED for %s', (_, given) => {
    expect(() => verifyCheckpoint(given, name, key.publicKey)).toThrow(coded('CHECKPOINT_MALFORMED'));
  });

  it.each([
    ['origin', { origin: 'two\nlines' }],
    ['size', { size: -1 }],
    ['root', { root: new Uint8Array(31) }],
    ['extension', { extensions: [''] }],
  ])('throws CHECKPOINT_MALFORMED when the %s cannot be encoded', (_, change) => {
    expect(() => signCheckpoint({ ...checkpoint, ...change }, name, key)).toThrow(coded('CHECKPOINT_MALFORMED'));
  });

  it('throws CHECKPOINT_MALFORMED for a key name with a space', () => {
    expect(() => noteKeyHash('two words', key.publicKey)).toThrow(coded('CHECKPOINT_MALFORMED'));
  });
});
