import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { claimAs, newIdentity } from '../e2e/claims/index.js';
import { RunningFederation } from '../e2e/harness/index.js';
import {
  addOperator,
  approveCase,
  fillApproval,
  goOn,
  launchChromium,
  PASSWORD,
  passwordOf,
  Person,
  pressTabTo,
  signIn,
  stepUp,
  typeLogin,
} from './harness/index.js';

const SCRIPT = '<img src=x onerror="document.title=1">';
/** Files that would run or lie if a page took them for what they say. */
const FALSE_EVIDENCE = [
  ['passport.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ['passport.html', '<!doctype html><script>alert(1)</script>'],
  ['passport.pdf', '<html>%PDF-1.7</html>'],
] as const;

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
  await addOperator(federation.at(1));
  await addOperator(federation.at(1), 'paul', 'case-officer');
  await addOperator(federation.at(2));
});
afterAll(async () => {
  await browser?.close();
  await federation?.close();
}, 30_000);

describe('when operators sign in and vote', () => {
  it('registers a passkey and logs in with it', async () => {
    const person = await newPerson();
    // Passkeys need a name: addresses have none.
    const page = await person.open(`${federation.at(2).adminUrl.replace('127.0.0.1', 'localhost')}/#/account`);
    const authenticator = await person.context.newCDPSession(page);
    await authenticator.send('WebAuthn.enable');
    await authenticator.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await typeLogin(page);
    await page.getByLabel('Name of the device').fill('my phone');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await stepUp(page);
    await page.getByText('my phone', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Account of maria' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('my phone', { exact: true }).waitFor();
  });

  it('signs in, finds the case and approves it with keys alone', async () => {
    // Day and month alike: which of them a date field asks for first depends on the browser.
    const identity = { ...newIdentity(), dateOfBirth: '1984-02-02' };
    const { claimId, words } = await claimAs(federation, identity);
    const person = await newPerson();
    const page = await person.open(`${federation.at(2).adminUrl}/#/cases/${claimId}`);
    const tabTo = (name: string): Promise<void> => pressTabTo(page, name);
    await passwordOf(page).waitFor();
    await tabTo('Name');
    await page.keyboard.type('maria');
    await tabTo('Password');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your decision' }).waitFor();
    await tabTo('Not yet');
    await page.keyboard.press('ArrowRight');
    await tabTo('Surname');
    await page.keyboard.type(identity.surname);
    await tabTo('Given names');
    await page.keyboard.type(identity.givenNames);
    await tabTo('Date of birth');
    await page.keyboard.type(identity.dateOfBirth.split('-').reverse().join(''));
    await tabTo('Met in person');
    await page.keyboard.press('Space');
    await tabTo('Passport');
    await page.keyboard.press('Space');
    for (const point of ['I spoke', 'The face', 'The person read', 'The person did not']) {
      await tabTo(point);
      await page.keyboard.press('Space');
    }
    await tabTo('Or type the six words');
    await page.keyboard.type(words.join(' '));
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Is it still you?' }).waitFor();
    await tabTo('Password');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('You have approved this claim.').waitFor();
  });

  it('keeps what was typed when the login ends while a case is open', async () => {
    const identity = newIdentity();
    const { claimId } = await claimAs(federation, identity);
    const person = await newPerson();
    const page = await signIn(person, federation.at(1), `/cases/${claimId}`, 'paul');
    await fillApproval(page, identity);
    await person.context.clearCookies();
    await page.getByRole('button', { name: 'Hold to approve' }).click({ delay: 1700 });
    const dialog = page.getByRole('dialog', { name: 'Your login has ended' });
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('paul');
    await passwordOf(dialog).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.getByLabel('Surname').inputValue()).toBe(identity.surname);
  });

  it('takes one of two votes that operators of one guardian give at once', async () => {
    const identity = newIdentity();
    const { claimId } = await claimAs(federation, identity);
    const pages: Page[] = [];
    for (const name of ['maria', 'paul']) {
      pages.push(await signIn(await newPerson(), federation.at(1), `/cases/${claimId}`, name));
    }
    await Promise.all(pages.map((page) => approveCase(page, identity)));
    const { votes } = await federation.at(1).get(`/admin/v1/cases/${claimId}`);
    expect(votes.filter((vote: { guardian: number }) => vote.guardian === 1)).toHaveLength(1);
  });
});

describe('when a page is given what is wrong or hostile', () => {
  let page: Page;

  it('refuses what is no invite, and a part of one', async () => {
    page = await (await newPerson()).open(`${federation.at(1).url}/#/protect`);
    const invite = page.getByLabel('Invite code');
    await invite.fill('https://example.org/');
    await goOn(page);
    expect(await page.getByRole('alert').innerText()).toMatch(/invite/);
    await invite.fill(federation.plainInvite().slice(0, 40));
    await goOn(page);
    expect(await page.getByRole('alert').innerText()).toMatch(/invite/);
  });

  it('refuses evidence that is not what it says', async () => {
    await page.goto(`${federation.at(1).url}/#/recover`);
    await page.getByLabel(/^Invite code/).fill(federation.plainInvite());
    await goOn(page);
    await page.getByRole('checkbox').check();
    await goOn(page);
    await page.getByText('Documents, or a code from a guardian').click();
    for (const [name, text] of FALSE_EVIDENCE) {
      await page
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'application/pdf', buffer: Buffer.from(text) });
      await page.getByText('This is not a PDF, PNG or JPEG').waitFor();
      expect(await page.getByText(name).count()).toBe(0);
    }
  });

  it('shows markup in a contact as the text that it is', async () => {
    const identity = newIdentity();
    const { claimId } = await claimAs(federation, identity, { contact: SCRIPT });
    const tab = await signIn(await newPerson(), federation.at(1), `/cases/${claimId}`);
    await tab.getByText(SCRIPT).waitFor();
    expect(await tab.title()).not.toBe('1');
  });

  it('has complained about nothing and asked nobody but guardians', () => {
    expect(people.flatMap(({ complaints, strangers }) => [...complaints, ...strangers])).toEqual([]);
  });
});
