import { Buffer } from 'node:buffer';
import { commitRequest, stageRequest, type Body, type PathHeader } from '@wardkeep/protocol';
import canonicalize from 'canonicalize';
import sodium from 'libsodium-wrappers-sumo';
import type { Libraries } from './libraries.js';
import { checkStatement, sha256, type Checked } from './statements.js';

/** What the guardian of the floor knows of its federation. */
export interface FloorSeat {
  readonly index: number;
  readonly signingKey: string;
  readonly sealingKey: string;
  readonly federationId: string;
  readonly configId: string;
  readonly epoch: number;
  readonly recoverThreshold: number;
  readonly minReceipts: number;
  /** Signing keys of all guardians by index. */
  readonly guardians: Readonly<Record<number, string>>;
}

/** A stage request that passed. */
export interface CheckedStage {
  readonly manifest: Checked<'manifest'>;
  readonly epochPart: Checked<'epoch-part'>;
  readonly policy: Checked<'policy'>;
  readonly payload: Buffer;
  readonly lookup: Buffer;
  /** kᵢ ‖ sᵢ ‖ shard. */
  readonly held: Buffer;
}

interface Parcel {
  readonly lookupId: string;
  readonly nonce: string;
  readonly paths: Readonly<Record<string, { readonly shard: string; readonly k: string; readonly s: string }>>;
}

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');
const require = (isSo: boolean, what: string): void => {
  if (!isSo) throw new Error(`floor: ${what}`);
};

/** Every check that a node makes of a stage request (protocol.md §5.6), by direct calls. */
export async function checkStage(text: string, seat: FloorSeat, libraries: Libraries): Promise<CheckedStage> {
  const request = stageRequest.parse(JSON.parse(text));
  const payload = bytes(request.payload);
  const ownerKey = (JSON.parse(request.manifest) as { body: Body<'manifest'> }).body.header.ownerKey;
  const manifest = checkStatement(request.manifest, 'manifest', ownerKey, libraries);
  const epochPart = checkStatement(request.epochPart, 'epoch-part', ownerKey, libraries);
  const policy = checkStatement(request.policy, 'policy', ownerKey, libraries);
  const header = manifest.body.header.paths.recovery!;
  const part = epochPart.body.paths.recovery!;
  require(epochPart.body.manifestId === manifest.id && epochPart.body.configId === seat.configId, 'subject');
  require(policy.body.backupId === manifest.body.header.backupId, 'policy');
  requireCommitments(header, part, seat);
  require(sha256(payload).toString('base64url') === manifest.body.payload.digest, 'payload');
  const parcel = await openParcel(request.parcel, seat, ownerKey, manifest.id, libraries);
  const lookup = Buffer.concat([bytes(parcel.lookupId), bytes(parcel.nonce)]);
  require(sha256(lookup).toString('base64url') === manifest.body.header.identityDigest, 'identity');
  const { shard, k, s } = parcel.paths.recovery!;
  const digest = part.shardDigests.find(({ index }) => index === seat.index)?.digest;
  require(sha256(bytes(shard)).toString('base64url') === digest, 'shard');
  requirePart(bytes(k), seat.index, part.oprfCommitments);
  requirePart(bytes(s), seat.index, part.releaseCommitments);
  return { manifest, epochPart, policy, payload, lookup, held: Buffer.concat([bytes(k), bytes(s), bytes(shard)]) };
}

/** Every check that a node makes of a commit (protocol.md §5.7), its own receipt not being among those it carries. */
export function checkCommit(text: string, ownerKey: string, seat: FloorSeat, libraries: Libraries): Checked<'commit'> {
  const request = commitRequest.parse(JSON.parse(text));
  const commit = checkStatement(request.commit, 'commit', ownerKey, libraries);
  const holders = new Set<number>();
  for (const each of commit.body.receipts) {
    const { index } = (JSON.parse(each) as { body: Body<'receipt'> }).body.signer;
    const receipt = checkStatement(each, 'receipt', seat.guardians[index] ?? '', libraries);
    require(receipt.body.manifestId === commit.body.manifestId, 'receipt');
    holders.add(index);
  }
  require(holders.size >= seat.minReceipts, 'receipts');
  return commit;
}

function requireCommitments(
  header: PathHeader,
  part: NonNullable<Body<'epoch-part'>['paths']['recovery']>,
  seat: FloorSeat,
): void {
  for (const [points, first] of [
    [part.oprfCommitments, header.oprfKey],
    [part.releaseCommitments, header.releaseKey],
  ] as const) {
    require(points.length === seat.recoverThreshold && points[0] === first, 'commitments');
    for (const point of points) require(sodium.crypto_core_ristretto255_is_valid_point(bytes(point)), 'point');
  }
}

/** part · B = Σ indexʲ · Cⱼ, by Horner's rule. */
function requirePart(part: Buffer, index: number, commitments: readonly string[]): void {
  const x = new Uint8Array(32);
  x[0] = index;
  const sum = commitments
    .toReversed()
    .map((commitment): Uint8Array => bytes(commitment))
    .reduce((total, next) =>
      sodium.crypto_core_ristretto255_add(sodium.crypto_scalarmult_ristretto255(x, total), next),
    );
  require(Buffer.from(sodium.crypto_scalarmult_ristretto255_base(part)).equals(sum), 'part');
}

async function openParcel(
  sealed: string,
  seat: FloorSeat,
  sender: string,
  subject: string,
  libraries: Libraries,
): Promise<Parcel> {
  const { federationId, epoch, sealingKey: recipient } = seat;
  const bound = canonicalize({ federationId, epoch, sender, recipient, subject }) ?? '';
  const padded = Buffer.from(await libraries.openSealed(bytes(sealed), Buffer.from(`wardkeep/1/seal/parcel${bound}`)));
  const end = padded.lastIndexOf('}') + 1;
  const start = padded.indexOf('{');
  return JSON.parse(padded.toString('utf8', start, end)) as Parcel;
}
