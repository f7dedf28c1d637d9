import { beforeAll, describe, expect, it } from '@jest/globals';
import { cryptoReady } from '@wardkeep/crypto';
import type { SealedConfig } from '../federation/config.js';
import type { PathPolicy } from '../statements/enrolment.js';
import { federationOf } from './enrolment.fixture.js';
import { policyInForce, type KnownPolicy } from './policy-in-force.js';

const DAY = 86_400_000;
const E1 = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const E2 = 'BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA';

describe('when the policy for a claim is asked', () => {
  let config: SealedConfig;
  beforeAll(async () => {
    await cryptoReady();
    config = federationOf(5).config;
  });
  const known = (number: number, day: number, recovery: PathPolicy, executors: string[] = []): KnownPolicy => ({
    body: { number, paths: { recovery }, executors } as never,
    receivedAt: day * DAY,
  });
  const inForce = (policies: readonly KnownPolicy[], openedOnDay: number) =>
    policyInForce(policies, 'recovery', config, openedOnDay * DAY);

  it('falls back on the federation, whose q no policy can go below', () => {
    expect(inForce([], 0)).toEqual({
      delaySeconds: 86_400,
      approvals: 3,
      minimumEvidence: 0,
      executorsRequired: 0,
      inactivitySeconds: 0,
      executors: [],
    });
    expect(inForce([known(1, 0, {})], 1)).toMatchObject({ delaySeconds: 86_400, approvals: 3 });
    expect(inForce([known(1, 0, { approvals: 1 })], 1).approvals).toBe(3);
    expect(inForce([known(1, 0, { approvals: 50 })], 1).approvals).toBe(5);
    expect(policyInForce([], 'inheritance', config, 0).delaySeconds).toBe(2_592_000);
  });
  it('lets the owner choose a shorter delay than the federation', () => {
    expect(inForce([known(1, 0, { delaySeconds: 2 })], 1).delaySeconds).toBe(2);
  });
  it('takes a stricter policy at once, under an open claim too', () => {
    const policies = [known(1, 0, { delaySeconds: 10 }), known(2, 5, { delaySeconds: 20, approvals: 4 })];
    expect(inForce(policies, 6)).toMatchObject({ delaySeconds: 20, approvals: 4 });
    expect(inForce(policies, 4)).toMatchObject({ delaySeconds: 20, approvals: 4 });
  });
  it('takes a looser policy after 7 days, and never under a claim that was open by then', () => {
    const policies = [
      known(1, 0, { delaySeconds: 20, approvals: 4 }),
      known(2, 10, { delaySeconds: 10, approvals: 4 }),
    ];
    expect(inForce(policies, 9).delaySeconds).toBe(20);
    expect(inForce(policies, 16.9).delaySeconds).toBe(20);
    expect(inForce(policies, 17).delaySeconds).toBe(10);
  });
  it('takes the stricter side of a policy that is stricter in one field and looser in another', () => {
    const policies = [known(1, 0, { delaySeconds: 20 }), known(2, 10, { delaySeconds: 10, approvals: 5 })];
    expect(inForce(policies, 12)).toMatchObject({ delaySeconds: 20, approvals: 5 });
    expect(inForce(policies, 18)).toMatchObject({ delaySeconds: 10, approvals: 5 });
  });
  it('is not loosened faster by many small steps', () => {
    const policies = [
      known(1, 0, { delaySeconds: 30 }),
      known(2, 1, { delaySeconds: 20 }),
      known(3, 2, { delaySeconds: 10 }),
    ];
    expect(inForce(policies, 7.5).delaySeconds).toBe(30);
    expect(inForce(policies, 8).delaySeconds).toBe(20);
    expect(inForce(policies, 9).delaySeconds).toBe(10);
  });
  it('goes by number, not by order of arrival', () => {
    const policies = [known(2, 1, { delaySeconds: 30 }), known(1, 3, { delaySeconds: 10 })];
    expect(inForce(policies, 20).delaySeconds).toBe(30);
  });
  it('treats newly named executors as looser', () => {
    const policies = [known(1, 0, { executorsRequired: 1 }, [E1]), known(2, 10, { executorsRequired: 1 }, [E1, E2])];
    expect(inForce(policies, 12).executors).toEqual([E1]);
    expect(inForce(policies, 18).executors).toEqual([E1, E2]);
  });
});
