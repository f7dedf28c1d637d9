import type { OutcomeKind } from './outcome.js';

/** What an operation is doing, in the order in which operations do it. */
export type ProgressStep =
  | 'find-federation'
  | 'check-currency'
  | 'derive-keys'
  | 'seal-parts'
  | 'stage'
  | 'commit'
  | 'check-up'
  | 'carry'
  | 'open-claim'
  | 'send-evidence'
  | 'query-claim'
  | 'ticket'
  | 'evaluate'
  | 'release'
  | 'open-backup'
  | 'install-owner-key';

/** Something happened that a person who waits may want to see. */
export type ProgressEvent =
  | { readonly step: ProgressStep; readonly state: 'begun' | 'done' }
  /** One guardian answered, or did not. */
  | { readonly step: ProgressStep; readonly state: 'answered'; readonly index: number; readonly outcome: OutcomeKind };

export type ProgressListener = (event: ProgressEvent) => void;
