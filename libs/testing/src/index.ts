/**
 * What tests build on: federations whose keys they hold, time that they move, randomness that repeats, nodes that lie.
 * Not for production: nothing here is random or constant time.
 */
import { cryptoReady } from '@wardkeep/crypto';
import './matchers.js';

export * from './fake-clock.js';
export * from './faults.js';
export * from './federation.js';
export * from './rng.js';
export * from './samples.js';
export * from './statements.js';
export * from './transport.js';

// Whoever imports this may build federations at once.
await cryptoReady();
