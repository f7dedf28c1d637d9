export * from './problem-error.js';
export * from './platform-problems.js';
export * from './from-input.js';
