export {
  Access,
  type AccessRule,
  BodyLimit,
  Caller,
  Operator,
  type PublicCaller,
  RateLimit,
  RawBody,
  StepUp,
} from './access.js';
export { Authentication, type AuthenticationRequest, type Authenticator, type TokenCarrier } from './authentication.js';
export { LoginCookie } from './login-cookie.js';
export { type OperatorCaller, type Role, ROLES } from './request-context.js';
export { ZodBody, ZodParam, ZodQuery } from './zod-parameters.js';
