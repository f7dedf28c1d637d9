export * from './dying-device.js';
export * from './keeping-transport.js';
