import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type GuardianNode, World } from '../e2e/harness/index.js';
import { hold, launchChromium, PASSWORD, passwordOf, Person } from './harness/index.js';

const INDEXES = [1, 2, 3, 4, 5];

let browser: Browser;
let person: Person;
const world = new World();
let nodes: GuardianNode[];
let tabs: Page[];

const tabAt = (index: number): Page => {
  const tab = tabs[index];
  if (tab === undefined) throw new RangeError(`no tab ${String(index)}`);
  return tab;
};
const all = <T>(work: (tab: Page, index: number) => Promise<T>): Promise<T[]> => Promise.all(tabs.map(work));

/** As its operator copies it from the page. */
async function cardOf(tab: Page): Promise<string> {
  await tab.getByRole('button', { name: 'Copy the card' }).click();
  await tab.getByRole('button', { name: 'Copied' }).waitFor();
  return tab.evaluate(() => navigator.clipboard.readText());
}

/** Says that the words are those of the others; who proposes has signed by that. */
const compare = (tab: Page): Promise<void> => tab.getByRole('checkbox', { name: /I have compared/ }).check();

beforeAll(async () => {
  browser = await launchChromium();
  person = await Person.with(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  nodes = await Promise.all(INDEXES.map((index) => world.makeNode({ name: `Guardian ${String(index)}` })));
  await Promise.all(nodes.map((node) => node.start()));
});
afterAll(async () => {
  await browser?.close();
  await world.close();
}, 30_000);

describe('when five operators found a federation in their browsers', () => {
  it('refuses a wrong setup code, and makes the operator with the right one', async () => {
    tabs = await Promise.all(nodes.map((node) => person.open(node.adminUrl)));
    await all(async (tab, at) => {
      const { code } = await (nodes[at] as GuardianNode).post('/admin/v1/setup/code');
      const create = tab.getByRole('button', { name: 'Create the operator' });
      await tab
        .getByLabel('Setup code')
        .fill(at === 0 ? `${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}` : code);
      await tab.getByLabel('Your name as operator').fill(`operator${String(at + 1)}`);
      await passwordOf(tab).fill(PASSWORD);
      await create.click();
      if (at === 0) {
        await tab.getByText('This setup code is wrong').waitFor();
        await tab.getByRole('textbox', { name: 'Setup code' }).fill(code);
        await create.click();
      }
      await tab.getByRole('heading', { name: 'Founding' }).waitFor();
    });
  });

  it('exchanges cards, and takes neither its own nor rubbish', async () => {
    const cards: string[] = [];
    for (const tab of tabs) {
      await tab.bringToFront();
      cards.push(await cardOf(tab));
    }
    const first = tabAt(0);
    await first.bringToFront();
    const paste = async (text: string): Promise<void> => {
      await first.getByLabel('Card of another guardian').fill(text);
      await first.getByRole('button', { name: 'Add this card' }).click();
    };
    await paste('<script>alert(1)</script>');
    await first.getByText('This is not a whole card').waitFor();
    await paste(cards[0] ?? '');
    await first.getByText('This is your own card').waitFor();
    for (const [at, card] of cards.slice(1).entries()) {
      await paste(card);
      await first.getByText(new RegExp(`^${String(at + 1)} cards? taken in$`)).waitFor();
    }
  });

  it('keeps the cards while the tab is closed, and proposes', async () => {
    tabs[0] = await person.reopen(tabAt(0));
    const first = tabAt(0);
    await first.getByText('4 cards taken in').waitFor();
    await first.getByLabel('Name of the federation').fill('Valley mint');
    await first.getByRole('button', { name: 'Propose to all 5 guardians' }).click();
    await all((tab) => tab.getByRole('heading', { name: 'Proposal: Valley mint' }).waitFor());
  });

  it('shows that all nodes reach each other, and the same twelve words to everybody', async () => {
    await all((tab) => tab.getByText('All 5 nodes reach each other').waitFor({ timeout: 60_000 }));
    const words = await all((tab) => tab.getByRole('list', { name: 'Words of the federation' }).innerText());
    expect(new Set(words).size).toBe(1);
    expect(words[0]?.match(/[a-z]{3,}/g)).toHaveLength(12);
  });

  it('asks before it gives the proposal up', async () => {
    const tab = tabAt(0);
    await tab.getByRole('button', { name: 'Abandon this proposal' }).click();
    await tab.getByText('a signature that they have already stays valid').waitFor();
    await tab.getByRole('button', { name: 'Cancel' }).click();
    await tab.getByRole('button', { name: 'Abandon this proposal' }).waitFor();
  });

  it('does not sign before the words were compared, nor by a click', async () => {
    const sign = tabAt(1).getByRole('button', { name: 'Hold to sign' });
    expect(await sign.isDisabled()).toBe(true);
    await compare(tabAt(1));
    await sign.click();
    await tabAt(1).getByText('1 of 5 have signed').waitFor();
  });

  it('signs everywhere, with one tab closed and opened in the middle', async () => {
    await Promise.all(
      [1, 2, 3].map(async (at) => {
        await compare(tabAt(at));
        await hold(tabAt(at), 'Hold to sign');
      }),
    );
    tabs[4] = await person.reopen(tabAt(4));
    await tabAt(4).getByText('4 of 5 have signed').waitFor();
    await compare(tabAt(4));
    await hold(tabAt(4), 'Hold to sign');
    await all((tab) => tab.getByText('Valley mint is sealed').waitFor({ timeout: 60_000 }));
  });

  it('has complained about nothing and asked nobody else', () => {
    expect([...person.complaints, ...person.strangers]).toEqual([]);
  });
});
