export * from './release-request.js';
export * from './released-parts.js';
