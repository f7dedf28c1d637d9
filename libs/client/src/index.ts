/**
 * What a wallet or a tool does with a federation of guardians, one function per operation. Runs in Node and in browsers.
 */
export * from './core/index.js';
export { join, refreshFederation } from './join.js';
export { findFederation, type FoundFederation } from './find-federation.js';
