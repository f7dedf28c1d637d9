import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Package = z.object({ version: z.string() });
const path = new URL('../../../package.json', import.meta.url);

/** Version of this software, as cards and answers name it. */
export const SOFTWARE_VERSION: string = Package.parse(JSON.parse(readFileSync(path, 'utf8'))).version;
