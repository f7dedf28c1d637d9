import { Buffer } from 'node:buffer';
import { hashRaw } from '@node-rs/argon2';
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { argon2id, utf8 } from '@wardkeep/crypto';
import { PATH_KDF } from '@wardkeep/protocol';
import { argon2id as argon2idWasm } from 'hash-wasm';
import type { Row } from '../frame/row.js';
import type { BenchOptions } from '../frame/section.js';
import { compare, requireEqualAnswers } from './compare.js';

const { memoryKib, passes, parallelism } = PATH_KDF;
const OUTPUT_BYTES = 64;

/** Argon2id as paths use it. */
export async function measureArgon2id(options: BenchOptions): Promise<Row[]> {
  const password = utf8('the smell of rain on the old pier');
  const salt = utf8('sixteen byte salt');
  const ours = () => argon2id(password, salt, { memoryKib, passes, parallelism, outputBytes: OUTPUT_BYTES });
  const native = () =>
    hashRaw(password, {
      salt: Buffer.from(salt),
      memoryCost: memoryKib,
      timeCost: passes,
      parallelism,
      outputLen: OUTPUT_BYTES,
    });
  const wasm = () =>
    argon2idWasm({
      password,
      salt,
      memorySize: memoryKib,
      iterations: passes,
      parallelism,
      hashLength: OUTPUT_BYTES,
      outputType: 'binary',
    });
  const noble = () =>
    argon2idAsync(password, salt, { m: memoryKib, t: passes, p: parallelism, dkLen: OUTPUT_BYTES, asyncTick: 1000 });
  requireEqualAnswers('Argon2id', {
    '@wardkeep/crypto': await ours(),
    '@node-rs/argon2': await native(),
    'hash-wasm': await wasm(),
    '@noble/hashes': await noble(),
  });
  return compare(
    {
      task: `Argon2id ${memoryKib / 1024} MiB t=${passes} p=${parallelism}`,
      ours: { name: '@wardkeep/crypto (argon2)', run: ours },
      others: [
        { name: '@node-rs/argon2', run: native },
        { name: 'hash-wasm', run: wasm },
        { name: '@noble/hashes', run: noble },
      ],
      isSlow: true,
    },
    options,
  );
}
