import { recover, rotate, type Recovered } from '@wardkeep/client';
import { SecretBytes, utf8 } from '@wardkeep/crypto';
import type { StatementId } from '@wardkeep/protocol';
import type { CorruptGuardian } from '../../faults/corrupt-guardian.js';
import type { LyingProxy, ProxiedRequest, Rule } from '../../faults/lying-proxy.js';
import { RunningFederation } from '../harness/index.js';
import { claimAs, enrolPerson, untilApproved, type Person, type TestClaim } from './people.js';

/** As many as may lie in a federation of 3-of-5: t − 1. They are the first to be asked. */
export const LIARS: readonly number[] = [1, 2];

/** What a liar answers in the place of its honest answer. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a liar cares for no types
export type Lie = (body: any, liar: CorruptGuardian, request: ProxiedRequest) => unknown;

/** A federation of which t − 1 guardians lie, and an approved claim. */
export class LyingGuardians {
  private constructor(
    readonly federation: RunningFederation,
    readonly person: Person,
    /** The version before the one that is recovered, if there is one; nodes still hold it. */
    readonly formerManifestId: StatementId,
    readonly claim: TestClaim,
    readonly liars: ReadonlyMap<number, CorruptGuardian>,
  ) {}

  /**
   * Founds the federation and opens the claim.
   *
   * @param isRotated - whether the backup is rotated once before
   */
  static async found(isRotated = false): Promise<LyingGuardians> {
    const federation = await RunningFederation.found({ proxied: LIARS });
    const former = await enrolPerson(federation);
    const person = isRotated ? await rotated(former) : former;
    const claim = await claimAs(federation, person.identity, { approvedBy: [3, 4, 5] });
    await untilApproved(federation, claim, [1, 2, 3, 4, 5]);
    const liars = new Map<number, CorruptGuardian>();
    for (const index of LIARS) liars.set(index, await federation.corrupt(index));
    return new LyingGuardians(federation, person, former.manifestId, claim, liars);
  }

  /** The proxies before the liars. */
  get proxies(): readonly LyingProxy[] {
    return LIARS.map((index) => this.federation.proxyAt(index));
  }

  /** All liars alter their good answers on a route. */
  tell(route: string, lie: Lie): void {
    for (const [index, liar] of this.liars) {
      this.federation.proxyAt(index).alter(route, (body, request) => lie(body, liar, request));
    }
  }

  /** All liars treat requests to a route by a rule. */
  apply(route: string, rule: Rule): void {
    for (const proxy of this.proxies) proxy.on(route, rule);
  }

  /** All are honest again. */
  reset(): void {
    for (const proxy of this.proxies) proxy.reset();
  }

  /** Recovers the newest version, and leaves everything as it is, so that it can be done again. */
  recover(): Promise<Recovered> {
    return recover(this.claim.device, { memorable: this.person.memorable, afterwards: 'nothing' });
  }
}

async function rotated(person: Person): Promise<Person> {
  const { device, identity, memorable, backupId, seed } = person;
  const secrets = [{ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8(seed)) }];
  const { manifestId } = await rotate(device, { backupId, identity, memorable, secrets });
  return { ...person, manifestId };
}
