import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from '@wardkeep/client';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { Browser, Locator, Page } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import { enrolPerson, untilKnown } from '../e2e/claims/index.js';
import { RunningFederation, waitFor } from '../e2e/harness/index.js';
import { ROOT } from '../run/processes.mjs';
import { addOperator, approveCase, hold, launchChromium, Person, Reviewer, signIn } from './harness/index.js';

const NAME = 'Valley mint';

let browser: Browser;
let federation: RunningFederation;
const people: Person[] = [];
const reviewer = new Reviewer();
/** Of an admin of guardian 1. */
let page: Page;

const says = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
const section = (name: string): Locator =>
  page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });

async function pageOf(index: number, name: string, path: string): Promise<Page> {
  const person = await Person.with(browser);
  people.push(person);
  return signIn(person, federation.at(index), path, name);
}

/** Goes to a screen by the navigation. */
async function goTo(name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

beforeAll(async () => {
  [browser, federation] = await Promise.all([
    launchChromium(),
    RunningFederation.found({ guardians: 3, policies: { openEnrolment: false, recoveryDelaySeconds: 3600 } }),
  ]);
  await addOperator(federation.at(1));
  await addOperator(federation.at(1), 'paul', 'case-officer');
  await addOperator(federation.at(2), 'nora', 'case-officer');
  page = await pageOf(1, 'maria', '/cases');
});
afterAll(async () => {
  await browser?.close();
  await federation?.close();
}, 30_000);

describe('when two guardians practise', () => {
  it('opens a claim of an invented person, which all say is practice', async () => {
    await page.getByRole('link', { name: 'Practise' }).click();
    await page.getByRole('button', { name: 'Open the practice claim' }).click();
    await page.getByRole('heading', { name: /^PRACTICE, PENELOPE/ }).waitFor();
    await says('Nobody has lost anything');
    await says('A practice claim has no backup.');
  });

  it('votes on it as if it were real, and shows the delay', async () => {
    const identity = { surname: 'Practice', givenNames: 'Penelope', dateOfBirth: '1970-01-01' };
    const claimId = page.url().split('/').at(-1) ?? '';
    await untilKnown(federation, claimId, [2]);
    const other = await pageOf(2, 'nora', `/cases/${claimId}`);
    await other.getByText('Nobody has lost anything').waitFor();
    await approveCase(other, identity);
    await approveCase(page, identity);
    await page.getByRole('timer').waitFor();
    await reviewer.look(page, 'practice-approved');
    await goTo('Cases');
    await section('Cases').or(page.locator('.admin-list')).getByText('PRACTICE', { exact: true }).waitFor();
  });
});

describe('when owners are invited', () => {
  it('shows the code once, to scan, to copy and to print', async () => {
    await goTo('Invites');
    await page.getByLabel('How many people').fill('2');
    await page.getByRole('button', { name: 'Create the invite' }).click();
    await page.getByRole('heading', { name: `Invite to ${NAME}` }).waitFor();
    await page.getByRole('img', { name: 'Invite as QR code' }).waitFor();
    await reviewer.look(page, 'invite-sheet');
    const code = await page.locator('.ward-mono').first().innerText();
    await page.getByRole('button', { name: 'Done' }).click();
    await says('Used by 0 of 2');
    expect(await page.getByText(code).count()).toBe(0);
    const device = federation.device();
    await join(device, code);
    await enrolPerson(federation, { device });
    await page.reload();
    await says('Used by 1 of 2');
  });

  it('asks before it revokes', async () => {
    await page.getByRole('button', { name: 'Revoke' }).click();
    await says('Nobody can enrol with it any more.');
    await reviewer.look(page, 'invite-revoke');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('button', { name: 'Yes, revoke' }).click();
    await page.locator('.admin-list').getByText('revoked').waitFor();
    await reviewer.look(page, 'invites');
  });

  it('tells how many there are, and nobody’s name', async () => {
    await goTo('Members');
    await says('All backups are whole');
    const backups = page.locator('dl > div').filter({ hasText: /^Backups/ });
    expect(await backups.locator('dd').innerText()).toBe('1');
    await reviewer.look(page, 'members');
  });
});

describe('when an operator reads the log', () => {
  it('verifies it in the browser', async () => {
    await goTo('Log');
    await page.getByRole('button', { name: 'Verify in this browser' }).click();
    await says('The log is whole');
    await reviewer.look(page, 'log-verified');
  });

  it('finds entries by kind, signer and id', async () => {
    await page.getByLabel('Kind').selectOption({ label: 'Invite' });
    await says(/^1 shown/);
    await page.getByLabel('Kind').selectOption({ label: 'All kinds' });
    await page.getByLabel('Signed by guardian number').fill('2');
    const entries = page.locator('ol.admin-list > li');
    await says(/^[1-9]\d* shown/);
    await page
      .getByText(/guardian 2$/)
      .first()
      .waitFor();
    await entries.filter({ hasText: 'guardian 1' }).first().waitFor({ state: 'detached' });
    const id = await entries.first().locator('.ward-mono').innerText();
    await page.getByLabel('About the id').fill(id);
    await says(/^1 shown/);
    await page.getByLabel('About the id').fill('A'.repeat(43));
    await says('Nothing found');
    await reviewer.look(page, 'log-nothing');
  });

  it('exports what it verified', async () => {
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export' }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe('wardkeep-log.ndjson');
    const [head = '', ...entries] = (await readFile(await saved.path(), 'utf8')).trimEnd().split('\n');
    expect((JSON.parse(head) as { size: number }).size).toBe(entries.length);
  });
});

describe('when an admin looks after operators', () => {
  it('changes a role, which holds at once', async () => {
    const theirs = await pageOf(1, 'paul', '/account');
    await goTo('Operators');
    await page.getByLabel('Role of paul').selectOption('admin');
    await says('The role is changed.');
    await theirs.getByRole('navigation').getByRole('link', { name: 'Mail' }).waitFor();
    await theirs.close();
  });

  it('ends a login, whose page asks to sign in again', async () => {
    const theirs = await pageOf(1, 'paul', '/cases');
    const ends = section('Open logins').getByRole('button', { name: 'End a login of paul' });
    await waitFor('both logins to be listed', async () => (await ends.count()) === 2);
    await reviewer.look(page, 'operators');
    for (const left of [1, 0]) {
      await ends.first().click();
      await waitFor('it to be gone', async () => (await ends.count()) === left);
    }
    await theirs.getByRole('dialog', { name: 'Your login has ended' }).waitFor();
    await reviewer.look(theirs, 'login-ended');
  });

  it('disables an account after asking', async () => {
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'Yes, disable' }).click();
    await section('Accounts').getByText('disabled', { exact: true }).waitFor();
    await says('wardkeep operator reset NAME');
  });

  it('has a menu that stands where a screen reader finds it', async () => {
    await page.getByRole('button', { name: 'Account of maria' }).click();
    await page.getByRole('menuitem', { name: 'Your account' }).waitFor();
    await reviewer.look(page, 'account-menu');
    await page.keyboard.press('Escape');
  });
});

describe('when mail is set up', () => {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        mails.push(text);
        done();
      });
    },
  });
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));

  it('refuses a server elsewhere without encryption', async () => {
    await goTo('Mail');
    await page.getByLabel('Host').fill('mail.example.org');
    await page.getByLabel('Encryption').selectOption('none');
    await page.getByLabel('Sender').fill('node@example.org');
    await page.getByRole('button', { name: 'Save' }).click();
    await says('Without encryption, only on this machine');
  });

  it('sends a test, and says what the server answered when it could not', async () => {
    const { port } = server.server.address() as AddressInfo;
    await page.getByLabel('Host').fill('127.0.0.1');
    await page.getByLabel('Port').fill(String(port));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByLabel('To', { exact: true }).fill('maria@example.org');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await says('The mail server took it.');
    expect(mails).toHaveLength(1);
    await reviewer.look(page, 'mail-sent');
    await page.getByLabel('Port').fill('1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').nth(1).waitFor();
    await page.getByLabel('To', { exact: true }).fill('maria@example.org');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await says('The mail server did not take it');
    await reviewer.look(page, 'mail-refused');
  });
});

describe('when the federation winds down', () => {
  it('is declared by typing its name and holding', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Federation' }).click();
    await page.getByRole('button', { name: 'Wind this federation down' }).click();
    await page.getByLabel(`Type the name of the federation: ${NAME}`).fill('valley mint');
    expect(await page.getByRole('button', { name: 'Hold to declare' }).isDisabled()).toBe(true);
    await page.getByLabel(`Type the name of the federation: ${NAME}`).fill(NAME);
    await reviewer.look(page, 'winding-down-form');
    await hold(page, 'Hold to declare');
    await says('Declared by Guardian 1: 1 of 2.');
  });

  it('is in force when enough guardians have declared it, and ends invites', async () => {
    await federation.at(2).post('/admin/v1/federation/wind-down', { name: NAME });
    await says('The federation is winding down');
    await reviewer.look(page, 'winding-down');
    await goTo('Invites');
    await says('no more invites are made');
    expect(await page.getByRole('button', { name: 'Create the invite' }).count()).toBe(0);
    await reviewer.look(page, 'invites-closed');
  });
});

describe('when an operator speaks Spanish', () => {
  type Tree = { readonly [key: string]: string | Tree };
  const textsOf = (tree: Tree): string[] =>
    Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : textsOf(value)));
  const messages = async (language: string): Promise<string[]> =>
    textsOf(JSON.parse(await readFile(`${ROOT}/apps/admin/src/messages/${language}.json`, 'utf8')) as Tree);

  it('has every screen in it, and it fits', async () => {
    const spanish = new Set(await messages('es'));
    const english = new Set((await messages('en')).filter((text) => text.length > 3 && !spanish.has(text)));
    await page.getByLabel('Language').first().selectOption('es');
    await page.reload();
    const left: string[] = [];
    const paths = 'cases practice members invites federation founding log operators account mail'.split(' ');
    await page.getByRole('navigation').getByRole('link', { name: 'Casos' }).click();
    const found = await page.locator('.admin-list a').first().getAttribute('href');
    for (const path of [(found ?? '').slice(2), ...paths]) {
      await page.evaluate((hash) => void (window.location.hash = hash), `#/${path}`);
      await page.waitForURL(`**/#/${path}`);
      await page.getByRole('heading', { level: 2 }).or(page.locator('.admin-list')).first().waitFor();
      await reviewer.look(page, `es-${path.replace(/\/.*/, '-one')}`);
      const lines = (await page.locator('body').innerText()).split('\n').map((line) => line.trim());
      left.push(...lines.filter((line) => english.has(line)).map((line) => `${path}: ${line}`));
    }
    expect(left).toEqual([]);
  });
});

describe('when all was shown', () => {
  it('fitted, and axe found nothing serious', () => expect(reviewer.faults).toEqual([]));

  it('has complained about nothing and asked nobody but guardians', () => {
    expect(people.flatMap(({ complaints, strangers }) => [...complaints, ...strangers])).toEqual([]);
  });
});
