export { type AttemptState, type ClaimState, type TakeOverState } from './claim-state.js';
export { type DeviceState, EMPTY_STATE, encodeDeviceState, parseDeviceState } from './device-state.js';
export { type BackupState, type EnrolmentState, type OwnerState } from './enrolment-state.js';
export { exportPlainState, exportState, importState } from './export.js';
export { type FederationState } from './federation-state.js';
export { changeState, type DeviceStore, memoryStore, readState, withEntry } from './store.js';
