import { z } from 'zod';
import { ROLES } from '../../platform/http/index.js';

/** Name of an operator. `console` is taken by whoever sits at the console. */
export const OperatorName = z
  .string()
  .regex(/^[a-z][a-z0-9._-]{0,31}$/, 'must be 1 to 32 of a-z, 0-9, dot, dash and underscore, beginning with a letter')
  .refine((name) => name !== 'console', 'must not be console');

/** Passwords: long enough to survive the guesses that the lockout lets through; no other rule helps. */
export const Password = z.string().min(12).max(1024);

/** What a login asks for. */
export const LoginRequest = z.strictObject({ name: z.string().max(64), password: z.string().max(1024) });
/** What a login asks for. */
export type LoginRequest = z.infer<typeof LoginRequest>;

/** A new account. */
export const NewOperator = z.strictObject({ name: OperatorName, role: z.enum(ROLES), password: Password });
/** A new account. */
export type NewOperator = z.infer<typeof NewOperator>;

/** A new password for an account that exists. */
export const OperatorReset = z.strictObject({ password: Password, role: z.enum(ROLES).optional() });
/** A new password for an account that exists. */
export type OperatorReset = z.infer<typeof OperatorReset>;

/** Id of a login. */
export const LoginId = z.uuid();

/** Part of the audit trail. */
export const AuditQuery = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
/** Part of the audit trail. */
export type AuditQuery = z.infer<typeof AuditQuery>;
