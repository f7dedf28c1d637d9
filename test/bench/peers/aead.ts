import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { openAead, sealAead, systemRng } from '@wardkeep/crypto';
import sodiumWasm from 'libsodium-wrappers-sumo';
import sodiumNative from 'sodium-native';
import type { Row } from '../frame/row.js';
import type { BenchOptions } from '../frame/section.js';
import { compare, requireEqualAnswers } from './compare.js';

const NONCE_BYTES = 24;
const TAG_BYTES = 16;

/** XChaCha20-Poly1305: a small secret, and a payload of a mebibyte. */
export async function measureAead(options: BenchOptions): Promise<Row[]> {
  await sodiumWasm.ready;
  const rows: Row[] = [];
  for (const [size, bytes] of [
    ['256 bytes', 256],
    ['1 MiB', 1024 * 1024],
  ] as const) {
    rows.push(...(await measureSize(size, bytes, options)));
  }
  return rows;
}

async function measureSize(size: string, bytes: number, options: BenchOptions): Promise<Row[]> {
  const key = randomBytes(32);
  const nonce = randomBytes(NONCE_BYTES);
  const aad = Buffer.from('wardkeep/1/C');
  const plaintext = randomBytes(bytes);
  const sealed = sealAead(key, plaintext, aad, systemRng);
  const [sentNonce, ciphertext] = [
    Buffer.from(sealed.subarray(0, NONCE_BYTES)),
    Buffer.from(sealed.subarray(NONCE_BYTES)),
  ];
  const noble = () => xchacha20poly1305(key, nonce, aad).encrypt(plaintext);
  const wasm = () => sodiumWasm.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, aad, null, nonce, key);
  const native = () => {
    const out = Buffer.alloc(plaintext.length + TAG_BYTES);
    sodiumNative.crypto_aead_xchacha20poly1305_ietf_encrypt(out, plaintext, aad, null, nonce, key);
    return out;
  };
  const openNatively = () => {
    const out = Buffer.alloc(ciphertext.length - TAG_BYTES);
    sodiumNative.crypto_aead_xchacha20poly1305_ietf_decrypt(out, null, ciphertext, aad, sentNonce, key);
    return out;
  };
  const openWasm = () => sodiumWasm.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ciphertext, aad, sentNonce, key);
  requireEqualAnswers('seal', { '@noble/ciphers': noble(), libsodium: wasm(), 'sodium-native': native() });
  requireEqualAnswers('open', {
    plaintext,
    ours: openAead(key, sealed, aad),
    wasm: openWasm(),
    native: openNatively(),
  });
  const sealing = {
    task: `XChaCha20-Poly1305 seal ${size}`,
    ours: { name: '@wardkeep/crypto (@noble/ciphers)', run: () => sealAead(key, plaintext, aad, systemRng) },
    others: [
      { name: '@noble/ciphers', run: noble },
      { name: 'libsodium-wrappers-sumo', run: wasm },
      { name: 'sodium-native', run: native },
    ],
  };
  const opening = {
    task: `XChaCha20-Poly1305 open ${size}`,
    ours: { name: '@wardkeep/crypto (@noble/ciphers)', run: () => openAead(key, sealed, aad) },
    others: [
      { name: 'libsodium-wrappers-sumo', run: openWasm },
      { name: 'sodium-native', run: openNatively },
    ],
  };
  return [...(await compare(sealing, options)), ...(await compare(opening, options))];
}
