import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimStatus, enrol, join, openClaim, recover, WrongMemorableError, type ClientContext } from '@wardkeep/client';
import { fromUtf8, SecretBytes, utf8 } from '@wardkeep/crypto';
import { RunningFederation } from './harness/index.js';

const IDENTITY = { surname: 'Löwe', givenNames: 'Ada Maria', dateOfBirth: '1984-02-29' };
const SEED = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const MEMORABLE = 'the blue boat at Arosa';

describe('when somebody loses their phone', () => {
  let federation: RunningFederation;
  let phone: ClientContext;
  let laptop: ClientContext;
  let claimId: string;

  beforeAll(async () => {
    federation = await RunningFederation.found({ policies: { recoveryDelaySeconds: 1 } });
    phone = federation.device();
    laptop = federation.device();
    await join(phone, federation.plainInvite());
    await join(laptop, federation.plainInvite());
    await enrol(phone, {
      identity: IDENTITY,
      memorable: MEMORABLE,
      secrets: [{ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8(SEED)) }],
    });
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  it('opens a claim that every guardian sees with the same words', async () => {
    const opened = await openClaim(laptop, { identity: IDENTITY, contact: 'at the harbour' });
    claimId = opened.claimId;
    for (const index of [1, 2, 3]) {
      const view = await federation.at(index).get(`/admin/v1/cases/${claimId}`);
      expect(view.words).toEqual(opened.words);
    }
    await expect(recover(laptop, { memorable: MEMORABLE })).rejects.toMatchObject({ code: 'NOT_APPROVED' });
  });

  it('is approved by three guardians, counts one wrong guess, and gives the seed back', async () => {
    for (const index of [2, 3, 5]) {
      const body = { decision: 'approve', identity: IDENTITY, method: 'in-person', documents: ['passport'] };
      await federation.at(index).post(`/admin/v1/cases/${claimId}/vote`, body);
    }
    await untilReleasable(laptop);
    await expect(recover(laptop, { memorable: 'the red boat' })).rejects.toEqual(new WrongMemorableError(9));
    const seen: string[] = [];
    const recovered = await recover(laptop, {
      memorable: `  ${MEMORABLE.toUpperCase()} `,
      onSecrets: ([secret]) => void seen.push(fromUtf8(secret!.bytes.reveal())),
    });
    expect(seen).toEqual([SEED]);
    expect(recovered).toMatchObject({ culprits: [], ownership: { status: 'rotated' } });
  }, 60_000);
});

async function untilReleasable(device: ClientContext): Promise<void> {
  for (;;) {
    const { backups } = await claimStatus(device);
    if (backups.some((backup) => backup.status === 'releasable')) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
