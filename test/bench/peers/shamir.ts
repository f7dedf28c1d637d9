import { randomBytes } from 'node:crypto';
import { combineShards, splitShards } from '@wardkeep/crypto';
import secretsGrempe from 'secrets.js-grempe';
import { combine, split } from 'shamir-secret-sharing';
import shamirs from 'shamirs-secret-sharing';
import type { Row } from '../frame/row.js';
import type { BenchOptions } from '../frame/section.js';
import { compare, requireEqualAnswers } from './compare.js';

/** Bytes of an encrypted key: nonce, key, tag. */
const SECRET_BYTES = 72;

/** Shamir's scheme over GF(256). */
export async function measureShamir(options: BenchOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [shares, threshold] of [
    [5, 3],
    [50, 26],
  ] as const) {
    rows.push(...(await measureSize(shares, threshold, options)));
  }
  return rows;
}

async function measureSize(shares: number, threshold: number, options: BenchOptions): Promise<Row[]> {
  const secret = new Uint8Array(randomBytes(SECRET_BYTES));
  const hex = Buffer.from(secret).toString('hex');
  const buffer = Buffer.from(secret);
  const made = {
    ours: await splitShards(secret, shares, threshold),
    grempe: secretsGrempe.share(hex, shares, threshold),
    shamirs: shamirs.split(buffer, { shares, threshold }),
  };
  const some = { ours: made.ours.slice(0, threshold), grempe: made.grempe.slice(0, threshold) };
  const someShamirs = made.shamirs.slice(0, threshold);
  requireEqualAnswers('combine', {
    secret,
    '@wardkeep/crypto': await combineShards(some.ours),
    'secrets.js-grempe': Buffer.from(secretsGrempe.combine(some.grempe), 'hex'),
    'shamirs-secret-sharing': shamirs.combine(someShamirs),
  });
  const size = `${threshold}-of-${shares}`;
  const splitting = {
    task: `Shamir split ${size}`,
    ours: { name: '@wardkeep/crypto', run: () => splitShards(secret, shares, threshold) },
    others: [
      { name: 'shamir-secret-sharing', run: () => split(secret, shares, threshold) },
      { name: 'secrets.js-grempe', run: () => secretsGrempe.share(hex, shares, threshold) },
      { name: 'shamirs-secret-sharing', run: () => shamirs.split(buffer, { shares, threshold }) },
    ],
  };
  const combining = {
    task: `Shamir combine ${size}`,
    ours: { name: '@wardkeep/crypto', run: () => combineShards(some.ours) },
    others: [
      { name: 'shamir-secret-sharing', run: () => combine(some.ours) },
      { name: 'secrets.js-grempe', run: () => secretsGrempe.combine(some.grempe) },
      { name: 'shamirs-secret-sharing', run: () => shamirs.combine(someShamirs) },
    ],
  };
  return [...(await compare(splitting, options)), ...(await compare(combining, options))];
}
