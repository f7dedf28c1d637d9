import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClientContext } from '@wardkeep/client';
import type { Browser, Page } from 'playwright-core';
import {
  approve,
  claimAs,
  enrolPerson,
  newIdentity,
  RawClaimant,
  reject,
  untilKnown,
  type ClaimChoices,
  type Person as Enrolled,
} from '../e2e/claims/index.js';
import { RunningFederation } from '../e2e/harness/index.js';
import {
  BrowserTime,
  englishOn,
  hold,
  launchChromium,
  Person,
  Reviewer,
  takeOver,
  textOfDownload,
} from './harness/index.js';

const HOUR = 3_600_000;
const QUORUM = [1, 2];

let browser: Browser;
let federation: RunningFederation;
let time: BrowserTime;
const people: Person[] = [];
const reviewer = new Reviewer();
/** The device that has opened all claims; a browser takes it over. */
let device: ClientContext;
let claimant: Person;
/** The page that the tests go on with. */
let page: Page;

/** A browser that has taken over what a device remembers. */
async function browserOf(context: ClientContext): Promise<Person> {
  const person = await Person.with(browser);
  people.push(person);
  time.follow(person);
  await takeOver(person, federation.at(1).url, context);
  return person;
}

const claim = async (person: Pick<Enrolled, 'identity'>, choices: ClaimChoices = {}): Promise<string> =>
  (await claimAs(federation, person.identity, { device, ...choices })).claimId;
const enrolled = async (): Promise<Enrolled> => enrolPerson(federation, { device: await time.device() });

const look = (name: string): Promise<void> => reviewer.look(page, name);
const says = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
const heading = (name: string): Promise<void> => page.getByRole('heading', { name, exact: true }).waitFor();

async function show(claimId: string): Promise<void> {
  const url = `${federation.at(1).url}/#/claims/${claimId}`;
  await page?.close();
  page = await claimant.open(url);
}

async function guess(memorable: string): Promise<void> {
  await page.getByLabel('Memorable information').fill(memorable);
  await page.getByRole('button', { name: 'Try it' }).click();
}

beforeAll(async () => {
  const policies = { recoveryDelaySeconds: 24 * 3600 };
  [browser, federation] = await Promise.all([launchChromium(), RunningFederation.found({ guardians: 3, policies })]);
  time = new BrowserTime(federation);
  device = await time.device();
});
afterAll(async () => {
  await browser?.close();
  await federation?.close();
}, 30_000);

describe('when somebody waits for a claim', () => {
  let person: Enrolled;
  let other: Enrolled;
  let approved: string;
  let guessed: string;
  let unknown: string;
  let open: string;

  it('shows whose approval it has', async () => {
    [person, other] = await Promise.all([enrolled(), enrolled()]);
    open = await claim(person, { approvedBy: [1] });
    approved = await claim(person, { approvedBy: QUORUM });
    guessed = await claim(other, { approvedBy: QUORUM });
    unknown = await claim({ identity: newIdentity() }, { approvedBy: QUORUM });
    const rejected = await claim(person);
    await untilKnown(federation, rejected, QUORUM);
    for (const index of QUORUM) await reject(federation, index, rejected);
    claimant = await browserOf(device);
    await show(open);
    await says('1 of 2 approvals');
    await says('Never tell anyone your memorable information.');
    await look('claim-votes');
    await show(rejected);
    await heading('The guardians have said no');
    await says('Talk to your guardians about why.');
    await page.getByRole('link', { name: 'Open a new claim' }).waitFor();
    await look('claim-rejected');
  });

  it('forgets a claim when told to', async () => {
    await page.getByText('Forget this claim').first().click();
    await says('The approvals are lost.');
    await look('claim-forget');
    await hold(page, 'Forget this claim');
    await heading('What do you want to do?');
    expect(await page.getByRole('link', { name: /Go on with your recovery/ }).count()).toBe(4);
  });

  it('shows that the owner has stopped it, whatever guardians say then', async () => {
    const victim = await enrolled();
    const thief = await time.device();
    const { claimId } = await claimAs(federation, victim.identity, { device: thief });
    await untilKnown(federation, claimId, [1, 2, 3]);
    const owner = await browserOf(victim.device);
    page = await owner.open(`${federation.at(1).url}/#/backups`);
    await hold(page.getByRole('alert', { name: 'Somebody is claiming to be you' }), 'Stop this claim');
    await says('The claim is stopped');
    for (const index of QUORUM) await approve(federation, index, claimId, victim.identity);
    const theirs = await browserOf(thief);
    page = await theirs.open(`${federation.at(1).url}/#/claims/${claimId}`);
    await heading("The owner's device has stopped this");
    await says('after meeting you again they can take that right from the device');
    await look('claim-vetoed');
  });

  it('counts the delay down', async () => {
    await show(approved);
    await heading('Approved. Now wait');
    expect(await page.getByRole('timer').innerText()).toMatch(/^23:\d\d:\d\d$/);
    await says('You may close this page and come back.');
    await look('claim-delay');
  });

  it('says when no backup was found', async () => {
    await time.pass(25 * HOUR);
    await show(unknown);
    await heading('No backup was found');
    await says('Open a new claim, with the name as it was.');
    await look('claim-nothing-found');
  });

  it('counts wrong guesses, and says what to do when none is left', async () => {
    await show(guessed);
    await heading('What only you know');
    await says('10 tries left');
    await look('claim-guess');
    await guess('the red boat');
    await says('That was not it');
    await says('9 tries left');
    await look('claim-wrong-guess');
    const raw = await RawClaimant.of(device, guessed);
    for (let attempt = 2; attempt < 10; attempt++) {
      await raw.ticketsOf(QUORUM, raw.attempt(other.manifestId, attempt, RawClaimant.guess().alpha));
    }
    await show(guessed);
    await says('1 try left');
    await guess('the green boat');
    await says('No tries left');
    await says('Meet them again and ask them; then come back to this page.');
    expect(await page.getByRole('button', { name: 'Try it' }).count()).toBe(0);
    await look('claim-locked');
  });

  it('hides what was recovered until it is asked for', async () => {
    await show(approved);
    await page.getByRole('checkbox', { name: /^Then renew the backup/ }).uncheck();
    await guess(person.memorable);
    await heading('You have it back');
    await says('The backup was not renewed');
    expect(await page.getByText(person.seed).count()).toBe(0);
    await look('claim-recovered');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.locator('pre').innerText()).toBe(person.seed);
    await says('It hides itself after a minute.');
    await look('claim-shown');
    await page.getByRole('button', { name: 'Hide' }).click();
    expect(await page.getByText(person.seed).count()).toBe(0);
    await claimant.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await says('The clipboard is emptied in a minute');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(person.seed);
    expect(await textOfDownload(page, 'Save as a file')).toBe(person.seed);
  });

  it('says that it has ended after 30 days', async () => {
    await time.pass(31 * 24 * HOUR);
    await show(open);
    await heading('This claim has ended');
    await says('Claims live 30 days.');
    await look('claim-expired');
  });

  it('speaks Spanish throughout', async () => {
    await page.getByLabel('Language').selectOption('es');
    expect(await englishOn(page)).toEqual([]);
    for (const [claimId, title] of [
      [approved, 'Lo que solo usted sabe'],
      [guessed, 'Esta solicitud ha terminado'],
    ] as const) {
      await show(claimId);
      await heading(title);
      expect(await englishOn(page)).toEqual([]);
    }
    await look('claim-expired-spanish');
    await page.getByRole('link', { name: 'Abrir otra solicitud' }).click();
    await page.getByRole('button', { name: 'Valley mint' }).click();
    await heading('\u00bfQui\u00e9n es usted?');
    await page.getByText('Documentos, o un c\u00f3digo').click();
    expect(await englishOn(page)).toEqual([]);
    await look('claim-identity-spanish');
  });
});

describe('when all were shown', () => {
  it('has found no fault with any state', () => {
    expect(reviewer.faults).toEqual([]);
  });

  it('has complained about nothing and asked nobody but guardians', () => {
    expect(people.flatMap(({ complaints, strangers }) => [...complaints, ...strangers])).toEqual([]);
  });
});
