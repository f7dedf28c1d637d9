import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { encodeBase64url } from '@wardkeep/crypto';
import type { BuiltClaim, SealedBackup } from '@wardkeep/protocol';
import { describeOnBothEngines } from '../../testing/databases.js';
import { ownerStatement } from '../enrolment/enrolment.fixture.js';
import { buildRecoveryNode, type RecoveryNode } from './recovery-node.fixture.js';

const DAY = 86_400_000;
const NONCE = encodeBase64url(new Uint8Array(32));

describeOnBothEngines('when a thief holds the owner key', (databases) => {
  let node: RecoveryNode;
  let sealed: SealedBackup;
  let built: BuiltClaim;
  beforeEach(async () => {
    node = await buildRecoveryNode(await databases.open());
    sealed = await node.enrol();
    built = await node.openClaim();
  });
  afterEach(() => node.stop());

  /** What the thief signs; the enrolment's statements and the claim's have their own doors in the fixture. */
  const say = (type: string, fields: object = {}) => {
    const { backupId } = sealed.manifest.body.header;
    const text = ownerStatement(node.scene, 'ada', type, { backupId, issuedAt: node.clock.now(), ...fields });
    return (type === 'veto' ? node.statements : node.node.statements).accept({ text }, 'client');
  };
  const veto = () => say('veto', { claimId: built.claim.id });

  it('keeps the backup from a deletion and a veto while the claim is not over', async () => {
    await say('deletion', { nonce: NONCE });
    await veto();
    expect((await node.standing.getSigner(built.claim.id)).claim.status).toBe('vetoed');
    node.clock.time += 8 * DAY;
    expect(await node.node.retirement.sweep(node.clock.now())).toBe(0);
    expect(await node.count('backups', "status = 'committed'")).toBe(1);
  });
});
