import './no-eval.js';
import type { ChannelEnd } from './channel/messages.js';
import { serveClient } from './serve.js';
import { browserStore } from './store/browser-store.js';

serveClient(globalThis as unknown as ChannelEnd, { openStore: () => browserStore() });
