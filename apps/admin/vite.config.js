import { appConfig } from '@wardkeep/ui/vite';
import { defineConfig } from 'vite';

/** `WARDKEEP_NODE=http://127.0.0.1:PORT npm run dev -w apps/admin` works on the node whose admin listener is there. */
const node = process.env.WARDKEEP_NODE ?? 'http://127.0.0.1:8081';

export default defineConfig(appConfig({ port: 5174, proxy: { '/admin/v1': node } }));
