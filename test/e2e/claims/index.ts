export * from './people.js';
export * from './raw-claimant.js';
export * from './shared-time.js';
export * from './stolen-key.js';
export * from './lying-guardians.js';
