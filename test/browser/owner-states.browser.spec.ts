import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemRng } from '@wardkeep/crypto';
import { encodeInvite } from '@wardkeep/protocol';
import type { Browser, Page } from 'playwright-core';
import { claimAs, enrolPerson, untilKnown } from '../e2e/claims/index.js';
import { RunningFederation } from '../e2e/harness/index.js';
import {
  goOn,
  hold,
  holdSpaceOn,
  englishOn,
  launchChromium,
  Person,
  Reviewer,
  SIZES,
  takeOver,
  textOfDownload,
  typeIdentity,
  typeMemorable,
  typeNote,
} from './harness/index.js';

const IDENTITY = { surname: 'Sample', givenNames: 'Ada Maria', dateOfBirth: '1984-02-29' };
const MEMORABLE = 'the blue boat at Arosa sank in a dry winter';
const PASSPHRASE = 'four words on paper';

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
  [browser, federation] = await Promise.all([launchChromium(), RunningFederation.found({ guardians: 3 })]);
});
afterAll(async () => {
  await browser?.close();
  await federation?.close();
}, 30_000);

describe('when the owner looks after it', () => {
  let owner: Person;
  let stranger: string;

  it('shows how every guardian stands', async () => {
    const { device } = await enrolPerson(federation, { identity: IDENTITY, memorable: MEMORABLE });
    owner = await newPerson();
    await takeOver(owner, federation.at(1).url, device);
    page = await owner.open(`${federation.at(1).url}/#/backups`);
    await says('3 of 3 guardians have proven that they hold their part');
    await look('backups');
  });

  it('tells a claim of this device from one of somebody else', async () => {
    const { claimId } = await claimAs(federation, IDENTITY);
    stranger = claimId;
    await page.goto(`${federation.at(1).url}/#/recover`);
    await page.getByRole('button', { name: 'Valley mint' }).click();
    await typeIdentity(page, IDENTITY);
    await page.getByRole('button', { name: 'Ask the guardians' }).click();
    await heading('Read six words to your guardians');
    await untilKnown(federation, stranger, [1, 2, 3]);
    await page.goto(`${federation.at(1).url}/#/backups`);
    page = await owner.reopen(page);
    await page.getByRole('alert', { name: 'Somebody is claiming to be you' }).waitFor();
    await says('If this was not you, stop it now, then call your guardians.');
    await says('Your own recovery is open');
    await look('alarms');
  });

  it('stops the claim of somebody else by the space bar', async () => {
    await holdSpaceOn(page, 'Stop this claim');
    await says('The claim is stopped');
    await look('alarm-stopped');
  });

  it('renews it under another name', async () => {
    await page.getByRole('link', { name: 'Change or renew' }).click();
    await says('You need what you protect');
    await look('change');
    await page.getByRole('button', { name: 'Begin' }).click();
    await typeNote(page, 'the new share');
    await typeIdentity(page, { ...IDENTITY, surname: 'Example' });
    await goOn(page);
    await typeMemorable(page, MEMORABLE);
    await page.getByRole('button', { name: 'Protect it now' }).click();
    await heading('It is protected');
    await page.getByRole('link', { name: 'To my backup' }).click();
    await heading('wallet');
    await says(/version 2/);
    expect(await page.getByText('Somebody is claiming to be you').count()).toBe(0);
  });
});

describe('when the owner moves to a new phone', () => {
  let text: string;
  let next: Person;

  it('saves what the old one remembers', async () => {
    await page.getByRole('link', { name: 'Move to a new phone' }).click();
    await page.getByLabel('Passphrase for the file').fill(PASSPHRASE);
    text = await textOfDownload(page, 'Save the file');
    await says('The file is saved.');
    await look('move-saved');
  });

  it('takes it over on the new one, with the right passphrase only', async () => {
    next = await newPerson();
    page = await next.open(`${federation.at(2).url}/#/backups`);
    await says('No backup on this device');
    await look('backups-none');
    await page.getByRole('link', { name: 'Move to a new phone' }).click();
    const file = { name: 'wardkeep-device.txt', mimeType: 'text/plain', buffer: Buffer.from(text) };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByLabel('Its passphrase').fill('four words on papyrus');
    await page.getByRole('button', { name: 'Take it over' }).click();
    await says('The passphrase does not open it');
    await look('move-wrong-passphrase');
    await page.getByLabel('Its passphrase').fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Take it over' }).click();
    await says('This device has taken over');
    await look('moved');
    await page.getByRole('link', { name: 'My backup' }).click();
    await says('3 of 3 guardians have proven that they hold their part');
  });

  it('asks before it gives up what the new one remembers', async () => {
    await page.getByRole('link', { name: 'Move to a new phone' }).click();
    await page.getByLabel('Or paste what is in it').fill(text);
    await page.getByLabel('Its passphrase').fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Take it over' }).click();
    await says('This device remembers something already');
    await look('move-taken');
    await page.getByRole('checkbox', { name: /^Give up what this device remembers/ }).check();
    await page.getByRole('button', { name: 'Take it over' }).click();
    await says('This device has taken over');
  });

  it('gives the backup up, and says so from then on', async () => {
    await page.getByRole('link', { name: 'My backup' }).click();
    await page.getByRole('link', { name: 'Give up' }).click();
    await says('After that nobody can recover it');
    await look('give-up');
    await hold(page, 'Give up this backup');
    await heading('The guardians know');
    await look('given-up');
    await page.getByRole('link', { name: 'Continue' }).click();
    await says(/^You have given this up/);
    expect(await page.getByRole('link', { name: 'Give up' }).count()).toBe(0);
    await look('backups-given-up');
    await page.getByLabel('Language').selectOption('es');
    expect(await englishOn(page)).toEqual([]);
  });
});

describe('when somebody shows a code', () => {
  it('finds the guardians by the picture of the code on the owner\u2019s kit', async () => {
    await page.getByLabel('Idioma').selectOption('en');
    await page.getByRole('link', { name: "Owner's kit" }).click();
    await page.setViewportSize(SIZES.phone);
    const code = await page.locator('.ward-qr').screenshot();
    page = await (await newPerson()).open(`${federation.at(3).url}/#/recover`);
    await takePicture(code);
    await heading('Are these your guardians?');
    await says('Valley mint');
  });

  it('says that there is no code in another picture', async () => {
    page = await (await newPerson()).open(`${federation.at(3).url}/#/protect`);
    await takePicture(await page.screenshot());
    await says('No QR code could be read in this picture.');
    await look('picture-without-code');
  });

  it('warns of a code that names other guardians than it leads to', async () => {
    const foreign = encodeInvite({
      federationId: systemRng.bytes(32),
      epoch: 1,
      configHash: systemRng.bytes(32),
      guardianUrls: federation.nodes.map(({ url }) => url),
    });
    await page.getByLabel('Invite code').fill(foreign);
    await goOn(page);
    await says('This invite leads to other guardians than it names');
    await says('Do not go on. Ask a guardian you know for a new invite.');
    await look('invite-of-others');
  });

  const takePicture = (buffer: Buffer): Promise<void> =>
    page.locator('input[type=file]').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer });
});

describe('when all were shown', () => {
  it('has found no fault with any state', () => {
    expect(reviewer.faults).toEqual([]);
  });

  it('has complained about nothing and asked nobody but guardians', () => {
    expect(people.flatMap(({ complaints, strangers }) => [...complaints, ...strangers])).toEqual([]);
  });
});
