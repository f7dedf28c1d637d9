import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkUp, enrol, join, recover, resumeEnrolment, rotate, type ClientContext } from '@wardkeep/client';
import { SecretBytes, systemRng, utf8 } from '@wardkeep/crypto';
import { encodeInvite, parseInvite, type Invite } from '@wardkeep/protocol';
import '@wardkeep/testing';
import { claimAs, failureOf, newIdentity, textOf, untilReleasable } from './claims/index.js';
import { RunningFederation, waitFor } from './harness/index.js';

const ALL = [1, 2, 3];
const memorable = 'the blue boat at Arosa';

describe('when a federation enrols only by invite', () => {
  const owner = newIdentity();
  let federation: RunningFederation;
  let clockShiftMs = 0;

  beforeAll(async () => {
    federation = await RunningFederation.found({ guardians: 3, policies: { openEnrolment: false } });
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  const joined = async (code: string): Promise<ClientContext> => {
    const device = federation.device({ clockShiftMs });
    await join(device, code);
    return device;
  };
  const secretsOf = (text: string) => [{ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8(text)) }];
  const enrolOn = (device: ClientContext, identity = newIdentity(), text = 'a seed') =>
    enrol(device, { identity, memorable, secrets: secretsOf(text) });
  const knownEverywhere = async (inviteId: string, status: string): Promise<void> => {
    for (const index of ALL) {
      await waitFor(`guardian ${String(index)} to call the invite ${status}`, async () => {
        const { invites } = await federation.at(index).get('/admin/v1/invites');
        return (invites as { inviteId: string; status: string }[]).some(
          (invite) => invite.inviteId === inviteId && invite.status === status,
        );
      });
    }
  };
  const inviteOf = async (choices: Parameters<RunningFederation['createInvite']>[0] = {}) => {
    const invite = await federation.createInvite(choices);
    await knownEverywhere(invite.inviteId, 'open');
    return invite;
  };
  /** Joins with a code that cannot enrol any more, and recovers somebody's backup with it. */
  const recoversWith = async (code: string): Promise<void> => {
    const device = await joined(code);
    const claim = await claimAs(federation, owner, { device, approvedBy: [1, 2] });
    await untilReleasable(claim);
    const { secrets } = await recover(device, { memorable, afterwards: 'nothing' });
    expect(textOf(secrets)).toBe('seed of the owner');
  };

  it('refuses codes that are cut short or altered, before anybody is asked', async () => {
    const { code } = await federation.createInvite();
    const requests: string[] = [];
    const transport = {
      async send({ path }: { readonly path: string }): Promise<never> {
        requests.push(path);
        throw new Error('nobody should be asked');
      },
    };
    const device = federation.device({ transport });
    const reasonOf = (text: string): Promise<string> => failureOf(join(device, text));
    for (const length of [4, 20, code.length / 2, code.length - 7, code.length - 1]) {
      expect([length, await reasonOf(code.slice(0, length))]).toEqual([length, 'ProtocolError INVITE_TRUNCATED']);
    }
    for (const at of [40, 90, code.length - 3]) {
      const altered = `${code.slice(0, at)}${code[at] === 'q' ? 'p' : 'q'}${code.slice(at + 1)}`;
      expect([at, await reasonOf(altered)]).toEqual([at, 'ProtocolError INVITE_ALTERED']);
    }
    const swapped = `${code.slice(0, 60)}${code.slice(61, 62)}${code.slice(60, 61)}${code.slice(62)}`;
    if (swapped !== code) expect(await reasonOf(swapped)).toBe('ProtocolError INVITE_ALTERED');
    for (const text of ['', 'https://example.org', `x${code}`, code.slice(3)]) {
      expect(await reasonOf(text)).toBe('ProtocolError INVITE_PREFIX');
    }
    expect(requests).toEqual([]);
    // The same code is good however it was pasted.
    await join(federation.device(), ` ${code.toUpperCase().replace(/.{20}/g, '$&\n')} `);
  });

  it('refuses the invite of another federation, of another config, or of an epoch to come', async () => {
    const invite: Invite = parseInvite(federation.plainInvite());
    const device = federation.device();
    const reasonOf = (changes: Partial<Invite>) => failureOf(join(device, encodeInvite({ ...invite, ...changes })));
    expect(await reasonOf({ federationId: systemRng.bytes(32) })).toBe('ProtocolError WRONG_FEDERATION');
    expect(await reasonOf({ configHash: systemRng.bytes(32) })).toBe('ProtocolError WRONG_CONFIG');
    expect(await reasonOf({ epoch: 2 })).toBe('ProtocolError EPOCH_STALE');
    const nowhere = await reasonOf({ guardianUrls: ['http://127.0.0.1:9'] });
    expect(nowhere).toBe('TooFewGuardiansError TOO_FEW_GUARDIANS');
    expect(await failureOf(enrolOn(device))).toBe('InputError NOT_JOINED');
    // The token of another federation's invite is worth nothing here.
    const foreign = await joined(encodeInvite({ ...invite, enrolmentToken: systemRng.bytes(16) }));
    expect(await failureOf(enrolOn(foreign))).toBe('RefusedError INVITE_UNKNOWN');
  });

  it('joins without a token, but enrols nobody then', async () => {
    const device = await joined(federation.plainInvite());
    expect(await failureOf(enrolOn(device))).toBe('RefusedError INVITE_REQUIRED');
    expect(await failureOf(checkUp(device))).toBe('InputError NOT_ENROLLED');
  });

  it('is used up by one owner key, which goes on, and still opens the claims of others', async () => {
    const { inviteId, code } = await inviteOf({ uses: 1 });
    const first = await joined(code);
    const { backupId } = await enrolOn(first, owner, 'seed of the owner');
    await knownEverywhere(inviteId, 'used-up');
    const late = await joined(code);
    expect(await failureOf(enrolOn(late))).toBe('RefusedError INVITE_USED_UP');
    expect(await failureOf(resumeEnrolment(late))).toBe('RefusedError INVITE_USED_UP');
    await enrolOn(first, newIdentity());
    const again = { backupId, identity: owner, memorable, secrets: secretsOf('seed of the owner') };
    expect(await rotate(first, again)).toMatchObject({ backupVersion: 2, isUnderHeld: false });
    await recoversWith(code);
  }, 60_000);

  it('enrols nobody once any guardian revoked it, and still opens claims', async () => {
    const { inviteId, code } = await inviteOf({ uses: 5, by: 1 });
    const before = await joined(code);
    await enrolOn(before);
    await federation.at(3).post(`/admin/v1/invites/${inviteId}/revoke`);
    await knownEverywhere(inviteId, 'revoked');
    expect(await failureOf(enrolOn(await joined(code)))).toBe('RefusedError INVITE_REVOKED');
    expect((await checkUp(before)).backups).toMatchObject([{ healthy: 3 }]);
    await recoversWith(code);
  }, 60_000);

  it('stores no more bytes than its quota, and keeps what is stored', async () => {
    const { code } = await inviteOf({ quotaBytes: 8192 });
    const device = await joined(code);
    const { backupId } = await enrolOn(device, newIdentity(), 'small');
    expect(await failureOf(enrolOn(device, newIdentity(), 'x'.repeat(9000)))).toBe('RefusedError QUOTA_EXCEEDED');
    expect((await checkUp(device)).backups).toMatchObject([{ backupId, healthy: 3 }]);
    await enrolOn(device, newIdentity(), 'another small one');
    // Another owner has a quota of their own, by another invite.
    await enrolOn(await joined((await inviteOf({ quotaBytes: 65_536 })).code), newIdentity(), 'x'.repeat(9000));
  }, 30_000);

  it('enrols nobody once it has expired, and still opens claims', async () => {
    const { inviteId, code } = await inviteOf({ expiresInSeconds: 600, uses: 5 });
    await enrolOn(await joined(code));
    clockShiftMs = 601_000;
    for (const index of ALL) federation.at(index).shiftClock(clockShiftMs);
    await knownEverywhere(inviteId, 'expired');
    expect(await failureOf(enrolOn(await joined(code)))).toBe('RefusedError INVITE_EXPIRED');
    await recoversWith(code);
  }, 60_000);

  it('shows what every invite led to on every node alike', async () => {
    const listed = await Promise.all(ALL.map((index) => federation.at(index).get('/admin/v1/invites')));
    const statuses = listed.map(({ invites }) =>
      (invites as { inviteId: string; status: string; used: number }[]).map(({ inviteId, status, used }) => [
        inviteId,
        status,
        used,
      ]),
    );
    expect(statuses[0]?.length).toBeGreaterThanOrEqual(5);
    expect(new Set(statuses.map((each) => JSON.stringify([...each].sort()))).size).toBe(1);
  });
});
