export * from './killing-transport.js';
