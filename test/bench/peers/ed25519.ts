import { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { signingKeyPairFromSeed, verifyEd25519 } from '@wardkeep/crypto';
import sodiumWasm from 'libsodium-wrappers-sumo';
import sodiumNative from 'sodium-native';
import nacl from 'tweetnacl';
import type { Row } from '../frame/row.js';
import type { BenchOptions } from '../frame/section.js';
import { compare, requireEqualAnswers } from './compare.js';

/** About the size of a manifest. */
const MESSAGE_BYTES = 1500;
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Ed25519, keys imported beforehand where the library can: a node verifies under the same few keys all day. */
export async function measureEd25519(options: BenchOptions): Promise<Row[]> {
  await sodiumWasm.ready;
  const seed = randomBytes(32);
  const message = randomBytes(MESSAGE_BYTES);
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const publicObject = createPublicKey(privateKey);
  const own = signingKeyPairFromSeed(seed);
  const publicKey = Buffer.from(own.publicKey);
  const pair = nacl.sign.keyPair.fromSeed(seed);
  const signing: Record<string, () => Uint8Array> = {
    '@wardkeep/crypto (node:crypto)': () => own.sign(message),
    'node:crypto': () => sign(null, message, privateKey),
    'sodium-native': () => signNatively(message, Buffer.from(pair.secretKey)),
    'libsodium-wrappers-sumo': () => sodiumWasm.crypto_sign_detached(message, pair.secretKey),
    '@noble/curves': () => ed25519.sign(message, seed),
    tweetnacl: () => nacl.sign.detached(message, pair.secretKey),
  };
  requireEqualAnswers(
    'Ed25519 sign',
    Object.fromEntries(Object.entries(signing).map(([name, run]) => [name, run()] as const)),
  );
  const signature = Buffer.from(own.sign(message));
  const verifying: Record<string, () => boolean> = {
    '@wardkeep/crypto (node:crypto)': () => verifyEd25519(publicKey, message, signature),
    'node:crypto': () => verify(null, message, publicObject, signature),
    'sodium-native': () => sodiumNative.crypto_sign_verify_detached(signature, message, publicKey),
    'libsodium-wrappers-sumo': () => sodiumWasm.crypto_sign_verify_detached(signature, message, publicKey),
    '@noble/curves': () => ed25519.verify(signature, message, publicKey, { zip215: false }),
    tweetnacl: () => nacl.sign.detached.verify(message, signature, publicKey),
  };
  for (const [name, run] of Object.entries(verifying)) {
    if (!run()) throw new Error(`Ed25519 verify: ${name} refuses a good signature`);
  }
  return [
    ...(await compareAll('Ed25519 sign', signing, options)),
    ...(await compareAll('Ed25519 verify', verifying, options)),
  ];
}

function signNatively(message: Buffer, secretKey: Buffer): Uint8Array {
  const signature = Buffer.alloc(64);
  sodiumNative.crypto_sign_detached(signature, message, secretKey);
  return signature;
}

async function compareAll(
  task: string,
  runs: Readonly<Record<string, () => unknown>>,
  options: BenchOptions,
): Promise<Row[]> {
  const [ours, ...others] = Object.entries(runs).map(([name, run]) => ({ name, run }));
  return ours === undefined ? [] : compare({ task, ours, others }, options);
}
