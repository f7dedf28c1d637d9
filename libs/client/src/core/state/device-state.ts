import * as z from 'zod';
import { InputError } from '../errors.js';
import { claimState } from './claim-state.js';
import { backupState, enrolmentState, ownerState } from './enrolment-state.js';
import { federationState } from './federation-state.js';

/** Version of the stored form. A later one comes with a conversion from every earlier one. */
const STATE_VERSION = 1;

/** Everything that a device remembers. Secrets are `SecretBytes` in memory. */
export const deviceState = z.strictObject({
  version: z.literal(STATE_VERSION),
  federations: z.array(federationState),
  owners: z.array(ownerState),
  backups: z.array(backupState),
  enrolments: z.array(enrolmentState),
  claims: z.array(claimState),
});
export type DeviceState = z.output<typeof deviceState>;

/** The state of a device that has done nothing yet. */
export const EMPTY_STATE: DeviceState = Object.freeze({
  version: STATE_VERSION,
  federations: [],
  owners: [],
  backups: [],
  enrolments: [],
  claims: [],
});

/**
 * Reads a stored state.
 *
 * @param text - what {@link encodeDeviceState} wrote
 * @throws InputError STATE_MALFORMED, STATE_UNSUPPORTED when a later version of the software wrote it
 */
export function parseDeviceState(text: string): DeviceState {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    // The cause is left out: engines quote the text, which holds keys.
    throw new InputError('STATE_MALFORMED', 'device state is not json');
  }
  const version = z.looseObject({ version: z.int() }).safeParse(raw);
  if (version.success && version.data.version > STATE_VERSION) {
    throw new InputError('STATE_UNSUPPORTED', `device state must be of version ${String(STATE_VERSION)} at most`);
  }
  const parsed = deviceState.safeParse(raw);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw new InputError('STATE_MALFORMED', `device state is malformed at "${where}"`);
  }
  return parsed.data;
}

/**
 * Writes a state as text. The text holds private keys: it goes into a {@link DeviceStore} and nowhere else.
 *
 * @param state - the state
 */
export function encodeDeviceState(state: DeviceState): string {
  return JSON.stringify(deviceState.encode(state));
}
