import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { RunningFederation, waitFor } from '../e2e/harness/index.js';
import {
  englishOn,
  goOn,
  hold,
  launchChromium,
  openClaim,
  Person,
  pressOn,
  pressTabTo,
  Reviewer,
  typeIdentity,
  typeInto,
  typeMemorable,
  typeNote,
} from './harness/index.js';

const IDENTITY = { surname: 'Sample', givenNames: 'Ada Maria', dateOfBirth: '1984-02-29' };
const MEMORABLE = 'the blue boat at Arosa sank in a dry winter';
const SEED = `${'abandon '.repeat(11)}about`;
const MIB = 1024 * 1024;

let browser: Browser;
let federation: RunningFederation;
const people: Person[] = [];
const reviewer = new Reviewer();
const look = (name: string): Promise<void> => reviewer.look(page, name);
/** The page that the tests go on with. */
let page: Page;

async function newPerson(): Promise<Person> {
  const person = await Person.with(browser);
  people.push(person);
  return person;
}

const says = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
const heading = (name: string): Promise<void> => page.getByRole('heading', { name, exact: true }).waitFor();

beforeAll(async () => {
  [browser, federation] = await Promise.all([
    launchChromium(),
    RunningFederation.found({ guardians: 3, policies: { openEnrolment: false } }),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await federation?.close();
}, 30_000);

describe('when somebody protects something, step by step', () => {
  let owner: Person;

  it('asks for an invite that still has a place', async () => {
    owner = await newPerson();
    page = await owner.open(`${federation.at(1).url}/#/protect`);
    await page.getByLabel(/^Invite code/).fill(federation.plainInvite());
    await goOn(page);
    await heading('You need a new invite');
    await says('Ask one of them for a new one.');
    await look('needs-invite');
  });

  it('shows whose guardians they are, and remembers them when the tab is closed', async () => {
    const { code } = await federation.createInvite();
    await page.getByRole('button', { name: 'Use another invite' }).click();
    await page.getByLabel(/^Invite code/).fill(code);
    await goOn(page);
    await heading('Are these your guardians?');
    expect(await page.getByRole('list', { name: 'Twelve words' }).getByRole('listitem').count()).toBe(12);
    expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
    await look('federation-check');
    page = await owner.reopen(page);
    await says('Guardians that this device knows');
    await look('known-guardians');
    await page.getByRole('button', { name: 'Valley mint' }).click();
    await page.getByRole('checkbox').check();
    await goOn(page);
  });

  it('says what is wrong with a seed phrase, and where', async () => {
    await heading('What do you want to protect?');
    const field = page.getByRole('textbox', { name: 'Seed phrase' });
    await field.fill(SEED.replace('about', 'abuot'));
    await says('Not a word of the list: word 12 \u201cabuot\u201d. Check the spelling.');
    await goOn(page);
    await says('Correct the seed phrase first.');
    await look('seed-phrase-wrong-word');
    await field.fill(SEED.replace('about', 'abandon'));
    await says('Compare with your paper.');
    await look('seed-phrase-wrong-checksum');
    await field.fill('abandon');
    await says('1 word so far.');
    await field.fill(SEED);
    await says('12 words, checksum right.');
  });

  it('refuses a file of 20 MiB, with advice', async () => {
    await page.getByLabel('A file').check();
    const file = page.locator('input[type=file]');
    await file.setInputFiles({ name: 'films.zip', mimeType: 'application/zip', buffer: Buffer.alloc(20 * MIB) });
    await says('protect only the key that opens it');
    await goOn(page);
    await look('file-too-large');
    await file.setInputFiles({ name: 'main.vult', mimeType: 'application/octet-stream', buffer: Buffer.from('share') });
    await says('main.vult, 5 B');
    await look('file-chosen');
    await goOn(page);
  });

  it('refuses letters that no passport office converts, and shows how a name is written', async () => {
    await heading('Who are you?');
    await typeIdentity(page, { ...IDENTITY, surname: '\u738b' });
    await says('Type the names as in the Latin line of the passport.');
    await look('identity-refused');
    await page.getByLabel('Surname').fill('L\u00f6we');
    await says('Countries spell letters such as');
    await look('identity-warned');
    await typeIdentity(page, IDENTITY);
    await says('SAMPLE, ADA MARIA, 1984-02-29');
    await goOn(page);
  });

  it('says honestly what memorable information withstands', async () => {
    await heading('Something only you know');
    const field = page.getByLabel('Memorable information', { exact: true });
    await field.fill('ada maria sample');
    await says('This is only your own name or date of birth');
    await says('they can open your backup at once');
    await look('memorable-own-name');
    await field.fill('1234');
    await says('Weak');
    await look('memorable-weak');
    await field.fill(MEMORABLE);
    await says('Strong');
    await look('memorable-strong');
    await goOn(page);
  });

  it('has it typed again', async () => {
    await heading('Type it once more');
    const field = page.getByLabel('Memorable information, again');
    await field.fill('the red boat');
    await goOn(page);
    await says('This is not what you typed before.');
    await look('rehearsal-wrong');
    await field.fill(MEMORABLE.toUpperCase());
    await goOn(page);
    await heading('Is everything right?');
    await says('2 of 3 guardians');
    await look('review');
  });

  it('goes on with what was cut off when the tab was closed', async () => {
    federation.at(2).pause();
    federation.at(3).pause();
    await page.getByRole('button', { name: 'Protect it now' }).click();
    await says('Leaving a part with each guardian');
    await look('protecting');
    await waitFor('a guardian to have its part', () => page.getByText('done', { exact: true }).isVisible());
    await page.goto(`${federation.at(1).url}/#/`);
    page = await owner.reopen(page);
    await says('Finish protecting');
    await look('start-cut-off');
    await page.getByRole('link', { name: /Finish protecting/ }).click();
    await heading('Not quite finished');
    await says('At least 3 guardians must have their part');
    await look('cut-off');
    federation.at(2).resume();
    federation.at(3).resume();
    await page.getByRole('button', { name: 'Go on now' }).click();
    await heading('It is protected');
    await says('print or save this page');
    await says('Digest of the portal');
    await look('kit');
  });
});

describe('when somebody has no mouse', () => {
  it('protects a note by keys alone', async () => {
    const { code } = await federation.createInvite({ uses: 2 });
    page = await (await newPerson()).open(federation.at(1).url);
    await pressOn(page, 'Protect something');
    await typeInto(page, 'Invite code', code);
    await pressOn(page, 'Continue');
    await heading('Are these your guardians?');
    await pressOn(page, 'The words are the same', 'Space');
    await pressOn(page, 'Continue');
    await heading('What do you want to protect?');
    await pressTabTo(page, 'A seed phrase');
    await page.keyboard.press('ArrowUp');
    await typeInto(page, 'Note', 'under the third stone');
    await pressOn(page, 'Continue');
    await typeIdentityByKeys();
    await pressOn(page, 'Continue');
    await heading('Something only you know');
    await typeInto(page, 'Memorable information', MEMORABLE);
    await page.keyboard.press('Enter');
    await heading('Type it once more');
    await typeInto(page, 'Memorable information', MEMORABLE);
    await page.keyboard.press('Enter');
    await heading('Is everything right?');
    await pressOn(page, 'Protect it now');
    await heading('It is protected');
  });

  it('opens a claim by keys alone', async () => {
    await pressOn(page, 'Wardkeep');
    await pressOn(page, 'Recover');
    await pressOn(page, 'Valley mint');
    await typeIdentityByKeys();
    await pressOn(page, 'Ask the guardians');
    await heading('Read six words to your guardians');
  });

  /** Day and month alike: which of them a date field asks for first depends on the browser. */
  async function typeIdentityByKeys(): Promise<void> {
    await heading('Who are you?');
    await typeInto(page, 'Surname', 'Keys');
    await typeInto(page, 'Given names', 'Ada');
    await typeInto(page, 'Date of birth', '02021984');
  }
});

describe('when the federation winds down', () => {
  let owner: Person;

  it('says why guardians refuse what was typed already, and lets it be dropped', async () => {
    owner = people.at(-1) as Person;
    await page.goto(`${federation.at(1).url}/#/protect`);
    await page.getByRole('button', { name: 'Valley mint' }).click();
    await page.getByRole('checkbox').check();
    await goOn(page);
    await typeNote(page, 'another note');
    await typeIdentity(page, IDENTITY);
    await goOn(page);
    await typeMemorable(page, MEMORABLE);
    for (const index of [1, 2]) {
      await federation.at(index).post('/admin/v1/federation/wind-down', { name: 'Valley mint' });
    }
    await waitFor('all guardians to know it', async () => {
      const views = await Promise.all(federation.nodes.map((node) => node.get('/admin/v1/federation')));
      return views.every(({ windingDown }) => windingDown.inForceSince !== null);
    });
    await page.getByRole('button', { name: 'Protect it now' }).click();
    await heading('Not quite finished');
    await says('These guardians are closing down');
    await look('refused-winding-down');
    await page.getByText('Give this up').first().click();
    await hold(page, 'Give this up');
    await heading('What do you want to do?');
    expect(await page.getByText('Finish protecting').count()).toBe(0);
  });

  it('tells owners, whose backup stays recoverable', async () => {
    await page.goto(`${federation.at(1).url}/#/backups`);
    page = await owner.reopen(page);
    await says('This federation is winding down');
    await says('Protect it with another federation before the guardians stop.');
    await look('backups-winding-down');
  });

  it('takes nobody new, and says so before anything is typed', async () => {
    page = await (await newPerson()).open(`${federation.at(1).url}/#/protect`);
    await page.getByLabel(/^Invite code/).fill(federation.plainInvite());
    await goOn(page);
    await heading('These guardians take no new backups');
    await says('find other guardians');
    await look('join-winding-down');
    await page.getByLabel('Language').selectOption('es');
    expect(await englishOn(page)).toEqual([]);
    await page.getByRole('link', { name: 'Al inicio' }).click();
    expect(await englishOn(page)).toEqual([]);
    await page.getByRole('link', { name: /^Recuperar/ }).click();
    expect(await englishOn(page)).toEqual([]);
  });

  it('still recovers', async () => {
    page = await (await newPerson()).open(federation.at(1).url);
    await openClaim(page, federation.at(1).url, { ...IDENTITY, surname: 'Example' });
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
