import { encodeBase64url, systemRng } from '@wardkeep/crypto';
import {
  parseEnvelopeOf,
  proveHeld,
  verifyCommit,
  verifyEnrolment,
  type CommitRequest,
  type StageRequest,
  type VerifiedEnrolment,
} from '@wardkeep/protocol';
import {
  honestNodes,
  problem,
  scriptedTransport,
  signAsGuardian,
  type ScriptedTransport,
  type TestFederation,
} from '@wardkeep/testing';
import { decodeBase64url } from '@wardkeep/crypto';

/** What one played guardian holds. */
export interface PlayedGuardian {
  readonly staged: Map<string, { readonly enrolment: VerifiedEnrolment; readonly receipt: string }>;
  readonly committed: Set<string>;
  /** Parcels that it was given for others. */
  readonly parcels: number[];
  readonly carried: string[];
}

/** Guardians that check, store and prove as real ones do, in memory. */
export interface HoldingNodes {
  readonly transport: ScriptedTransport;
  readonly guardians: ReadonlyMap<number, PlayedGuardian>;
}

export function holdingNodes(federation: TestFederation): HoldingNodes {
  const { config } = federation;
  const guardians = new Map(
    config.guardians.map(({ index }): [number, PlayedGuardian] => [
      index,
      { staged: new Map(), committed: new Set(), parcels: [], carried: [] },
    ]),
  );
  const transport = scriptedTransport(
    honestNodes(federation, (index) => {
      const played = guardians.get(index)!;
      const { sealing } = federation.guardians[index - 1]!;
      return {
        stage: async (body: StageRequest) => {
          const request = { ...body, payload: decodeBase64url(body.payload) };
          const enrolment = await verifyEnrolment(request, { config, index, sealingKey: sealing });
          const { id, body: manifest } = enrolment.manifest;
          const { backupId, backupVersion } = manifest.header;
          const versions = [...played.staged.values()].map((each) => each.enrolment.manifest);
          const taken = versions.find(
            (each) => each.body.header.backupId === backupId && each.body.header.backupVersion >= backupVersion,
          );
          if (taken !== undefined && taken.id !== id) {
            return problem(409, 'VERSION_TAKEN', { latestVersion: taken.body.header.backupVersion });
          }
          const epochPartId = enrolment.epochPart.statement.id;
          const fields = { backupId, backupVersion, manifestId: id, epochPartId, policyId: enrolment.policy.id };
          const receipt = played.staged.get(id)?.receipt ?? signAsGuardian(federation, index, 'receipt', fields).text;
          played.staged.set(id, { enrolment, receipt });
          return { receipt };
        },
        commit: ({ commit, absentParcels }: CommitRequest) => {
          const { manifestId } = parseEnvelopeOf(commit, 'commit').body;
          const held = played.staged.get(manifestId);
          if (held === undefined) return problem(404, 'BACKUP_NOT_FOUND');
          const { header } = held.enrolment.manifest.body;
          const epochPartId = held.enrolment.epochPart.statement.id;
          verifyCommit(commit, config, { ...header, manifestId, epochPartId });
          played.committed.add(manifestId);
          played.parcels.push(...absentParcels.map((parcel) => parcel.index));
          return { status: 'committed' };
        },
        checkUp: ({ request }: { request: string }) => {
          const { nonce, signer } = parseEnvelopeOf(request, 'check-up-request').body;
          const mine = [...played.staged.values()].filter(
            ({ enrolment }) => enrolment.manifest.body.header.ownerKey === signer.key,
          );
          const backups = mine.map(({ enrolment: { manifest, epochPart, parcel } }) => ({
            backupId: manifest.body.header.backupId,
            backupVersion: manifest.body.header.backupVersion,
            manifestId: manifest.id,
            status: played.committed.has(manifest.id) ? ('committed' as const) : ('staged' as const),
            held: true,
            paths: [...parcel.paths].map(([path, held]) => {
              const context = { federationId: config.federationId, nonce, manifestId: manifest.id, path, index };
              return proveHeld(context, held, epochPart, systemRng);
            }),
          }));
          const health = signAsGuardian(federation, index, 'health', { nonce, backups });
          return { health: health.text, statements: [], claims: [] };
        },
        carry: ({ statements }: { statements: string[] }) => {
          played.carried.push(...statements);
          return { results: statements.map(() => ({ id: encodeBase64url(new Uint8Array(32)), accepted: true })) };
        },
      };
    }),
  );
  return { transport, guardians };
}
