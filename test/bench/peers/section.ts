import { cryptoReady } from '@wardkeep/crypto';
import type { Row } from '../frame/row.js';
import type { Section } from '../frame/section.js';
import { measureAead } from './aead.js';
import { measureArgon2id } from './argon2id.js';
import { measureEd25519 } from './ed25519.js';
import { measureGroup } from './group.js';
import { measureHpke } from './hpke.js';
import { measureShamir } from './shamir.js';

/** The libraries that were considered, side by side. */
export const peers: Section = {
  name: 'peers',
  measure: async (options) => {
    await cryptoReady();
    const rows: Row[] = [];
    for (const measure of [measureShamir, measureEd25519, measureHpke, measureGroup, measureAead, measureArgon2id]) {
      rows.push(...(await measure(options)));
    }
    return rows;
  },
};
