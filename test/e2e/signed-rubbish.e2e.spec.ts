import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enrol, openFederation, readState } from '@wardkeep/client';
import {
  encodeBase64url,
  SecretBytes,
  signingKeyPairFromSeed,
  systemRng,
  type ScalarBytes,
  type SigningKey,
} from '@wardkeep/crypto';
import {
  LIMITS,
  openParcel,
  parseEnvelopeOf,
  sealParcel,
  signStatement,
  type Body,
  type HeldParts,
  type StageRequest,
} from '@wardkeep/protocol';
import '@wardkeep/testing';
import { CorruptGuardian } from '../faults/corrupt-guardian.js';
import {
  caseOn,
  claimAs,
  enrolPerson,
  failureOf,
  joinedDevice,
  newIdentity,
  RawClaimant,
  untilApproved,
  type Person,
} from './claims/index.js';
import { KeepingTransport, sendRaw } from './enrolling/index.js';
import { RunningFederation } from './harness/index.js';

const STAGE = '/v1/enrolments/stage';
const CARRY = '/v1/statements';
const PAYLOAD_BYTES = 64 * 1024;
const text = (bytes: Uint8Array): string => encodeBase64url(bytes);
const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
/** RFC 9496 §4.3.1: the encodings that a decoder must refuse. 2²⁵⁵ − 19 is the field's prime, little endian. */
const PRIME = Uint8Array.of(0xed, ...filled(0xff).subarray(2), 0x7f);
const NEGATIVE = Uint8Array.of(1, ...filled(0).subarray(1));
const NO_POINTS: readonly [string, Uint8Array, string][] = [
  ['no field element', filled(0xff), 'POINT_INVALID'],
  ['the prime itself', PRIME, 'POINT_INVALID'],
  ['a negative element', NEGATIVE, 'POINT_INVALID'],
  ['the identity', filled(0), 'POINT_IDENTITY'],
];

describe('when rubbish is signed with the right keys', () => {
  let federation: RunningFederation;
  let person: Person;
  let good: StageRequest;
  let ownerKey: SigningKey;

  beforeAll(async () => {
    federation = await RunningFederation.found({ guardians: 3, policies: { payloadBytes: PAYLOAD_BYTES } });
    const transport = new KeepingTransport((path) => path === STAGE);
    person = await enrolPerson(federation, { device: await joinedDevice(federation, { transport }) });
    good = transport.kept.find(({ url }) => url.startsWith(federation.at(1).url))?.body as StageRequest;
    const [owner] = (await readState(person.device)).owners;
    ownerKey = signingKeyPairFromSeed(owner!.seed.reveal());
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  const post = async (path: string, body: unknown): Promise<string> => {
    const { status, code } = await sendRaw(`${federation.at(1).url}${path}`, { content: JSON.stringify(body) });
    return `${String(status)} ${String(code)}`;
  };
  const stage = (changes: Partial<StageRequest>): Promise<string> => post(STAGE, { ...good, ...changes });
  const manifestWith = (change: object): string => {
    const { body } = parseEnvelopeOf(good.manifest, 'manifest');
    const { recovery } = body.header.paths;
    const header = { ...body.header, paths: { recovery: { ...recovery, ...change } } };
    return signStatement({ ...body, header } as Body<'manifest'>, ownerKey).text;
  };
  const epochPartWith = (change: (part: { oprfCommitments: string[]; releaseCommitments: string[] }) => object) => {
    const { body } = parseEnvelopeOf(good.epochPart, 'epoch-part');
    const { recovery } = body.paths;
    const paths = { recovery: { ...recovery, ...change(recovery!) } };
    return signStatement({ ...body, paths } as Body<'epoch-part'>, ownerKey).text;
  };

  it('would take what is signed again as it was', async () => {
    const again = { manifest: manifestWith({}), epochPart: epochPartWith(() => ({})) };
    expect(await stage(again)).toBe('200 undefined');
  });

  it.each(NO_POINTS)('refuses an owner whose public keys are %s', async (_, bytes, code) => {
    for (const name of ['oprfKey', 'releaseKey']) {
      expect(await stage({ manifest: manifestWith({ [name]: text(bytes) }) })).toBe(`422 ${code}`);
    }
  });

  it.each(NO_POINTS)('refuses an owner among whose commitments is %s', async (_, bytes, code) => {
    const bad = (points: readonly string[]): string[] => [...points.slice(0, -1), text(bytes)];
    const spoilt = [
      epochPartWith(({ oprfCommitments }) => ({ oprfCommitments: bad(oprfCommitments) })),
      epochPartWith(({ releaseCommitments }) => ({ releaseCommitments: bad(releaseCommitments) })),
    ];
    for (const epochPart of spoilt) expect(await stage({ epochPart })).toBe(`422 ${code}`);
  });

  it('refuses an owner whose parcel holds what are no scalars, or not the right ones', async () => {
    const { config } = await openFederation(person.device);
    const guardian = await CorruptGuardian.of(federation.at(1), 1);
    const { id: subject } = parseEnvelopeOf(good.manifest, 'manifest');
    const recipient = config.guardians[0]!.sealingKey;
    const { federationId, epoch } = config;
    const context = { federationId, epoch, sender: text(ownerKey.publicKey), recipient, subject } as const;
    const parcel = await openParcel(context, guardian.sealing, good.parcel);
    const held = parcel.paths.get('recovery')!;
    const sealedWith = (change: Partial<HeldParts>): Promise<string> =>
      sealParcel(context, { ...parcel, paths: new Map([['recovery', { ...held, ...change }]]) });
    expect(await stage({ parcel: await sealedWith({}) })).toBe('200 undefined');
    const cases: readonly [Partial<HeldParts>, string][] = [
      [{ oprfPart: filled(0xff) as ScalarBytes }, 'PARTS_INVALID'],
      [{ releasePart: filled(0xff) as ScalarBytes }, 'PARTS_INVALID'],
      [{ oprfPart: filled(0) as ScalarBytes }, 'PARTS_INVALID'],
      [{ oprfPart: filled(0).subarray(1) as ScalarBytes }, 'PARTS_INVALID'],
      [{ oprfPart: held.releasePart }, 'COMMITMENT_MISMATCH'],
      [{ shard: SecretBytes.from(systemRng.bytes(held.shard.reveal().length)) }, 'SHARD_DIGEST_MISMATCH'],
    ];
    for (const [change, code] of cases) expect(await stage({ parcel: await sealedWith(change) })).toBe(`422 ${code}`);
    const nowhere = await sealParcel({ ...context, epoch: 2 }, parcel);
    expect(await stage({ parcel: nowhere })).toBe('422 PARCEL_UNREADABLE');
  });

  it.each([
    ['KDF_TOO_WEAK', { memoryKib: 65_535, passes: 3, parallelism: 4 }],
    ['KDF_TOO_COSTLY', { memoryKib: 2 ** 21, passes: 3, parallelism: 4 }],
  ])('throws %s for %j', async (code, costs) => {
    expect(await stage({ manifest: manifestWith({ kdf: { name: 'argon2id', ...costs } }) })).toBe(`422 ${code}`);
  });

  it('refuses payloads over size, by the federation, by the protocol, and by the door', async () => {
    const secrets = [{ label: 'film', kind: 'file', bytes: SecretBytes.from(systemRng.bytes(PAYLOAD_BYTES + 1)) }];
    const device = await joinedDevice(federation);
    const enrolling = enrol(device, { identity: newIdentity(), memorable: 'the blue boat at Arosa', secrets });
    expect(await failureOf(enrolling)).toBe('ProtocolError PAYLOAD_TOO_LARGE');
    expect(await stage({ payload: 'A'.repeat(Math.ceil(((PAYLOAD_BYTES + 1) * 4) / 3)) })).toBe(
      '422 PAYLOAD_TOO_LARGE',
    );
    const letters = Math.ceil((LIMITS.payloadBytes * 4) / 3);
    expect(await stage({ payload: 'A'.repeat(letters + 4) })).toBe('400 BODY_INVALID');
    expect(await stage({ payload: 'A'.repeat(letters + 2 ** 20) })).toBe('413 BODY_TOO_LARGE');
  }, 30_000);

  it('refuses statements over size, by the protocol and by the door', async () => {
    const { body } = parseEnvelopeOf(good.policy, 'policy');
    const long = JSON.stringify({ body: { ...body, padding: 'x'.repeat(LIMITS.statementBytes) }, signatures: [] });
    expect(await post(CARRY, { statements: [long] })).toBe('400 BODY_INVALID');
    expect(await stage({ policy: long })).toBe('400 BODY_INVALID');
    // Short enough in letters, and too long in bytes.
    const wide = JSON.stringify({
      body: { ...body, padding: 'é'.repeat(LIMITS.statementBytes * 0.6) },
      signatures: [],
    });
    expect(await stage({ policy: wide })).toBe('422 STATEMENT_TOO_LARGE');
    expect(await post(CARRY, { statements: Array(1000).fill(long) })).toBe('413 BODY_TOO_LARGE');
  });

  it('evaluates no point but the one that has the tickets', async () => {
    const claim = await claimAs(federation, person.identity, { approvedBy: [1, 2] });
    await untilApproved(federation, claim, [1, 2, 3], 2);
    const raw = await RawClaimant.of(claim.device);
    const codes: string[] = [];
    for (const [at, [, alpha]] of NO_POINTS.entries()) {
      const fields = raw.attempt(person.manifestId, at + 1, alpha);
      const tickets = await raw.ticketsOf([1, 2], fields);
      for (const index of [1, 2, 3]) codes.push(await failureOf(raw.evaluate(index, fields, alpha, tickets)));
      const other = raw.evaluate(1, fields, RawClaimant.guess().alpha, tickets);
      expect(await failureOf(other)).toBe('RefusedError ALPHA_MISMATCH');
    }
    expect(codes).toEqual(NO_POINTS.flatMap(([, , code]) => Array<string>(3).fill(`RefusedError ${code}`)));
    for (const index of [1, 2, 3]) {
      const { timeline } = await caseOn(federation, index, claim.claimId);
      expect((timeline as { type: string }[]).map(({ type }) => type)).not.toContain('evaluation');
      expect(federation.at(index).readLog()).not.toContain('"msg":"request failed"');
    }
  }, 30_000);
});
