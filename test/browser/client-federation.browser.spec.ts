import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserClient } from '@wardkeep/client/browser';
import type { SecretBytes, utf8 } from '@wardkeep/crypto';
import type { Browser, Page } from 'playwright-core';
import { approve, untilKnown } from '../e2e/claims/index.js';
import { RunningFederation, waitFor } from '../e2e/harness/index.js';
import { launchChromium } from './harness/chromium.js';
import { serveClientPage, type ClientPage } from './harness/client-page.js';

// Globals of the page under test, for the functions that run there.
declare const client: BrowserClient;
declare const Secret: typeof SecretBytes;
declare const encode: typeof utf8;
declare const failureOf: (
  promise: Promise<unknown>,
) => Promise<{ readonly code: string; readonly guessesLeft?: number }>;

const SEED = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const MEMORABLE = 'the blue boat at Arosa';
const IDENTITY = { surname: 'L\u00f6we', givenNames: 'Ada Maria', dateOfBirth: '1984-02-29' };

let site: ClientPage;
let browser: Browser;
let federation: RunningFederation;

beforeAll(async () => {
  [site, browser, federation] = await Promise.all([
    serveClientPage(),
    launchChromium(),
    RunningFederation.found({ policies: { recoveryDelaySeconds: 1 } }),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await federation?.close();
}, 30_000);

/** A device of its own: nothing is shared with the others. */
async function newDevice(): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${site.port}/`);
  return page;
}

const releasable = (page: Page) =>
  waitFor('the claim to be releasable', () =>
    page.evaluate(async () => (await client.claimStatus()).backups.some(({ status }) => status === 'releasable')),
  );

describe('when somebody uses real guardians from two browsers', () => {
  let phone: Page;
  let laptop: Page;
  let claimId: string;

  it('enrols on the phone', async () => {
    phone = await newDevice();
    const { code } = await federation.createInvite();
    const enrolled = await phone.evaluate(
      ([invite, identity, memorable, seed]) =>
        client.joinAndEnrol({
          invite,
          identity,
          memorable,
          secrets: [{ label: 'wallet', kind: 'bip39', bytes: Secret.from(encode(seed)) }],
        }),
      [code, IDENTITY, MEMORABLE, SEED] as const,
    );
    expect(enrolled).toMatchObject({ holders: [1, 2, 3, 4, 5], isUnderHeld: false });
  });

  it('finds the federation on the laptop without an invite, and claims', async () => {
    laptop = await newDevice();
    const claim = await laptop.evaluate(
      async ([url, identity]) => {
        const found = await client.findFederation(url);
        const joined = await client.join(found.invite);
        const { claimId: id } = await client.openClaim({ identity, contact: 'at the harbour' });
        const { claims } = await client.overview();
        return { id, claims, same: found.federation.fingerprint.join() === joined.fingerprint.join() };
      },
      [federation.at(3).url, IDENTITY] as const,
    );
    claimId = claim.id;
    expect(claim).toMatchObject({ same: true, claims: [{ claimId, words: expect.any(Array), guesses: [] }] });
    const failure = await laptop.evaluate((memorable) => failureOf(client.recover({ memorable })), MEMORABLE);
    expect(failure).toMatchObject({ name: 'NotApprovedError', standing: { approvals: 0, approvalsNeeded: 3 } });
  });

  it('sees the claim on the phone', async () => {
    const seen = await phone.evaluate(async () => (await client.checkUp()).claims.map((each) => each.claimId));
    expect(seen).toEqual([claimId]);
  });

  it('counts a wrong guess, then has the secret before the backup is rotated', async () => {
    await untilKnown(federation, claimId, [1, 2, 3]);
    for (const index of [1, 2, 3]) await approve(federation, index, claimId, IDENTITY);
    await releasable(laptop);
    const wrong = await laptop.evaluate(() => failureOf(client.recover({ memorable: 'the red boat' })));
    expect(wrong).toMatchObject({ name: 'WrongMemorableError', code: 'WRONG_MEMORABLE', guessesLeft: 9 });
    const recovered = await laptop.evaluate(async (memorable) => {
      const order: string[] = [];
      const textOf = (bytes: SecretBytes): string => new TextDecoder().decode(bytes.reveal());
      const result = await client.recover(
        { memorable, onSecrets: ([secret]) => void order.push(secret === undefined ? 'none' : textOf(secret.bytes)) },
        { onProgress: ({ step, state }) => state === 'begun' && order.push(step) },
      );
      const { secrets, ...rest } = result;
      const texts = secrets.map(({ bytes }) => textOf(bytes));
      for (const { bytes } of secrets) bytes.wipe();
      return { ...rest, texts, order };
    }, MEMORABLE);
    expect(recovered).toMatchObject({ texts: [SEED], culprits: [], ownership: { status: 'rotated' } });
    expect(recovered.order.indexOf(SEED)).toBeGreaterThan(recovered.order.indexOf('release'));
    expect(recovered.order.indexOf(SEED)).toBeLessThan(recovered.order.indexOf('stage'));
    expect(await laptop.evaluate(() => client.overview())).toMatchObject({
      backups: [{ backupVersion: 2, holders: [1, 2, 3, 4, 5] }],
      claims: [
        {
          guesses: [
            { attempt: 1, status: 'wrong' },
            { attempt: 2, status: 'right' },
          ],
        },
      ],
    });
  });

  it('vetoes on the laptop a claim that somebody else opens', async () => {
    const thief = await newDevice();
    const theirs = await thief.evaluate(
      async ([invite, identity]) => {
        await client.join(invite);
        return client.openClaim({ identity });
      },
      [federation.plainInvite(), IDENTITY] as const,
    );
    await untilKnown(federation, theirs.claimId, [1, 2, 3, 4, 5]);
    const seen = (id: string): Promise<string | undefined> =>
      laptop.evaluate(async (each) => {
        const { claims } = await client.checkUp();
        return claims.find(({ claimId }) => claimId === each)?.backupId;
      }, id);
    const backupId = await waitFor('the laptop to see the claim', () => seen(theirs.claimId));
    const vetoed = await laptop.evaluate((ids) => client.veto(ids), { claimId: theirs.claimId, backupId });
    expect(vetoed.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThanOrEqual(3);
  });

  it('forgets a claim when asked to, and the device', async () => {
    const left = await laptop.evaluate(async (id) => {
      await client.dropClaim(id);
      const { claims } = await client.overview();
      await client.forgetDevice();
      return [claims.length, (await client.overview()).backups.length];
    }, claimId);
    expect(left).toEqual([0, 0]);
  });
});
