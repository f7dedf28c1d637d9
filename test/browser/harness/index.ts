export * from './admin-steps.js';
export { launchChromium } from './chromium.js';
export * from './portal-steps.js';
export * from './tab.js';
