import { readState, type ClientContext } from '@wardkeep/client';
import { encodeBase64url, signingKeyPairFromSeed, systemRng, type SigningKey } from '@wardkeep/crypto';
import {
  parseEnvelopeOf,
  signStatement,
  type Body,
  type BackupId,
  type PathPolicy,
  type SigningKeyText,
} from '@wardkeep/protocol';

type OwnerType = 'veto' | 'policy' | 'deletion' | 'check-in';
type OwnFields<T extends OwnerType> = Omit<
  Body<T>,
  'type' | 'version' | 'federationId' | 'epoch' | 'signer' | 'issuedAt'
>;

/** The owner key of a phone that somebody took, in the hands of a program that asks nothing. */
export class StolenKey {
  private constructor(
    private readonly key: SigningKey,
    private readonly device: ClientContext,
    readonly backupId: BackupId,
    private readonly federationId: Body<'veto'>['federationId'],
    private readonly policyNumber: number,
  ) {}

  /** Takes the key of the first backup out of a device. */
  static async of(device: ClientContext): Promise<StolenKey> {
    const { owners, backups } = await readState(device);
    const [backup] = backups;
    const owner = owners.find(({ key }) => key === backup?.ownerKey);
    if (backup === undefined || owner === undefined) throw new Error('device owns no backup');
    const { number } = parseEnvelopeOf(backup.policy, 'policy').body;
    const key = signingKeyPairFromSeed(owner.seed.reveal());
    return new StolenKey(key, device, backup.backupId, backup.federationId, number);
  }

  veto(claimId: string, backupId = this.backupId): string {
    return this.#sign('veto', { claimId: claimId as Body<'veto'>['claimId'], backupId });
  }

  deletion(): string {
    return this.#sign('deletion', { backupId: this.backupId, nonce: encodeBase64url(systemRng.bytes(32)) });
  }

  /** @param recovery - what to ask of claims from now on */
  policy(recovery: PathPolicy, above = 1): string {
    const number = this.policyNumber + above;
    return this.#sign('policy', { backupId: this.backupId, number, paths: { recovery }, executors: [], contacts: [] });
  }

  #sign<T extends OwnerType>(type: T, fields: OwnFields<T>): string {
    const { federationId } = this;
    const signer = { role: 'owner', key: encodeBase64url(this.key.publicKey) as SigningKeyText };
    const common = { type, version: 1, federationId, epoch: 1, signer, issuedAt: this.device.clock.now() };
    return signStatement({ ...common, ...fields } as unknown as Body<T>, this.key).text;
  }
}
