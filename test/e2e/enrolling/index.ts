export * from './dying-device.js';
export * from './keeping-transport.js';
export * from './raw-http.js';
export * from './spoil.js';
export * from './spoiling-transport.js';
