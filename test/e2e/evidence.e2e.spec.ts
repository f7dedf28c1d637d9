import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openClaim, UnreachableError } from '@wardkeep/client';
import { encodeBase64url, generateSealingKeyPair, generateSigningKeyPair, systemRng } from '@wardkeep/crypto';
import { parseEnvelopeOf, sealEvidence, type SealingKeyText } from '@wardkeep/protocol';
import '@wardkeep/testing';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { caseOn, claimAs, failureOf, joinedDevice, newIdentity, RawClaimant } from './claims/index.js';
import { RunningFederation, waitFor } from './harness/index.js';

const MIB = 1024 * 1024;
const bytesOf = (size: number, first: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(size).map((_, at) => at * 7);
  bytes.set(first);
  return bytes;
};
const PDF = { mediaType: 'application/pdf', bytes: bytesOf(3 * MIB, [0x25, 0x50, 0x44, 0x46]) } as const;
const PNG = { mediaType: 'image/png', bytes: bytesOf(900, [0x89, 0x50, 0x4e, 0x47]) } as const;
const JPEG = { mediaType: 'image/jpeg', bytes: bytesOf(70_000, [0xff, 0xd8, 0xff]) } as const;

describe('when strangers open claims', () => {
  let federation: RunningFederation;
  beforeAll(async () => {
    federation = await RunningFederation.found({ guardians: 3 });
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  it('shows every guardian the evidence, as it was, and nobody else', async () => {
    const documents = [PDF, PNG, JPEG];
    const { claimId } = await claimAs(federation, newIdentity(), { evidence: documents });
    for (const index of [1, 2, 3]) {
      const evidence = await waitFor('the evidence to be there', async () => {
        const { evidence: items } = await caseOn(federation, index, claimId);
        return (items as { isHere: boolean }[]).every(({ isHere }) => isHere) && (items as { digest: string }[]);
      });
      expect(evidence).toHaveLength(3);
      const opened = await Promise.all(
        evidence.map(({ digest }) => federation.at(index).get(`/admin/v1/cases/${claimId}/evidence/${digest}`)),
      );
      const expected = documents.map(({ mediaType, bytes }) => ({ mediaType, content: encodeBase64url(bytes) }));
      const byType = (a: { mediaType: string }, b: { mediaType: string }) => (a.mediaType < b.mediaType ? -1 : 1);
      expect(opened.sort(byType)).toEqual(expected.sort(byType));
      const stored = await readFile(join(federation.at(index).folder, 'guardian.db'));
      expect(stored.includes(Buffer.from(JPEG.bytes.subarray(0, 64)))).toBe(false);
    }
  }, 30_000);

  it('refuses evidence over size, of another kind, or too much of it', async () => {
    const device = await joinedDevice(federation);
    const claimWith = (evidence: Parameters<typeof openClaim>[1]['evidence']) =>
      failureOf(openClaim(device, { identity: newIdentity(), evidence: evidence ?? [] }));
    expect(await claimWith([{ ...PDF, bytes: new Uint8Array(10 * MIB) }])).toBe('ProtocolError EVIDENCE_TOO_LARGE');
    expect(await claimWith([{ ...PDF, mediaType: 'text/html' as never }])).toMatch(/^ProtocolError /);
    expect(await claimWith(Array.from({ length: 11 }, () => PNG))).toMatch(/^ProtocolError /);
  });

  it('takes only what the claim names, byte for byte, and only while it is open', async () => {
    const claim = await claimAs(federation, newIdentity(), { evidence: [PNG] });
    const raw = await RawClaimant.of(claim.device);
    const { claimId } = raw;
    const [named] = parseEnvelopeOf(raw.stored.claim, 'claim').body.evidence;
    const other = sealEvidence(PNG, systemRng);
    const send = (digest: string, bytes: Uint8Array) =>
      failureOf(raw.api(1).evidence({ claimId, digest, ciphertext: encodeBase64url(bytes) }));
    expect(await send(other.item.digest, other.ciphertext)).toBe('RefusedError EVIDENCE_NOT_FOUND');
    expect(await send(named?.digest ?? '', other.ciphertext)).toBe('RefusedError EVIDENCE_DIGEST_MISMATCH');
    expect(await send(named?.digest ?? '', new Uint8Array(10 * MIB + 1))).toBe('RefusedError BODY_INVALID');
    expect(await codeForSize(federation.at(1).url, 15 * MIB)).toBe('BODY_TOO_LARGE');
    for (const index of [1, 2]) {
      await federation.at(index).post(`/admin/v1/cases/${claimId}/vote`, { decision: 'reject', method: 'video' });
    }
    await waitFor('the claim to close', async () => (await caseOn(federation, 1, claimId)).status === 'rejected');
    expect(await send(named?.digest ?? '', other.ciphertext)).toBe('RefusedError CLAIM_CLOSED');
  }, 30_000);

  it('throws CLAIMS_FULL to a flood, and lets one pass with a one-time admission code', async () => {
    const claim = await claimAs(federation, newIdentity());
    const raw = await RawClaimant.of(claim.device);
    const { body: claimed } = parseEnvelopeOf(raw.stored.claim, 'claim');
    // Parcels that no guardian can open cost it nothing, so that the flood meets the bound and not the processor.
    const openOne = (admissionCode?: string): Promise<string> => {
      const session = { signing: generateSigningKeyPair(systemRng), sealing: generateSealingKeyPair(systemRng) };
      const sealingKey = encodeBase64url(session.sealing.publicKey) as SealingKeyText;
      const text = raw.withSession(session).signClaim({ ...claimed, sealingKey, issuedAt: Date.now() });
      const body = { claim: text, parcels: raw.stored.parcels };
      return raw
        .api(2)
        .openClaim(admissionCode === undefined ? body : { ...body, admissionCode })
        .then(
          () => 'ok',
          (error: unknown) => (error instanceof UnreachableError ? (error.problemCode ?? '') : String(error)),
        );
    };
    const flood = async (): Promise<void> => {
      for (let tried = 0; (await openOne()) !== 'CLAIMS_FULL'; tried++) if (tried > 200) throw new Error('never full');
    };
    await flood();
    const { code } = await federation.at(2).post('/admin/v1/admission-codes');
    const results = [await openOne('A'.repeat(16)), await openOne(code), await openOne(code)];
    // A minute may have begun meanwhile, in which there is room again.
    if (results[0] === 'CLAIMS_FULL') expect(results).toEqual(['CLAIMS_FULL', 'ok', 'CLAIMS_FULL']);
    else expect(results[1]).toBe('ok');
    // Nobody else is stopped: the claim reaches guardians that were not flooded, and this one through them.
    const { claimId } = await openClaim(await joinedDevice(federation), { identity: newIdentity() });
    await waitFor('guardian 2 to hear of it', () => caseOn(federation, 2, claimId));
  }, 60_000);

  it('throws RATE_LIMITED to one address that opens claim after claim, and says how long to wait', async () => {
    const node = federation.at(3);
    await node.stop();
    const file = join(node.folder, 'node.json');
    const settings = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...settings, loopbackRateFactor: 1 }), { mode: 0o600 });
    await node.start();
    const answers: Response[] = [];
    for (let sent = 0; sent < 12; sent++) {
      const headers = { 'content-type': 'application/json' };
      answers.push(await fetch(`${node.url}/v1/claims`, { method: 'POST', headers, body: '{}' }));
    }
    expect(answers.slice(0, 10).map(({ status }) => status)).toEqual(Array(10).fill(400));
    const last = answers.at(-1);
    expect(last?.status).toBe(429);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await last?.json()).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
  }, 30_000);
});

/** Announces a body of some size, and reads the answer without sending it. */
function codeForSize(url: string, size: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': size };
    const sent = request(`${url}/v1/claims/evidence`, { method: 'POST', headers }, (response) => {
      json(response).then((problem) => resolve((problem as { code: unknown }).code), reject);
    });
    sent.on('error', reject);
    sent.flushHeaders();
  });
}
