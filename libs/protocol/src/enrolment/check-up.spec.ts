import { beforeAll, describe, expect, it } from '@jest/globals';
import { addScalars, cryptoReady, scalarFromNumber, SecretBytes } from '@wardkeep/crypto';
import { isHeld, proveHeld, type HeldPath, type ProofContext } from './check-up.js';
import { backupOf, federationOf, requestOf, seatOf, seededRng } from './enrolment.fixture.js';
import { sealBackup } from './seal-backup.js';
import { verifyEnrolment, type VerifiedEnrolment } from './verify-enrolment.js';

const NONCE = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

describe('when an owner checks up on a guardian', () => {
  let enrolment: VerifiedEnrolment;
  let context: ProofContext;
  let proof: HeldPath;
  const held = () => enrolment.parcel.paths.get('recovery')!;
  beforeAll(async () => {
    await cryptoReady();
    const federation = federationOf(3);
    const sealed = await sealBackup(backupOf(federation), seededRng('a'));
    enrolment = await verifyEnrolment(requestOf(sealed, 2), seatOf(federation, 2));
    const { federationId } = federation.config;
    context = { federationId, nonce: NONCE, manifestId: sealed.manifest.id, path: 'recovery', index: 2 };
    proof = proveHeld(context, held(), enrolment.epochPart, seededRng('b'));
  });

  it('is convinced by a guardian that holds its parts', () => {
    expect(isHeld(context, proof, enrolment.epochPart)).toBe(true);
  });
  it('is not convinced by the proof of another nonce, guardian, manifest, path or federation', () => {
    const other = NONCE.replace('A', 'B') as never;
    for (const changes of [
      { nonce: other },
      { index: 1 },
      { index: 3 },
      { manifestId: other },
      { path: 'inheritance' },
      { federationId: other },
    ] as const) {
      expect(isHeld({ ...context, ...changes }, proof, enrolment.epochPart)).toBe(false);
    }
  });
  it('is not convinced by one flipped bit, swapped proofs or another digest', () => {
    const { oprfProof, releaseProof } = proof;
    const changed = (text: string) => (text.startsWith('A') ? `E${text.slice(1)}` : `A${text.slice(1)}`);
    for (const changes of [
      { oprfProof: changed(oprfProof) },
      { releaseProof: changed(releaseProof) },
      { oprfProof: releaseProof },
      { shardDigest: NONCE },
    ]) {
      expect(isHeld(context, { ...proof, ...changes }, enrolment.epochPart)).toBe(false);
    }
  });
  it('is not convinced by a guardian with another part or shard', () => {
    const one = scalarFromNumber(1);
    const { oprfPart, releasePart } = held();
    for (const changes of [
      { oprfPart: addScalars(oprfPart, one) },
      { releasePart: addScalars(releasePart, one) },
      { shard: SecretBytes.from(new Uint8Array(73)) },
    ]) {
      const lie = proveHeld(context, { ...held(), ...changes }, enrolment.epochPart, seededRng('c'));
      expect(isHeld(context, lie, enrolment.epochPart)).toBe(false);
    }
  });
});
