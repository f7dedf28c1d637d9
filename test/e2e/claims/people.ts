import {
  claimStatus,
  enrol,
  join,
  openClaim,
  type ClientContext,
  type EnrolRequest,
  type OpenClaimInput,
} from '@wardkeep/client';
import { fromUtf8, SecretBytes, utf8 } from '@wardkeep/crypto';
import type { BackupId, BackupSecret, IdentityInput, StatementId } from '@wardkeep/protocol';
import { waitFor, type Answer, type RunningFederation } from '../harness/index.js';

/** Somebody with a backup, and the device that made it. */
export interface Person {
  readonly device: ClientContext;
  readonly identity: IdentityInput;
  readonly memorable: string;
  readonly seed: string;
  readonly backupId: BackupId;
  readonly manifestId: StatementId;
}

/** What a test chooses about a person. */
export interface PersonChoices extends Partial<Pick<EnrolRequest, 'policy' | 'minReceipts'>> {
  readonly identity?: IdentityInput;
  readonly memorable?: string;
  readonly device?: ClientContext;
  readonly seed?: string;
}

const SURNAMES =
  'Abegg Bodmer Caduff Danuser Egli Frei Gerber Huber Imhof Jenni Keller Lenz Meier Nef Oehri Pfister'.split(' ');
let people = 0;

/** An identity that nobody else in this test run has. */
export function newIdentity(): IdentityInput & { readonly surname: string; readonly givenNames: string } {
  const number = people++;
  const day = String(1 + (Math.floor(number / SURNAMES.length) % 28)).padStart(2, '0');
  return { surname: SURNAMES[number % SURNAMES.length] ?? '', givenNames: 'Ada Maria', dateOfBirth: `1984-02-${day}` };
}

/** Lets somebody enrol a secret on a device that joins first if it is new. */
export async function enrolPerson(federation: RunningFederation, choices: PersonChoices = {}): Promise<Person> {
  const device = choices.device ?? (await joinedDevice(federation));
  const { identity = newIdentity(), memorable = 'the blue boat at Arosa', policy, minReceipts } = choices;
  const seed = choices.seed ?? `legal winner ${String(people)} thank year wave sausage worth useful legal winner`;
  const secrets = [{ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8(seed)) }];
  const { backupId, manifestId } = await enrol(device, { identity, memorable, secrets, policy, minReceipts });
  return { device, identity, memorable, seed, backupId, manifestId };
}

/** A device that knows the federation. */
export async function joinedDevice(
  federation: RunningFederation,
  options: Parameters<RunningFederation['device']>[0] = {},
): Promise<ClientContext> {
  const device = federation.device(options);
  await join(device, federation.plainInvite());
  return device;
}

/** A claim on a device of its own. */
export interface TestClaim {
  readonly device: ClientContext;
  readonly claimId: string;
  readonly words: readonly string[];
}

/** What a test chooses about a claim. */
export interface ClaimChoices extends Partial<OpenClaimInput> {
  readonly device?: ClientContext;
  /** Guardians that approve it at once; none when left out. */
  readonly approvedBy?: readonly number[];
}

/** Opens a claim, and has it approved. */
export async function claimAs(
  federation: RunningFederation,
  identity: IdentityInput,
  choices: ClaimChoices = {},
): Promise<TestClaim> {
  const { device = await joinedDevice(federation), approvedBy = [], ...input } = choices;
  const { claimId, words } = await openClaim(device, { ...input, identity });
  await untilKnown(federation, claimId, approvedBy);
  for (const index of approvedBy) await approve(federation, index, claimId, identity);
  return { device, claimId, words };
}

/** Waits until guardians have heard of a claim. */
export async function untilKnown(
  federation: RunningFederation,
  claimId: string,
  indexes: readonly number[],
): Promise<void> {
  for (const index of indexes) {
    await waitFor(`guardian ${String(index)} to hear of the claim`, async () => caseOn(federation, index, claimId));
  }
}

/** A case as one guardian's operators see it. */
export function caseOn(federation: RunningFederation, index: number, claimId: string): Promise<Answer> {
  return federation.at(index).get(`/admin/v1/cases/${claimId}`);
}

/** A guardian meets the claimant, types the identity from the papers, and approves. */
export function approve(
  federation: RunningFederation,
  index: number,
  claimId: string,
  identity: IdentityInput,
): Promise<Answer> {
  const body = { decision: 'approve', identity, method: 'in-person', documents: ['passport'] };
  return federation.at(index).post(`/admin/v1/cases/${claimId}/vote`, body);
}

/** A guardian says no. */
export function reject(federation: RunningFederation, index: number, claimId: string): Promise<Answer> {
  return federation.at(index).post(`/admin/v1/cases/${claimId}/vote`, { decision: 'reject', method: 'video' });
}

/** Waits until enough guardians say that they would release, as a claimant sees it. */
export async function untilReleasable({ device, claimId }: TestClaim): Promise<void> {
  await waitFor('the claim to be releasable', async () => {
    const { backups } = await claimStatus(device, claimId);
    return backups.some(({ status }) => status === 'releasable');
  });
}

/** Waits until every guardian named counts so many standing approvals. */
export async function untilApproved(
  federation: RunningFederation,
  { claimId }: Pick<TestClaim, 'claimId'>,
  indexes: readonly number[],
  approvals = 3,
): Promise<void> {
  for (const index of indexes) {
    await waitFor(`guardian ${String(index)} to know ${String(approvals)} approvals`, async () => {
      return (await caseOn(federation, index, claimId)).approvals === approvals;
    });
  }
}

/** The text of a recovered secret. */
export const textOf = ([secret]: readonly BackupSecret[]): string =>
  secret === undefined ? '' : fromUtf8(secret.bytes.reveal());

/**
 * @param work - what should fail
 * @returns class and code of the error, such as `RefusedError CLAIM_VETOED`; `ok` when there is none
 */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    const { name, code } = error as { name: string; code?: string };
    if (code === undefined) throw error;
    return `${name} ${code}`;
  }
}
