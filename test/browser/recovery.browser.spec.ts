import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { untilKnown } from '../e2e/claims/index.js';
import { RunningFederation } from '../e2e/harness/index.js';
import {
  addOperator,
  approveCase,
  enrolNote,
  hold,
  launchChromium,
  openClaim,
  Person,
  signIn,
} from './harness/index.js';

const IDENTITY = { surname: 'L\u00f6we', givenNames: 'Ada Maria', dateOfBirth: '1984-02-29' };
const MEMORABLE = 'the blue boat at Arosa';
const NOTE = 'the key of the boat is under the third stone';

let browser: Browser;
let federation: RunningFederation;
const people: Person[] = [];

async function newPerson(): Promise<Person> {
  const person = await Person.with(browser);
  people.push(person);
  return person;
}

beforeAll(async () => {
  [browser, federation] = await Promise.all([launchChromium(), RunningFederation.found({ guardians: 3 })]);
  await Promise.all([1, 2].map((index) => addOperator(federation.at(index))));
});
afterAll(async () => {
  await browser?.close();
  await federation?.close();
}, 30_000);

describe('when somebody loses a device and recovers on another, all in browsers', () => {
  let owner: Person;
  let claimant: Person;
  let page: Page;
  let claimId: string;

  it('protects a note', async () => {
    owner = await newPerson();
    const phone = await owner.open(federation.at(1).url);
    const { code } = await federation.createInvite();
    await enrolNote(phone, code, { identity: IDENTITY, memorable: MEMORABLE, note: NOTE });
    await phone.getByText('Digest of the portal').waitFor();
    await phone.close();
  });

  it('opens a claim from the address of a guardian alone, and shows one that is off as offline', async () => {
    await federation.at(3).kill9();
    claimant = await newPerson();
    page = await claimant.open(federation.at(1).url);
    claimId = await openClaim(page, federation.at(2).url, IDENTITY);
    await page.getByText('0 of 2 approvals').waitFor();
    await page.getByText('offline now').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('goes on from the start page after the tab was closed', async () => {
    const words = await page.getByRole('list', { name: 'Your six words' }).innerText();
    await page.close();
    page = await claimant.open(federation.at(1).url);
    await page.getByRole('link', { name: /Go on with your recovery/ }).click();
    expect(await page.getByRole('list', { name: 'Your six words' }).innerText()).toBe(words);
  });

  it('is approved by two guardians in their own pages', async () => {
    const words = await page.getByRole('list', { name: 'Your six words' }).innerText();
    const guardians = await newPerson();
    await untilKnown(federation, claimId, [1, 2]);
    await Promise.all(
      [1, 2].map(async (index) => {
        const tab = await signIn(guardians, federation.at(index), `/cases/${claimId}`);
        expect(await tab.getByRole('list', { name: 'The six words' }).innerText()).toBe(words);
        expect(await tab.getByText('L\u00f6we').first().isVisible()).toBe(true);
        await approveCase(tab, IDENTITY);
        await tab.close();
      }),
    );
  });

  it('counts a wrong guess and says how many are left', async () => {
    page = await claimant.reopen(page);
    await page.getByLabel('Memorable information').fill('the red boat');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('That was not it').waitFor({ timeout: 60_000 });
    await page.getByText('9 tries left').waitFor();
    page = await claimant.reopen(page);
    await page.getByText('9 tries left').waitFor();
  });

  it('has the secret back, hidden until asked for, and renews it with all guardians back', async () => {
    await federation.startAll([3]);
    await page.getByLabel('Memorable information').fill(`  ${MEMORABLE.toUpperCase()} `);
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('heading', { name: 'You have it back' }).waitFor({ timeout: 60_000 });
    expect(await page.getByText(NOTE).count()).toBe(0);
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.locator('pre').innerText()).toBe(NOTE);
    await page.getByText('The backup is renewed').waitFor();
    await page.getByRole('link', { name: 'I have it, leave this page' }).click();
    await page.getByRole('heading', { name: 'My backup' }).waitFor();
    expect(await page.getByText(NOTE).count()).toBe(0);
  });

  it('warns of a second claim under My backup, and stops it', async () => {
    const thief = await newPerson();
    const theirs = await thief.open(federation.at(2).url);
    const second = await openClaim(theirs, federation.at(2).url, IDENTITY);
    await untilKnown(federation, second, [1, 2]);
    page = await claimant.reopen(page);
    await hold(page.getByRole('alert', { name: 'Somebody is claiming to be you' }), 'Stop this claim');
    await page.getByText('The claim is stopped').waitFor();
    await page.reload();
    await page.getByText('3 of 3 guardians have proven that they hold their part').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('has complained about nothing and asked nobody but guardians', () => {
    expect(people.flatMap(({ complaints, strangers }) => [...complaints, ...strangers])).toEqual([]);
  });
});
