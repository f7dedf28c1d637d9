import './no-eval.js';
import type { ChannelEnd } from './channel/messages.js';
import { serveClient } from './serve.js';
import { browserStore } from './store/browser-store.js';
import { isModernBrowser } from './support.js';

serveClient(globalThis as unknown as ChannelEnd, {
  openStore: () => browserStore(),
  isModern: () => isModernBrowser(),
});
