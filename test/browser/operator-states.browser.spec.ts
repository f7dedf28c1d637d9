import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openClaim, recover, veto } from '@wardkeep/client';
import { cryptoReady, utf8 } from '@wardkeep/crypto';
import type { Browser, Locator, Page } from 'playwright-core';
import {
  approve,
  caseOn,
  claimAs,
  enrolPerson,
  joinedDevice,
  newIdentity,
  RawClaimant,
  reject,
  type Person as Owner,
  type TestClaim,
  untilKnown,
} from '../e2e/claims/index.js';
import { RunningFederation, waitFor } from '../e2e/harness/index.js';
import { addOperator, fillApproval, hold, launchChromium, Person, Reviewer, signIn, stepUp } from './harness/index.js';

const DELAY_SECONDS = 12;
const RUN = 'for (const each of [globalThis, parent, top, opener]) if (each) each.evidenceHasRun = true';
const PAGE = `<!doctype html><script>${RUN}</script><h1>Passport</h1>`;
const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg"><script>${RUN}</script><text>Passport</text></svg>`;

let browser: Browser;
let federation: RunningFederation;
const people: Person[] = [];
const reviewer = new Reviewer();
/** Of a case officer of guardian 1. */
let page: Page;

const says = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
const section = (name: string): Locator =>
  page.locator('section, .ward-card').filter({ has: page.getByRole('heading', { name, exact: true }) });

/** Opens a case on the page that is there. */
async function show(claimId: string): Promise<void> {
  await untilKnown(federation, claimId, [1]);
  await page.evaluate((hash) => void (window.location.hash = hash), `#/cases/${claimId}`);
  await page.waitForURL(`**/cases/${claimId}`);
  await page.getByRole('heading', { name: 'The six words' }).waitFor();
}

/** Opens a page of an operator of guardian 1 in a browser of their own. */
async function pageOf(name: string, path: string): Promise<Page> {
  const person = await Person.with(browser);
  people.push(person);
  return signIn(person, federation.at(1), path, name);
}

beforeAll(async () => {
  [browser, federation] = await Promise.all([
    launchChromium(),
    RunningFederation.found({ guardians: 3, policies: { recoveryDelaySeconds: DELAY_SECONDS } }),
    cryptoReady(),
  ]);
  await addOperator(federation.at(1), 'paul', 'case-officer');
  await addOperator(federation.at(1), 'vera', 'viewer');
  page = await pageOf('paul', '/cases');
});
afterAll(async () => {
  await browser?.close();
  await federation?.close();
}, 30_000);

describe('when claims are approved', () => {
  let owner: Owner;
  let locked: Owner;
  let claim: TestClaim;
  let lockedClaim: TestClaim;

  beforeAll(async () => {
    [owner, locked] = [await enrolPerson(federation), await enrolPerson(federation)];
    lockedClaim = await claimAs(federation, locked.identity, { approvedBy: [1, 2] });
    claim = await claimAs(federation, owner.identity);
    await show(claim.claimId);
  });

  it('shows live that guardians approve, and counts the delay down', async () => {
    await says('Nobody has voted yet.');
    for (const index of [1, 2]) {
      await untilKnown(federation, claim.claimId, [index]);
      await approve(federation, index, claim.claimId, owner.identity);
    }
    const timer = page.getByRole('timer');
    await timer.waitFor();
    const first = await timer.innerText();
    await waitFor('a second to pass', async () => (await timer.innerText()) < first);
    await says('2 of 2');
    await says('held here');
    await reviewer.look(page, 'case-delay');
  });

  it('lets an approval be taken back until the end of the delay', async () => {
    await page.locator('label').filter({ hasText: 'Take back' }).click();
    await page.getByRole('radio', { name: 'The claimant seems to be under pressure' }).waitFor();
    await page.locator('label').filter({ hasText: 'Leave it' }).click();
  });

  it('says by itself when the delay is over, and when the claimant has collected', async () => {
    await says('the delay is over: the claimant can collect it.');
    await recover(claim.device, { memorable: owner.memorable, afterwards: 'nothing' });
    await says('Handed over to the claimant.');
    expect(await page.getByRole('heading', { name: 'Your decision' }).count()).toBe(0);
    // A guardian that was not asked for its parts does not know that the guess was right.
    await section('Backups and guesses')
      .getByText(/^[01] of 10$/)
      .waitFor();
    const timeline = section('Timeline').locator('ol > li');
    await timeline.filter({ hasText: 'Release' }).first().waitFor();
    const texts = await timeline.allInnerTexts();
    for (const kind of ['Claim', 'Vote', 'Guess counted', 'Release']) {
      expect(texts.some((text) => text.startsWith(kind))).toBe(true);
    }
    await waitFor('all signatures to be checked', async () =>
      (await timeline.allInnerTexts()).every((text) => text.toLowerCase().includes('signature verified')),
    );
    await timeline.first().getByRole('button', { name: 'Show the statement' }).click();
    await says('"type":"claim"');
    await reviewer.look(page, 'case-released');
  });

  it('says that no guess is left, and lets the guardian allow more', async () => {
    const raw = await RawClaimant.of(lockedClaim.device, lockedClaim.claimId);
    const { alpha } = RawClaimant.guess();
    for (let attempt = 1; attempt <= 10; attempt++) {
      await raw.ticketsOf([1, 2], raw.attempt(locked.manifestId, attempt, alpha));
    }
    await show(lockedClaim.claimId);
    await section('Backups and guesses').getByText('10 of 10').waitFor();
    await says('locked');
    await reviewer.look(page, 'case-locked');
    await page.getByRole('button', { name: 'Allow more guesses' }).click();
    expect(await page.getByLabel('Guesses in all').inputValue()).toBe('15');
    await reviewer.look(page, 'case-unlock');
    await hold(page, 'Hold to allow');
    await stepUp(page);
    await says(/Guardian 1 allowed up to 15 guesses/);
    await federation.at(2).post(`/admin/v1/cases/${lockedClaim.claimId}/unlock`, {
      manifestId: locked.manifestId,
      limit: 15,
    });
    await section('Backups and guesses').getByText('10 of 15').waitFor();
    await reviewer.look(page, 'case-unlocked');
  });
});

describe('when a claim comes with evidence', () => {
  let evidence: Locator;

  it('shows a picture, gives a PDF to save, and shows nothing that lies about itself', async () => {
    const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 600, height: 400 } });
    const documents = [
      { mediaType: 'image/png', bytes: picture },
      { mediaType: 'application/pdf', bytes: utf8(`%PDF-1.7\n${PAGE}`) },
      { mediaType: 'application/pdf', bytes: utf8(PAGE) },
      { mediaType: 'image/png', bytes: utf8(DRAWING) },
    ] as const;
    const { claimId } = await openClaim(await joinedDevice(federation), {
      identity: newIdentity(),
      evidence: documents,
    });
    await show(claimId);
    evidence = section('Evidence');
    const pieces = evidence.getByRole('listitem');
    await waitFor('all to be here', async () => (await pieces.getByRole('button').count()) === documents.length);
    for (let at = 0; at < documents.length; at++) await pieces.nth(at).getByRole('button').click();
    const shown = pieces.nth(0).getByRole('img', { name: 'Evidence 1' });
    await shown.waitFor();
    await waitFor('the picture', () => shown.evaluate((image) => (image as HTMLImageElement).naturalWidth === 600));
    await pieces.nth(1).getByText('A PDF is not shown here').waitFor();
    for (const at of [2, 3]) await pieces.nth(at).getByText('This file is not what it claims to be').waitFor();
    await reviewer.look(page, 'case-evidence');
  });

  it('saves files under the type that they were sent as', async () => {
    const saving = page.waitForEvent('download');
    await evidence.getByRole('listitem').nth(1).getByRole('link', { name: 'Save the file' }).click();
    expect((await saving).suggestedFilename()).toMatch(/^evidence-.{8}\.pdf$/);
  });

  it('has run nothing of it', async () => {
    expect(await evidence.locator('iframe, object, embed, svg script').count()).toBe(0);
    for (const frame of page.frames()) expect(await frame.evaluate(() => 'evidenceHasRun' in globalThis)).toBe(false);
    expect(page.context().pages()).toHaveLength(1);
  });
});

describe('when guardians disagree with a claim', () => {
  it('refuses an approval whose papers say another name, and says so', async () => {
    const identity = newIdentity();
    const { claimId } = await claimAs(federation, identity);
    await show(claimId);
    await fillApproval(page, { ...identity, surname: 'Somebody' });
    await hold(page, 'Hold to approve');
    await says('The papers and the claim differ');
    await reviewer.look(page, 'case-papers-differ');
  });

  it('shows a rejection with its reason, and that it closed the case', async () => {
    const { claimId } = await claimAs(federation, newIdentity());
    await show(claimId);
    await page
      .locator('label')
      .filter({ hasText: /^Reject$/ })
      .click();
    await page.getByLabel('The six words do not match').check();
    await page.getByLabel('In your own words (optional)').fill('they read <b>five</b> words');
    await page.getByLabel('On a video call').check();
    await reviewer.look(page, 'case-reject');
    await hold(page, 'Hold to reject');
    await says('You have rejected this claim.');
    await untilKnown(federation, claimId, [2]);
    await reject(federation, 2, claimId);
    await says('Too many guardians have rejected it.');
    await section('Votes of all guardians').getByText('words do not match, they read <b>five</b> words').waitFor();
    await reviewer.look(page, 'case-rejected');
  });

  it('shows a veto, and signs that the owner key is in wrong hands', async () => {
    const person = await enrolPerson(federation);
    const { claimId } = await claimAs(federation, person.identity);
    await show(claimId);
    await veto(person.device, { claimId, backupId: person.backupId });
    await says('The owner has stopped this claim');
    await reviewer.look(page, 'case-vetoed');
    expect(await page.getByRole('button', { name: 'Owner key is in wrong hands' }).count()).toBe(0);
    await fillApproval(page, person.identity);
    await hold(page, 'Hold to approve');
    await says('You have approved this claim.');
    await page.getByRole('button', { name: 'Owner key is in wrong hands' }).click();
    const part = section('Backups and guesses');
    await part.getByLabel('Surname').fill(person.identity.surname);
    await part.getByLabel('Given names').fill(person.identity.givenNames);
    await part.getByLabel('Date of birth').fill(person.identity.dateOfBirth);
    await part.getByLabel('Met in person').check();
    await part.getByLabel('Passport').check();
    await reviewer.look(page, 'case-override');
    await hold(part, 'Hold to sign');
    await says(/Guardian 1 said on .* that the owner key is in wrong hands/);
    await reviewer.look(page, 'case-overridden');
  });

  it('shows a guardian who votes both ways, and does not count the approval', async () => {
    const identity = newIdentity();
    const claim = await claimAs(federation, identity, { approvedBy: [2] });
    await show(claim.claimId);
    await section('Votes of all guardians').getByText('approved').waitFor();
    const liar = await federation.corrupt(2);
    const { votes } = await caseOn(federation, 1, claim.claimId);
    const [yes] = votes as [{ text: string }];
    const again = liar.resign(yes.text, 'vote', (body) => ({ ...body, method: 'video' }));
    const no = liar.resign(yes.text, 'vote', (body) => ({ ...body, decision: 'reject', documents: [] }));
    expect(await (await RawClaimant.of(claim.device, claim.claimId)).carry(1, again, no)).toEqual(['ok', 'ok']);
    await says('A signer has said two things');
    const taken = section('Votes of all guardians').getByText('does not count');
    await waitFor('no approval to count', async () => (await taken.count()) === 2);
    await reviewer.look(page, 'case-equivocation');
  });
});

describe('when cases are many', () => {
  it('filters them', async () => {
    await page.getByRole('link', { name: 'All cases' }).click();
    const expected = { Released: 1, Closed: 2, 'In the delay': 1, Open: 3, 'Needs my vote': 3, All: 7 };
    for (const [name, count] of Object.entries(expected)) {
      await page.getByText(new RegExp(`^${name}( \\(\\d+\\))?$`)).click();
      await says(new RegExp(`^${String(count)} cases?$`));
      expect(await page.locator('.admin-list > li').count()).toBe(count);
    }
    await reviewer.look(page, 'inbox');
    await page.getByText(/^Closed \(2\)$/).click();
    await says('2 cases');
    await reviewer.look(page, 'inbox-closed');
  });

  it('lets a viewer look, and not vote', async () => {
    const tab = await pageOf('vera', '/cases?show=open');
    await tab.locator('.admin-list a').first().click();
    await tab.getByText('You can look at this case.').waitFor();
    for (const name of ['Your decision', 'Hold to approve']) {
      expect(await tab.getByRole('heading', { name }).or(tab.getByRole('button', { name })).count()).toBe(0);
    }
    await reviewer.look(tab, 'case-viewer');
  });
});

describe('when all was shown', () => {
  it('fitted, and axe found nothing serious', () => expect(reviewer.faults).toEqual([]));

  it('has complained about nothing and asked nobody but guardians', () => {
    expect(people.flatMap(({ complaints, strangers }) => [...complaints, ...strangers])).toEqual([]);
  });
});
