import * as z from 'zod';
import { base64urlUpTo, timestampField } from '../statements/fields.js';
import type { Shown } from './shown.js';

/** Roles of operators, weakest first. */
export const OPERATOR_ROLES = ['viewer', 'case-officer', 'admin'] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];
const role = z.enum(OPERATOR_ROLES);

/** Name of an operator. `console` is taken by whoever sits at the console. */
export const operatorName = z
  .string()
  .regex(/^[a-z][a-z0-9._-]{0,31}$/, 'must be 1 to 32 of a-z, 0-9, dot, dash and underscore, beginning with a letter')
  .refine((name) => name !== 'console', 'must not be console');

/** Passwords: long enough to survive the guesses that the lockout lets through; no other rule helps. */
export const operatorPassword = z.string().min(12).max(1024);

const typedName = z.string().max(64);
const typedPassword = z.string().max(1024);

/** POST /admin/v1/login. With `cookie` the token is set as a cookie that scripts of the page cannot read. */
export const loginRequest = z.strictObject({
  name: typedName,
  password: typedPassword,
  cookie: z.boolean().default(false),
});
export type LoginRequest = z.infer<typeof loginRequest>;
export const loginAnswer = z.object({
  /** Bearer token; absent where a cookie carries it. */
  token: z.string().optional(),
  loginId: z.uuid(),
  name: operatorName,
  role,
  expiresAt: timestampField,
});
export type LoginAnswer = Shown<z.infer<typeof loginAnswer>>;

/** GET /admin/v1/me */
export const meAnswer = z.object({
  name: z.string(),
  role,
  via: z.enum(['admin', 'console']),
  /** This login; absent at the console. */
  loginId: z.uuid().optional(),
  /** Until when votes, unlocks and overrides need no further proof; 0 before the first, absent for bearer tokens. */
  steppedUpUntil: timestampField.optional(),
  /** Where mail goes when a case needs this guardian's vote. */
  mail: z.string().nullable(),
  passkeys: z.int().min(0),
});
export type MeAnswer = Shown<z.infer<typeof meAnswer>>;

/** PUT /admin/v1/me/mail */
export const ownMailRequest = z.strictObject({ address: z.email().max(254).nullable() });
export type OwnMailRequest = z.infer<typeof ownMailRequest>;

/** GET /admin/v1/logins: one's own; an admin sees everybody's. */
export const loginsAnswer = z.object({
  logins: z.array(
    z.object({
      loginId: z.uuid(),
      operator: z.string(),
      createdAt: timestampField,
      lastUsedAt: timestampField,
      expiresAt: timestampField,
    }),
  ),
});
export type LoginsAnswer = Shown<z.infer<typeof loginsAnswer>>;
export const loginIdParam = z.uuid();

/** POST /admin/v1/operators, at the console only. */
export const newOperator = z.strictObject({ name: operatorName, role, password: operatorPassword });
export type NewOperator = z.infer<typeof newOperator>;
/** POST /admin/v1/operators/:name/reset, at the console only. */
export const operatorReset = z.strictObject({ password: operatorPassword, role: role.optional() });
export type OperatorReset = z.infer<typeof operatorReset>;

/** POST /admin/v1/operators/:name/role */
export const operatorRoleRequest = z.strictObject({ role });
export type OperatorRoleRequest = z.infer<typeof operatorRoleRequest>;

/** An account as other operators see it. */
export const operatorView = z.object({
  name: z.string(),
  role,
  createdAt: timestampField,
  disabledAt: timestampField.nullable(),
  lockedUntil: timestampField.nullable(),
  passkeys: z.int().min(0),
  hasMail: z.boolean(),
});
export type OperatorView = Shown<z.infer<typeof operatorView>>;
/** GET /admin/v1/operators */
export const operatorsAnswer = z.object({ operators: z.array(operatorView) });

/** GET /admin/v1/audit */
export const auditQuery = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type AuditQuery = z.infer<typeof auditQuery>;
export const auditAnswer = z.object({
  entries: z.array(
    z.object({
      id: z.int(),
      at: timestampField,
      who: z.string(),
      via: z.enum(['admin', 'console']),
      action: z.string(),
      subject: z.string(),
    }),
  ),
});
export type AuditAnswer = Shown<z.infer<typeof auditAnswer>>;

/** GET /admin/v1/setup, before anybody can log in. */
export const setupAnswer = z.object({
  /** Whether the node has no operator yet. */
  needsOperator: z.boolean(),
  nodeName: z.string(),
  softwareVersion: z.string(),
});
export type SetupAnswer = Shown<z.infer<typeof setupAnswer>>;
/** POST /admin/v1/setup: the first admin, by whoever holds the code that the node's console shows. */
export const setupRequest = z.strictObject({
  code: z.string().max(64),
  name: operatorName,
  password: operatorPassword,
});
export type SetupRequest = z.infer<typeof setupRequest>;
export const setupDone = z.object({ name: operatorName, role: z.literal('admin') });
/** POST /admin/v1/setup/code, at the console only: a new code; older ones are void. */
export const setupCodeAnswer = z.object({ code: z.string() });
export type SetupCodeAnswer = Shown<z.infer<typeof setupCodeAnswer>>;

/** What a browser's authenticator answered (WebAuthn Level 3 JSON); the node verifies it. */
export const webauthnResponse = z.looseObject({ id: z.string().max(1400), type: z.literal('public-key') });
/** Options for the browser's authenticator (WebAuthn Level 3 JSON), to be given to it as they are. */
export const webauthnOptions = z.object({
  challengeId: base64urlUpTo(32),
  options: z.looseObject({ challenge: z.string() }),
});
export type WebauthnOptions = Shown<z.infer<typeof webauthnOptions>>;
/** POST /admin/v1/passkeys: the answer to POST /admin/v1/passkeys/options. */
export const passkeyRegistration = z.strictObject({
  challengeId: base64urlUpTo(32),
  label: z.string().trim().min(1).max(60),
  response: webauthnResponse,
});
export type PasskeyRegistration = z.infer<typeof passkeyRegistration>;
export const passkeyView = z.object({
  passkeyId: z.string(),
  label: z.string(),
  createdAt: timestampField,
  lastUsedAt: timestampField.nullable(),
});
export type PasskeyView = Shown<z.infer<typeof passkeyView>>;
/** GET /admin/v1/passkeys: one's own. */
export const passkeysAnswer = z.object({ passkeys: z.array(passkeyView) });
export const passkeyIdParam = base64urlUpTo(1024);
/** POST /admin/v1/login/passkey/options; without a name the authenticator offers what it has. */
export const passkeyLoginOptions = z.strictObject({ name: typedName.optional() });
export type PasskeyLoginOptions = z.infer<typeof passkeyLoginOptions>;
/** POST /admin/v1/login/passkey, answered as a login. */
export const passkeyLogin = z.strictObject({
  challengeId: base64urlUpTo(32),
  response: webauthnResponse,
  cookie: z.boolean().default(false),
});
export type PasskeyLogin = z.infer<typeof passkeyLogin>;

/** POST /admin/v1/step-up: proves anew who sits there, by password or by the answer to POST /admin/v1/step-up/options. */
export const stepUpRequest = z.union([
  z.strictObject({ password: typedPassword }),
  z.strictObject({ challengeId: base64urlUpTo(32), response: webauthnResponse }),
]);
export type StepUpRequest = z.infer<typeof stepUpRequest>;
export const stepUpAnswer = z.object({ until: timestampField });
export type StepUpAnswer = Shown<z.infer<typeof stepUpAnswer>>;
