import { decodeBase64url, encodeBase64url, systemRng } from '@wardkeep/crypto';
import {
  buildClaim,
  lookupId,
  normalizeIdentity,
  signStatement,
  type Body,
  type BuiltClaim,
  type ParsedStatement,
  type SealedBackup,
  type StatementType,
} from '@wardkeep/protocol';
import { pino } from 'pino';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import type { Database } from '../../platform/database/database.js';
import type { DiskRoom } from '../../platform/database/disk-room.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import { AttemptCounters } from '../attempts/attempt-counters.js';
import { EvaluationService } from '../attempts/evaluation.service.js';
import { GuessLimits } from '../attempts/guess-limits.js';
import { HeldPartsReader } from '../attempts/held-parts.js';
import { TicketHandler } from '../attempts/ticket.handler.js';
import { TicketService } from '../attempts/ticket.service.js';
import { UnlockHandler } from '../attempts/unlock.handler.js';
import { VerifiedAttempts } from '../attempts/verified-attempts.js';
import { buildNode, type EnrolmentNode } from '../enrolment/enrolment-node.fixture.js';
import { commitOf, sealFor, stageOf, textOf } from '../enrolment/enrolment.fixture.js';
import { FederationService } from '../federation/federation.service.js';
import { logFor } from '../../testing/log-for.js';
import type { ActingGate } from '../peers/acting-gate.js';
import { OwnerKeyHandler } from '../releases/owner-key.handler.js';
import { ReleaseHandler, ReleaseRequestHandler } from '../releases/release.handlers.js';
import { ReleaseService } from '../releases/release.service.js';
import { StatementStore } from '../statements/statement-store.js';
import { StatementService } from '../statements/statement.service.js';
import { AdmissionService } from './admission.service.js';
import { BackupContentsReader } from './backup-contents.js';
import { CaseRecordsRepository } from './case-records.repository.js';
import { CasesService } from './cases.service.js';
import { ClaimHandler } from './claim.handler.js';
import { ClaimRepository } from './claim.repository.js';
import { ClaimsService } from './claims.service.js';
import { EvidenceService } from './evidence.service.js';
import { ExpirySweeper } from './expiry.sweeper.js';
import { IdentityCheckService } from './identity-check.service.js';
import { OverridableKeys } from './overridable-keys.js';
import { OverrideTally } from './override-tally.js';
import { OverrideHandler } from './override.handler.js';
import { StandingService } from './standing.service.js';
import { UnlockService } from './unlock.service.js';
import { VetoHandler } from './veto.handler.js';
import { VoteHandler } from './vote.handler.js';
import { VoteService } from './vote.service.js';

export const IDENTITY = { surname: 'Löwe', givenNames: 'Ada Maria', dateOfBirth: '1984-02-29' };
export const OPERATOR: OperatorCaller = { kind: 'operator', name: 'olga', role: 'case-officer', via: 'admin' };
/** The delay of the scene's federation, ms. */
export const DELAY = 60_000;

/** The recovery flow of one node, guardian 1 of 5, over a real database; guardians 2 to 5 are only keys. */
export type RecoveryNode = Awaited<ReturnType<typeof buildRecoveryNode>>;

const opened = new Map<string, Promise<BuiltClaim>>();

/** Builds the flow over an open database. */
export async function buildRecoveryNode(db: Database) {
  const node: EnrolmentNode = await buildNode(db);
  const { scene, clock } = node;
  const { config, keystore } = scene;
  const gate = { isOpen: true };
  const acting = {
    ensure: async () => {
      if (!gate.isOpen) throw Object.assign(new Error('not acting'), { code: 'NOT_ACTING' });
    },
  } as unknown as ActingGate;
  const room = { assertRoom: async () => undefined } as unknown as DiskRoom;
  const silent = pino({ level: 'silent' });
  const log = logFor(db, clock, keystore);
  const store = new StatementStore(db, clock, log);
  const statements = new StatementService(db, clock, store);
  const federation = new FederationService(db, clock, keystore);
  const audit = new AuditTrail(db, clock);
  const claims = new ClaimRepository();
  const contents = new BackupContentsReader();
  const standing = new StandingService(db, claims, contents, federation, clock);
  const identities = new IdentityCheckService(db, keystore, clock, silent, federation, claims, standing);
  const admission = new AdmissionService(db, room, clock, systemRng, audit, claims);
  const tally = new OverrideTally(claims, standing);
  const counters = new AttemptCounters();
  const limits = new GuessLimits(counters);
  const parts = new HeldPartsReader(db, keystore);
  const records = new CaseRecordsRepository(db);
  const attempts = new VerifiedAttempts(standing);
  const overridable = new OverridableKeys(claims);
  const votes = new VoteHandler(statements, federation, db, claims, standing, tally);
  const handlers = [
    votes,
    new ClaimHandler(statements, federation, claims, admission, identities),
    new VetoHandler(statements, federation, db, claims, standing),
    new OverrideHandler(statements, federation, db, claims, standing, tally),
    new TicketHandler(statements, federation, counters, limits),
    new UnlockHandler(statements, federation, db, counters, limits),
    new ReleaseRequestHandler(statements, db, claims, contents, standing, counters),
    new ReleaseHandler(statements, federation),
    new OwnerKeyHandler(statements, db, clock, claims, contents, standing),
  ];
  for (const handler of handlers) handler.onModuleInit();
  await federation.find();

  const common = () => ({ version: 1, federationId: config.federationId, epoch: 1, issuedAt: clock.now() });
  return {
    node,
    db,
    scene,
    clock,
    gate,
    statements,
    store,
    federation,
    standing,
    identities,
    admission,
    counters,
    /** As after a restart. */
    reviveIdentityCheck: () => new IdentityCheckService(db, keystore, clock, silent, federation, claims, standing),
    claims: new ClaimsService(db, clock, room, statements, federation, claims, admission, standing, counters),
    votes: new VoteService(
      db,
      clock,
      audit,
      federation,
      acting,
      standing,
      identities,
      store,
      votes,
      tally,
      overridable,
    ),
    unlocks: new UnlockService(db, audit, federation, acting, standing, store, counters),
    evidence: new EvidenceService(records, identities, standing),
    cases: new CasesService(db, clock, federation, claims, records, identities, standing, counters),
    sweeper: new ExpirySweeper(db, clock, silent, federation, claims, standing),
    tickets: new TicketService(db, clock, federation, acting, standing, store, counters, attempts),
    evaluations: new EvaluationService(
      db,
      clock,
      systemRng,
      federation,
      acting,
      standing,
      store,
      counters,
      parts,
      attempts,
    ),
    releases: new ReleaseService(db, clock, federation, acting, log, standing, store, counters, parts),

    /** A committed backup of the person of {@link IDENTITY}. */
    async enrol(owner = 'ada', policy?: object, { number = 1, backupVersion = 1 } = {}): Promise<SealedBackup> {
      const { canonical } = normalizeIdentity(IDENTITY, clock.now());
      const found = await lookupId(canonical, decodeBase64url(config.federationId));
      const sealed = await sealFor(scene, owner, {
        lookupId: found,
        backupVersion,
        ...(policy === undefined ? {} : { policy: { number, paths: { recovery: policy } } }),
      });
      const own = await node.staging.stage(stageOf(sealed));
      await node.commits.commit({
        commit: commitOf(scene, owner, sealed, { own, others: [2, 3, 4, 5] }),
        absentParcels: [],
      });
      return sealed;
    },

    /** A claim, the same bytes for the same time and identity, so that its Argon2id call is made once. */
    buildClaim(identity = IDENTITY): Promise<BuiltClaim> {
      const name = JSON.stringify([config.id, identity, clock.now()]);
      const made =
        opened.get(name) ?? buildClaim({ config, identity, contact: 'ada@example.org', now: clock.now() }, systemRng);
      opened.set(name, made);
      return made;
    },

    /** Opens a claim as its claimant does, and waits until the identity check is over. */
    async openClaim(identity = IDENTITY): Promise<BuiltClaim> {
      const built = await this.buildClaim(identity);
      await this.claims.open({ claim: built.claim.text, parcels: [...built.parcels] });
      await this.identityChecked(built.claim.id);
      return built;
    },

    async identityChecked(claimId: string): Promise<string> {
      for (;;) {
        const { claim } = await standing.getSigner(claimId);
        if (claim.identity_status !== 'pending') return claim.identity_status;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },

    /** A statement of another guardian. */
    signAs(index: number, type: StatementType, fields: object): ParsedStatement {
      const key = scene.others[index - 2]!;
      const signer = { role: 'guardian', index, key: textOf(key) };
      return signStatement(
        { type, ...common(), signer, generation: 1, ...fields } as unknown as Body<StatementType>,
        key,
      );
    },

    /** Takes in the vote of another guardian. */
    async voteAs(index: number, claimId: string, decision: 'approve' | 'reject' = 'approve', method = 'in-person') {
      const fields = { claimId, configId: config.id, decision, method, documents: ['passport'] };
      return statements.accept({ text: this.signAs(index, 'vote', fields).text }, `peer/${index}`);
    },

    /** Three approvals, and the delay over. */
    async approve(claimId: string, wait = DELAY): Promise<void> {
      for (const index of [2, 3, 4]) await this.voteAs(index, claimId);
      clock.time += wait;
    },

    /** A statement of the claimant. */
    signAsClaimant(built: BuiltClaim, type: StatementType, fields: object): string {
      const signer = { role: 'claimant', key: encodeBase64url(built.session.signing.publicKey) };
      return signStatement(
        { type, ...common(), signer, ...fields } as unknown as Body<StatementType>,
        built.session.signing,
      ).text;
    },

    async count(table: string, where = '1 = 1'): Promise<number> {
      return node.count(table, where);
    },

    async stop(): Promise<void> {
      await identities.onApplicationShutdown();
      await log.onApplicationShutdown();
      await node.stop();
    },
  };
}

/** Code of what an action is refused with, or `ok`. */
export async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return 'ok';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
