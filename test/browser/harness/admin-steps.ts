import type { IdentityInput } from '@wardkeep/protocol';
import type { Locator, Page } from 'playwright-core';
import type { GuardianNode } from '../../e2e/harness/index.js';
import { hold, type Person } from './tab.js';

/** Of every operator in these tests. */
export const PASSWORD = 'a sentence is easier to remember';

/** The field for the password; fields of that kind have no role to be found by. */
export const passwordOf = (part: Page | Locator): Locator => part.locator('input[autocomplete$="password"]');

/** Gives a node an operator, as its console does. */
export async function addOperator(node: GuardianNode, name = 'maria', role = 'admin'): Promise<void> {
  await node.post('/admin/v1/operators', { name, role, password: PASSWORD });
}

/** Fills in the sign-in form that a page shows. */
export async function typeLogin(page: Page, name = 'maria'): Promise<void> {
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await passwordOf(page).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/**
 * Opens the admin app of a guardian and signs in.
 *
 * @param person - whose browser
 * @param node - the guardian
 * @param path - screen, such as `/cases`
 */
export async function signIn(person: Person, node: GuardianNode, path = '/', name = 'maria'): Promise<Page> {
  const page = await person.open(`${node.adminUrl}/#${path}`);
  await typeLogin(page, name);
  await page.getByRole('navigation').waitFor({ state: 'attached' });
  return page;
}

/** Proves to the dialog who sits there. */
export async function stepUp(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
  await passwordOf(dialog).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Confirm with the password' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Fills in everything that an approval needs, but does not send it. */
export async function fillApproval(page: Page, identity: IdentityInput): Promise<void> {
  await page
    .locator('label')
    .filter({ hasText: /^Approve$/ })
    .click();
  await page.getByLabel('Surname').fill(identity.surname);
  await page.getByLabel('Given names').fill(identity.givenNames);
  await page.getByLabel('Date of birth').fill(identity.dateOfBirth);
  await page.getByLabel('Met in person').check();
  await page.getByLabel('Passport').check();
  const points = page.getByRole('group', { name: '3. Be sure' }).getByRole('checkbox');
  for (const point of await points.all()) await point.check();
}

/** Approves the case that a page shows, up to the deliberate act and the step-up. */
export async function approveCase(page: Page, identity: IdentityInput): Promise<void> {
  await fillApproval(page, identity);
  await hold(page, 'Hold to approve');
  // The last approval that was needed takes the form away, so what the node answers counts.
  const signed = page.waitForResponse((answer) => answer.url().endsWith('/vote') && answer.ok());
  await stepUp(page);
  await signed;
}
