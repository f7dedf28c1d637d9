export * from './limit.js';
export * from './attempt.js';
export * from './ticket.js';
export * from './evaluation.js';
export * from './next-attempt.js';
