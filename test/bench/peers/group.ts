import { ristretto255, ristretto255_oprf } from '@noble/curves/ed25519.js';
import {
  blind,
  cryptoReady,
  evaluate,
  multiplyBase,
  multiplyPoint,
  parsePoint,
  randomScalar,
  systemRng,
  utf8,
  verifyEvaluation,
} from '@wardkeep/crypto';
import sodium from 'libsodium-wrappers-sumo';
import type { Row } from '../frame/row.js';
import type { BenchOptions } from '../frame/section.js';
import { compare, requireEqualAnswers, type Comparison } from './compare.js';

const { Point } = ristretto255;
const { voprf } = ristretto255_oprf;

/** Arithmetic in ristretto255 and the evaluation of the VOPRF, bytes to bytes. */
export async function measureGroup(options: BenchOptions): Promise<Row[]> {
  await cryptoReady();
  const scalar = randomScalar(systemRng);
  const whole = Point.Fn.fromBytes(scalar);
  const point = multiplyBase(randomScalar(systemRng));
  const nobleMultiply = () => Point.fromBytes(point).multiply(whole).toBytes();
  const nobleBase = () => Point.BASE.multiply(whole).toBytes();
  requireEqualAnswers('ristretto255', { ours: multiplyPoint(scalar, point), '@noble/curves': nobleMultiply() });
  requireEqualAnswers('ristretto255 base', { ours: multiplyBase(scalar), '@noble/curves': nobleBase() });
  const comparisons: Comparison[] = [
    {
      task: 'ristretto255 scalar · point',
      ours: { name: '@wardkeep/crypto (libsodium)', run: () => multiplyPoint(scalar, point) },
      others: [
        { name: 'libsodium-wrappers-sumo', run: () => sodium.crypto_scalarmult_ristretto255(scalar, point) },
        { name: '@noble/curves', run: nobleMultiply },
      ],
    },
    {
      task: 'ristretto255 scalar · base',
      ours: { name: '@wardkeep/crypto (libsodium)', run: () => multiplyBase(scalar) },
      others: [
        { name: 'libsodium-wrappers-sumo', run: () => sodium.crypto_scalarmult_ristretto255_base(scalar) },
        { name: '@noble/curves', run: nobleBase },
      ],
    },
    {
      task: 'ristretto255 parse point',
      ours: { name: '@wardkeep/crypto (libsodium)', run: () => parsePoint(point) },
      others: [{ name: '@noble/curves', run: () => Point.fromBytes(point) }],
    },
    evaluation(),
  ];
  const rows: Row[] = [];
  for (const comparison of comparisons) rows.push(...(await compare(comparison, options)));
  return rows;
}

function evaluation(): Comparison {
  const key = randomScalar(systemRng);
  const publicKey = multiplyBase(key);
  const { alpha } = blind(utf8('input'), systemRng);
  const noble = () => voprf.blindEvaluate(key, publicKey, alpha);
  const { evaluated, proof } = noble();
  if (!verifyEvaluation(publicKey, alpha, parsePoint(evaluated), proof)) {
    throw new Error('VOPRF evaluate: @noble/curves gives a proof that does not hold');
  }
  return {
    task: 'VOPRF evaluate with proof',
    ours: { name: '@wardkeep/crypto (libsodium)', run: () => evaluate(key, publicKey, alpha, systemRng) },
    others: [{ name: '@noble/curves', run: noble }],
  };
}
