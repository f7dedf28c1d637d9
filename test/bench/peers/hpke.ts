import { randomBytes } from 'node:crypto';
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { DhkemX25519HkdfSha256 as NobleDhkem } from '@hpke/dhkem-x25519';
import { AEAD_ChaCha20Poly1305, KEM_DHKEM_X25519_HKDF_SHA256 as nobleKem } from '@panva/hpke-noble';
import { concatBytes, hpkeOpen, hpkeSeal, sealingKeyPairFromSeed, utf8 } from '@wardkeep/crypto';
import {
  CipherSuite as PanvaSuite,
  KDF_HKDF_SHA256,
  KEM_DHKEM_X25519_HKDF_SHA256 as webKem,
  type Key,
  type KEMFactory,
} from 'hpke';
import type { Row } from '../frame/row.js';
import type { BenchOptions } from '../frame/section.js';
import { compare, requireEqualAnswers } from './compare.js';

/** About the size of a parcel. */
const PLAINTEXT_BYTES = 512;
const ENC_BYTES = 32;
const info = utf8('wardkeep/1/seal/parcel');
const none = new ArrayBuffer(0);

interface Library {
  readonly name: string;
  readonly seal: (plaintext: Uint8Array) => Promise<Uint8Array>;
  readonly open: (sealed: Uint8Array) => Promise<Uint8Array>;
}

/** HPKE of one suite; as in a node, the recipient's private key is imported once and the public key every time. */
export async function measureHpke(options: BenchOptions): Promise<Row[]> {
  const seed = new Uint8Array(randomBytes(32));
  const [ours, ...others] = [
    wardkeep(seed),
    await hpkeCore('@hpke/core', new DhkemX25519HkdfSha256(), seed),
    await hpkeCore('@hpke/core + @hpke/dhkem-x25519', new NobleDhkem(), seed),
    await panva('hpke + @panva/hpke-noble AEAD', webKem, seed),
    await panva('hpke + @panva/hpke-noble KEM, AEAD', nobleKem, seed),
  ] as const;
  const plaintext = new Uint8Array(randomBytes(PLAINTEXT_BYTES));
  const sealed = await ours.seal(plaintext);
  const opened = await Promise.all(others.map(async ({ name, open }) => [name, await open(sealed)] as const));
  requireEqualAnswers('HPKE open', { plaintext, [ours.name]: await ours.open(sealed), ...Object.fromEntries(opened) });
  for (const { name, seal } of others)
    requireEqualAnswers(name, { plaintext, seal: await ours.open(await seal(plaintext)) });
  const sealing = ({ name, seal }: Library) => ({ name, run: () => seal(plaintext) });
  const opening = ({ name, open }: Library) => ({ name, run: () => open(sealed) });
  return [
    ...(await compare({ task: 'HPKE seal 512 bytes', ours: sealing(ours), others: others.map(sealing) }, options)),
    ...(await compare({ task: 'HPKE open 512 bytes', ours: opening(ours), others: others.map(opening) }, options)),
  ];
}

function wardkeep(seed: Uint8Array): Library {
  const pair = sealingKeyPairFromSeed(seed);
  const aad = new Uint8Array();
  return {
    name: '@wardkeep/crypto (@hpke/core)',
    seal: (plaintext) => hpkeSeal(pair.publicKey, info, aad, plaintext),
    open: (sealed) => hpkeOpen(pair, info, aad, sealed),
  };
}

async function hpkeCore(
  name: string,
  kem: DhkemX25519HkdfSha256 | NobleDhkem,
  seed: Uint8Array<ArrayBuffer>,
): Promise<Library> {
  const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });
  const recipientKey = await suite.kem.importKey('raw', seed.buffer, false);
  const publicKey = sealingKeyPairFromSeed(seed).publicKey.buffer;
  return {
    name,
    seal: async (plaintext) => {
      const recipientPublicKey = await suite.kem.importKey('raw', publicKey, true);
      const { enc, ct } = await suite.seal({ recipientPublicKey, info: info.buffer }, bufferOf(plaintext), none);
      return concatBytes(new Uint8Array(enc), new Uint8Array(ct));
    },
    open: async (sealed) => {
      const enc = bufferOf(sealed.subarray(0, ENC_BYTES));
      const ciphertext = bufferOf(sealed.subarray(ENC_BYTES));
      return new Uint8Array(await suite.open({ recipientKey, enc, info: info.buffer }, ciphertext, none));
    },
  };
}

async function panva<K extends Key>(name: string, kem: KEMFactory<K>, seed: Uint8Array): Promise<Library> {
  const suite = new PanvaSuite<K>(kem, KDF_HKDF_SHA256, AEAD_ChaCha20Poly1305);
  const privateKey = await suite.DeserializePrivateKey(seed);
  const serialized = sealingKeyPairFromSeed(seed).publicKey;
  const recipient = { privateKey, publicKey: await suite.DeserializePublicKey(serialized) };
  return {
    name,
    seal: async (plaintext) => {
      const publicKey = await suite.DeserializePublicKey(serialized);
      const { encapsulatedSecret, ciphertext } = await suite.Seal(publicKey, plaintext, { info });
      return concatBytes(encapsulatedSecret, ciphertext);
    },
    open: (sealed) => suite.Open(recipient, sealed.subarray(0, ENC_BYTES), sealed.subarray(ENC_BYTES), { info }),
  };
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
