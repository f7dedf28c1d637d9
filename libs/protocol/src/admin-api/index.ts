export * from './cases.js';
export * from './federation.js';
export * from './invites.js';
export * from './mail.js';
export * from './operators.js';
export * from './record.js';
export * from './routes.js';
export * from './shown.js';
