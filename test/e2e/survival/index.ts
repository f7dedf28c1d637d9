export * from './balance.js';
export * from './killing-transport.js';
