export * from './life.js';
export * from './provoke-errors.js';
