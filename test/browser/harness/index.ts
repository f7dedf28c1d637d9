export * from './admin-steps.js';
export { BrowserTime } from './browser-time.js';
export { launchChromium } from './chromium.js';
export * from './keyboard.js';
export * from './portal-steps.js';
export { englishOn } from './spanish.js';
export { Reviewer } from './states.js';
export * from './tab.js';
