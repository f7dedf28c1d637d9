import {
  commitmentAt,
  decodeBase64url,
  encodeBase64url,
  evaluate,
  generateSigningKeyPair,
  parsePoint,
  SecretBytes,
  systemRng,
  utf8,
} from '@wardkeep/crypto';
import {
  attemptFieldsOf,
  decideTicket,
  lookupId,
  normalizeIdentity,
  normalizeMemorable,
  openParcel,
  parseEnvelopeOf,
  sealBackup,
  sealedDigest,
  sealReleasedParts,
  verifyEpochPart,
  verifyManifest,
  verifyTickets,
  type AttemptCounter,
  type AttemptFields,
  type HeldParts,
  type SealedBackup,
} from '@wardkeep/protocol';
import {
  honestNodes,
  problem,
  scriptedTransport,
  signAsGuardian,
  type NodeScript,
  type ScriptedTransport,
  type TestFederation,
} from '@wardkeep/testing';

export const IDENTITY = { surname: 'Löwe', givenNames: 'Ada Maria', dateOfBirth: '1984-02-29' };
export const MEMORABLE = 'the blue boat at Arosa';
export const SECRET = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

/** What one played guardian counts and was asked. */
export interface PlayedGuardian {
  counter: AttemptCounter;
  /** Its own ticket on the last number. */
  ticket: string | null;
  evaluations: number;
  releases: number;
}

/** Guardians that have approved a claim and count, evaluate and release as real ones do, in memory. */
export interface ReleasingNodes {
  readonly transport: ScriptedTransport;
  readonly guardians: ReadonlyMap<number, PlayedGuardian>;
  readonly backup: SealedBackup;
  /** Lets one of them answer a route otherwise; `honest` is what it would have answered. */
  corrupt(index: number, route: keyof NodeScript, lie: (honest: () => unknown, body: never) => unknown): void;
}

export async function sealFor(
  federation: TestFederation,
  memorable = MEMORABLE,
  ownerKey = generateSigningKeyPair(systemRng),
): Promise<SealedBackup> {
  const { config } = federation;
  const { canonical } = normalizeIdentity(IDENTITY, federation.now);
  return sealBackup(
    {
      config,
      ownerKey,
      backupId: encodeBase64url(systemRng.bytes(16)) as never,
      backupVersion: 1,
      lookupId: await lookupId(canonical, decodeBase64url(config.federationId)),
      paths: { recovery: { unlock: 'memorable', memorable: normalizeMemorable(memorable) } },
      secrets: [{ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8(SECRET)) }],
      policy: { number: 1, paths: { recovery: {} } },
      issuedAt: federation.now,
    },
    systemRng,
  );
}

/**
 * @param federation - whose guardians are played
 * @param backup - what they hold
 * @param parcelsOf - as what their parcels were sealed, when the backup's statements were altered afterwards
 */
export function releasingNodes(federation: TestFederation, backup: SealedBackup, parcelsOf = backup): ReleasingNodes {
  const { config } = federation;
  const guardians = new Map(
    config.guardians.map(({ index }): [number, PlayedGuardian] => [
      index,
      { counter: { last: 0, lastAttempt: null, limit: 10, successes: 0 }, ticket: null, evaluations: 0, releases: 0 },
    ]),
  );
  const manifest = verifyManifest(backup.manifest.text, { federationId: config.federationId });
  const commitments = verifyEpochPart(backup.epochPart.text, manifest, config).paths.get('recovery')!;
  const held = async (index: number): Promise<HeldParts> => {
    const { federationId, epoch } = config;
    const recipient = config.guardians[index - 1]!.sealingKey;
    const sender = manifest.body.header.ownerKey;
    const context = { federationId, epoch, sender, recipient, subject: parcelsOf.manifest.id };
    const parcel = await openParcel(context, federation.guardians[index - 1]!.sealing, backup.parcels.get(index)!);
    return parcel.paths.get('recovery')!;
  };
  const claims = new Map<string, { sessionKey: string; sealingKey: string }>();
  const scriptOf = (index: number): NodeScript => {
    const played = guardians.get(index)!;
    return {
      openClaim: ({ claim }: { claim: string }) => {
        const { id, body } = parseEnvelopeOf(claim, 'claim');
        claims.set(id, { sessionKey: body.signer.key, sealingKey: body.sealingKey });
        return { claimId: id, status: 'open' };
      },
      queryClaim: ({ query }: { query: string }) => {
        const { claimId } = parseEnvelopeOf(query, 'claim-query').body;
        const vote = {
          claimId,
          configId: config.id,
          decision: 'approve',
          method: 'video',
          documents: ['passport'],
        } as const;
        return {
          status: 'approved',
          openedAt: federation.now,
          expiresAt: federation.now + 1e9,
          approvalsNeeded: 3,
          votes: [1, 2, 3].map(
            (voter) => signAsGuardian(federation, voter, 'vote', { ...vote, documents: ['passport'] }).text,
          ),
          delayEndsAt: 1,
          backups: [
            {
              manifest: backup.manifest.text,
              epochPart: backup.epochPart.text,
              policy: backup.policy.text,
              status: 'releasable',
              approvalsNeeded: 3,
              releasableAt: federation.now,
              committedAt: federation.now,
              lastAttempt: played.counter.last,
              limit: played.counter.limit,
            },
          ],
        };
      },
      ticket: ({ request }: { request: string }) => {
        const fields = attemptFieldsOf(parseEnvelopeOf(request, 'attempt-request').body);
        return ticketOf(federation, index, played, fields);
      },
      evaluate: async ({ request, alpha, tickets }: { request: string; alpha: string; tickets: string[] }) => {
        const fields = attemptFieldsOf(parseEnvelopeOf(request, 'attempt-request').body);
        verifyTickets(tickets, { config, attempt: fields });
        const { oprfPart } = await held(index);
        const point = parsePoint(decodeBase64url(alpha));
        const { beta, proof } = evaluate(oprfPart, commitmentAt(commitments.oprf, index), point, systemRng);
        played.evaluations++;
        const result = { ...fields, beta: encodeBase64url(beta), proof: encodeBase64url(proof) };
        return { evaluation: signAsGuardian(federation, index, 'evaluation', result).text };
      },
      release: async ({ request, withPayload }: { request: string; withPayload: boolean }) => {
        const { id, body } = parseEnvelopeOf(request, 'release-request');
        const { federationId, epoch } = config;
        const guardianKey = config.guardians[index - 1]!.signingKey;
        const recipient = claims.get(body.claimId)!.sealingKey;
        const context = { federationId, epoch, guardianKey, recipient, requestId: id };
        const sealed = await sealReleasedParts(context, await held(index));
        played.releases++;
        const { claimId, manifestId, path } = body;
        const fields = {
          claimId,
          manifestId,
          path,
          requestId: id,
          certificate: [id],
          sealedDigest: sealedDigest(sealed),
        };
        const release = signAsGuardian(federation, index, 'release', fields).text;
        return { release, sealed, ...(withPayload ? { payload: encodeBase64url(backup.payload) } : {}) };
      },
      carry: ({ statements }: { statements: string[] }) => ({
        results: statements.map(() => ({ id: encodeBase64url(new Uint8Array(32)), accepted: true })),
      }),
    };
  };
  const transport = scriptedTransport(honestNodes(federation, scriptOf));
  return {
    transport,
    guardians,
    backup,
    corrupt(index, route, lie) {
      const url = federation.guardians[index - 1]!.url;
      const script = transport.nodes.get(url)!;
      const honest = script[route]!;
      transport.nodes.set(url, {
        ...script,
        [route]: (body: never, request: never) => lie(() => honest(body, request), body),
      });
    },
  };
}

/** Counts as a node does. */
export function ticketOf(
  federation: TestFederation,
  index: number,
  played: PlayedGuardian,
  fields: AttemptFields,
): unknown {
  switch (decideTicket(played.counter, fields)) {
    case 'grant':
      played.counter = { ...played.counter, last: fields.attempt, lastAttempt: fields };
      played.ticket = signAsGuardian(federation, index, 'ticket', fields).text;
      return { ticket: played.ticket };
    case 'repeat':
      return { ticket: played.ticket };
    case 'taken':
      return problem(409, 'ATTEMPT_TAKEN', { ticket: played.ticket });
    case 'locked':
      return problem(423, 'PATH_LOCKED', { limit: played.counter.limit, ticket: played.ticket });
  }
}
