import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type Axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { claimAs } from '../../e2e/claims/index.js';
import type { RunningFederation } from '../../e2e/harness/index.js';
import { addOperator, signIn } from './admin-steps.js';
import { enrolNote, openClaim } from './portal-steps.js';
import { Person } from './tab.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const IDENTITY = { surname: 'Sample', givenNames: 'Ada Maria', dateOfBirth: '1984-02-29' };

/** A screen of one of the apps. */
export interface Screen {
  /** For its picture: `admin-cases`. */
  readonly name: string;
  readonly page: Page;
  /** Path after the hash. */
  readonly path: string;
}

const ADMIN_PATHS = [
  'cases',
  'practice',
  'members',
  'invites',
  'federation',
  'founding',
  'log',
  'operators',
  'account',
  'mail',
];
const PORTAL_PATHS = ['protect', 'backups', 'move', 'recover'];

/** Somebody has a backup, somebody else claims it, an operator looks at it: every screen has something to show. */
export async function prepareScreens(
  browser: Browser,
  federation: RunningFederation,
): Promise<{ readonly screens: readonly Screen[]; readonly people: readonly Person[] }> {
  const node = federation.at(1);
  await addOperator(node);
  const [owner, claimant, operator, visitor] = await Promise.all([1, 2, 3, 4].map(() => Person.with(browser)));
  if (owner === undefined || claimant === undefined || operator === undefined || visitor === undefined)
    throw new Error();
  const ownerPage = await owner.open(node.url);
  const { code } = await federation.createInvite();
  const kept = { identity: IDENTITY, memorable: 'the blue boat at Arosa', note: 'a note' };
  await enrolNote(ownerPage, code, kept);
  const kit = new URL(ownerPage.url()).hash.slice(2);
  await ownerPage.goto(`${node.url}/#/backups`);
  const change = await ownerPage.getByRole('link', { name: 'Change or renew' }).getAttribute('href');
  const backup = (change ?? '').slice(2);
  const claimantPage = await claimant.open(node.url);
  const claimId = await openClaim(claimantPage, node.url, { ...IDENTITY, surname: 'Example' });
  await claimAs(federation, { ...IDENTITY, surname: 'Another' });
  const operatorPage = await signIn(operator, node, '/cases');
  const visitorPage = await visitor.open(node.adminUrl);
  const screen = (app: string, page: Page) => (path: string, name?: string) => ({
    name: `${app}-${name ?? (path === '' ? 'start' : path)}`,
    page,
    path,
  });
  const [admin, portal] = [screen('admin', operatorPage), screen('portal', ownerPage)];
  const screens = [
    screen('admin', visitorPage)('', 'sign-in'),
    ...ADMIN_PATHS.map((path) => admin(path)),
    admin(`cases/${claimId}`, 'case'),
    portal(''),
    ...PORTAL_PATHS.map((path) => portal(path)),
    portal(kit, 'kit'),
    portal(backup, 'change'),
    portal(backup.replace(/change$/, 'delete'), 'delete'),
    screen('portal', claimantPage)(`claims/${claimId}`, 'claim'),
  ];
  return { screens, people: [owner, claimant, operator, visitor] };
}

/** Shows a screen, and waits until nothing loads any more. */
export async function showScreen({ page, path }: Screen): Promise<void> {
  // A screen that is shown names the page anew.
  await page.evaluate((hash) => {
    if ((window.location.hash || '#/') === hash) return;
    document.title = '';
    window.location.hash = hash;
  }, `#/${path}`);
  await page.waitForFunction(() => document.title !== '');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.querySelector('[role=status][aria-label="Loading …"]') === null);
}

/** How far a page is wider than its window, pixels. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Waits until colours and places have stopped changing; what turns for ever is left alone. */
export const untilStill = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });

/** What axe finds serious or critical on a page, one line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await untilStill(page);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
}
