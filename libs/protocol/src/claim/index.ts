export * from './claim-parcel.js';
export * from './evidence.js';
export * from './claim.js';
export * from './vote.js';
export * from './certificate.js';
export * from './backup-state.js';
export * from './claim-state.js';
export * from './veto.js';
