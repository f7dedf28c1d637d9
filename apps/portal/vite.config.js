import { appConfig } from '@wardkeep/ui/vite';
import { defineConfig } from 'vite';

/** `WARDKEEP_NODE=http://127.0.0.1:PORT npm run dev -w apps/portal` asks that node for the digest of the portal; all else goes to guardians directly. */
const node = process.env.WARDKEEP_NODE ?? 'http://127.0.0.1:8080';

export default defineConfig(appConfig({ port: 5175, proxy: { '/v1': node } }));
