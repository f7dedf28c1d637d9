export * from './errors.js';
export * from './federation-size.js';
export * from './limits.js';
export * from './statements/fields.js';
export * from './statements/federation.js';
export * from './statements/enrolment.js';
export * from './statements/recovery.js';
export * from './statements/registry.js';
export * from './statements/envelope.js';
export * from './statements/verify.js';
export * from './statements/conflict.js';
export * from './statements/equivocation.js';
export * from './federation/card.js';
export * from './federation/config.js';
export * from './federation/propose-config.js';
export * from './federation/config-signatures.js';
export * from './federation/config-chain.js';
export * from './federation/preflight.js';
export * from './federation/currency.js';
export * from './federation/winding-down.js';
export * from './sealing/seal.js';
export * from './api/public.js';
export * from './api/peer.js';
export * from './admin-api/index.js';
export * from './identity/index.js';
export * from './memorable/index.js';
export * from './invite/index.js';
export * from './keys/index.js';
export * from './enrolment/index.js';
export * from './claim/index.js';
export * from './attempt/index.js';
export * from './release/index.js';
export {
  PORTAL_MAXIMUM_FILES,
  portalDigest,
  portalFile,
  portalFiles,
  type PortalFile,
} from './portal/portal-digest.js';
export { pagePolicy, type PageRights } from './portal/page-policy.js';
