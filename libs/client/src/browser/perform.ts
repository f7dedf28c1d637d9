import { cryptoReady } from '@wardkeep/crypto';
import { checkUp } from '../check-up.js';
import { claimStatus } from '../claim-status.js';
import {
  clientContext,
  exportPlainState,
  exportState,
  importState,
  InputError,
  openFederation,
  type ClientContext,
} from '../core/index.js';
import { deleteBackup } from '../delete-backup.js';
import { dropClaim } from '../drop-claim.js';
import { dropEnrolment, enrol, resumeEnrolment } from '../enrol.js';
import { findFederation } from '../find-federation.js';
import { join, refreshFederation } from '../join.js';
import { joinAndEnrol } from '../join-and-enrol.js';
import { openClaim } from '../open-claim.js';
import { recover, type Recovered } from '../recover.js';
import { rotate } from '../rotate.js';
import { veto } from '../veto.js';
import type { OperationName, Operations } from './operations.js';
import type { BrowserStore } from './store/browser-store.js';
import { overviewOf, viewOf, viewOfConfig } from './views.js';

/** What a call brings with it. */
export interface CallContext extends Pick<ClientContext, 'onProgress' | 'signal'> {
  readonly store: BrowserStore;
  /** Replaces the transport of browsers. */
  readonly transport?: ClientContext['transport'];
  /** Told of recovered secrets before the call ends. */
  readonly onSecrets?: (secrets: Recovered['secrets']) => void;
}

/** The operations that run one at a time for all tabs: a second guess or enrolment at once would only spoil the first. */
const ALONE: ReadonlySet<OperationName> = new Set([
  'joinAndEnrol',
  'enrol',
  'resumeEnrolment',
  'dropEnrolment',
  'rotate',
  'deleteBackup',
  'openClaim',
  'recover',
  'dropClaim',
  'importState',
  'forgetDevice',
]);

/** How long an operation waits for one that another tab runs, or that was given up and is still ending, milliseconds. */
const TURN_MS = 5000;

/** Every operation over a context of its own. */
function operationsOf(call: CallContext): Operations {
  const context = clientContext(call);
  return {
    overview: () => overviewOf(context),
    join: async (invite) => viewOf(context, await join(context, invite)),
    async findFederation(url) {
      const { config, urls, invite } = await findFederation(context, url);
      return { federation: viewOfConfig(config, urls), invite };
    },
    federation: async (federationId) => viewOf(context, await openFederation(context, federationId)),
    refreshFederation: async (federationId) => viewOf(context, await refreshFederation(context, federationId)),
    async joinAndEnrol({ invite, secrets, identity, memorable, ...options }) {
      const [secret] = secrets;
      if (secret === undefined) throw new InputError('INPUT_INVALID', 'secrets must be one at least');
      return joinAndEnrol(context, invite, secret, identity, memorable, { ...options, secrets });
    },
    enrol: (request) => enrol(context, request),
    resumeEnrolment: (backupId, options) => resumeEnrolment(context, backupId, options),
    dropEnrolment: (backupId) => dropEnrolment(context, backupId),
    rotate: (request) => rotate(context, request),
    checkUp: (federationId) => checkUp(context, federationId),
    veto: (input) => veto(context, input),
    deleteBackup: (backupId, federationId) => deleteBackup(context, backupId, federationId),
    openClaim: (input) => openClaim(context, input),
    claimStatus: (claimId) => claimStatus(context, claimId),
    async recover(input) {
      const recovered = await recover(context, { ...input, onSecrets: (secrets) => call.onSecrets?.(secrets) });
      // The page has them already.
      for (const { bytes } of recovered.secrets) bytes.wipe();
      return { ...recovered, secrets: [] };
    },
    dropClaim: (claimId) => dropClaim(context, claimId),
    exportState: (passphrase) => exportState(context, passphrase),
    exportPlainState: () => exportPlainState(context),
    async importState(text, options) {
      await importState(context, text, options);
      return overviewOf(context);
    },
    forgetDevice: () => call.store.clear(),
  };
}

/**
 * Performs one operation.
 *
 * @param call - what it brings with it
 * @param operation - its name
 * @param args - its arguments
 * @throws InputError STATE_BUSY when another tab performs one that must run alone; whatever the operation throws
 */
export async function perform(call: CallContext, operation: OperationName, args: readonly unknown[]): Promise<unknown> {
  await cryptoReady();
  const work = (): Promise<unknown> => {
    call.signal?.throwIfAborted();
    const operations = operationsOf(call) as unknown as Record<
      OperationName,
      (...args: readonly unknown[]) => Promise<unknown>
    >;
    return operations[operation](...args);
  };
  return ALONE.has(operation) ? call.store.alone(work, TURN_MS) : work();
}
