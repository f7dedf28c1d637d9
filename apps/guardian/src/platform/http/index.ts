export {
  Access,
  type AccessRule,
  BodyLimit,
  Caller,
  Operator,
  type PublicCaller,
  RateLimit,
  RawBody,
} from './access.js';
export { Authentication, type AuthenticationRequest, type Authenticator } from './authentication.js';
export { type OperatorCaller, type Role, ROLES } from './request-context.js';
export { ZodBody, ZodParam, ZodQuery } from './zod-parameters.js';
