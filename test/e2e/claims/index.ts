export * from './people.js';
export * from './raw-claimant.js';
