import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { systemRng } from '@wardkeep/crypto';
import { buildClaim } from '@wardkeep/protocol';
import { describeOnBothEngines } from '../../testing/databases.js';
import { eventually, startTestFederation, type TestFederation } from '../../testing/test-federation.js';
import { buildRecoveryNode, codeOf, IDENTITY, type RecoveryNode } from './recovery-node.fixture.js';
import { requireReleasable } from './release-conditions.js';

describeOnBothEngines('when guardians practise', (databases) => {
  let node: RecoveryNode;
  beforeEach(async () => {
    node = await buildRecoveryNode(await databases.open());
  });
  afterEach(() => node.stop());

  const build = () => {
    const { config } = node.scene;
    const input = { config, identity: IDENTITY, contact: '', now: node.clock.now(), practice: true };
    return buildClaim(input, systemRng);
  };

  it('throws CLAIM_IS_PRACTICE before anything is released, though the identity has a backup and all approve', async () => {
    const sealed = await node.enrol();
    const { claim, parcels } = await build();
    await node.statements.accept({ text: claim.text, parcels: [...parcels] }, 'peer/2');
    expect(await node.identityChecked(claim.id)).toBe('matches');
    await node.approve(claim.id);
    expect(await node.cases.get(claim.id)).toMatchObject({
      practice: true,
      status: 'approved',
      holdsBackup: false,
      backups: [],
      earlierClaims: [],
    });
    const standing = await node.standing.get(node.db, claim.id);
    const release = () => requireReleasable(standing, sealed.manifest.id, node.clock.now());
    expect(await codeOf(release)).toBe('CLAIM_IS_PRACTICE');
    // Nor is it seen among the claims on that identity.
    const real = await node.openClaim();
    expect((await node.cases.get(real.claim.id)).earlierClaims).toEqual([]);
  });

  it('throws PRACTICE_REFUSED when somebody else brings such a claim', async () => {
    const { claim, parcels } = await build();
    const open = () => node.claims.open({ claim: claim.text, parcels: [...parcels] });
    expect(await codeOf(open)).toBe('PRACTICE_REFUSED');
    expect(await node.count('claims')).toBe(0);
  });
});

describe('when an admin opens a practice claim', () => {
  let federation: TestFederation;
  beforeAll(async () => {
    federation = await startTestFederation(3);
  });
  afterAll(() => federation.stop());

  it('is seen and voted on by all guardians, and walks through the approval', async () => {
    const [first, second, third] = federation.nodes;
    const identity = { surname: 'Practice', givenNames: 'Paula', dateOfBirth: '1990-01-01' };
    const { claimId, words } = await first!.admin('POST', '/practice', { identity });
    const caseOn = async (node = first!) =>
      (await node.admin('GET', '/cases')).cases.find((each: { claimId: string }) => each.claimId === claimId);
    for (const node of federation.nodes) {
      await eventually(async () => (await caseOn(node))?.identityStatus === 'matches');
      expect(await caseOn(node)).toMatchObject({
        practice: true,
        words,
        needsVote: true,
        name: 'PRACTICE, PAULA, 1990-01-01',
      });
    }
    const vote = { decision: 'approve', identity, method: 'video', documents: ['invented'] };
    await first!.admin('POST', `/cases/${claimId}/vote`, vote);
    await second!.admin('POST', `/cases/${claimId}/vote`, vote);
    await eventually(async () => (await caseOn(third)).status === 'approved');
    expect((await third!.admin('GET', `/cases/${claimId}`)).timeline.map(({ type }: { type: string }) => type)).toEqual(
      ['claim', 'vote', 'vote'],
    );
  });
});
