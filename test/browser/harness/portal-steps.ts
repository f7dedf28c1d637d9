import { exportPlainState, type ClientContext } from '@wardkeep/client';
import type { IdentityInput } from '@wardkeep/protocol';
import type { Page } from 'playwright-core';
import type { Person } from './tab.js';

/** Goes on to the next step. */
export const goOn = (page: Page): Promise<void> => page.getByRole('button', { name: 'Continue' }).click();

/** Takes in an invite, or the address of a guardian, and says that the words were compared. */
export async function takeInvite(page: Page, text: string): Promise<void> {
  await page.getByLabel(/^Invite code/).fill(text);
  await goOn(page);
  await page.getByRole('heading', { name: 'Are these your guardians?' }).waitFor();
  await page.getByRole('checkbox').check();
  await goOn(page);
}

/** Types who somebody is. */
export async function typeIdentity(page: Page, identity: IdentityInput): Promise<void> {
  await page.getByLabel('Surname').fill(identity.surname);
  await page.getByLabel('Given names').fill(identity.givenNames);
  await page.getByLabel('Date of birth').fill(identity.dateOfBirth);
}

/** What somebody protects. */
export interface Protected {
  readonly identity: IdentityInput;
  readonly memorable: string;
  readonly note: string;
}

/** Chooses a note to protect. */
export async function typeNote(page: Page, note: string): Promise<void> {
  await page.getByLabel('A note').check();
  await page.getByRole('textbox', { name: 'Note' }).fill(note);
  await goOn(page);
}

/** Types the memorable information, and again. */
export async function typeMemorable(page: Page, memorable: string): Promise<void> {
  await page.getByLabel('Memorable information', { exact: true }).fill(memorable);
  await goOn(page);
  await page.getByLabel('Memorable information, again').fill(memorable);
  await goOn(page);
}

/** From the start page to the owner's kit. */
export async function enrolNote(page: Page, invite: string, { identity, memorable, note }: Protected): Promise<void> {
  await page.getByRole('link', { name: /Protect something/ }).click();
  await takeInvite(page, invite);
  await typeNote(page, note);
  await typeIdentity(page, identity);
  await goOn(page);
  await typeMemorable(page, memorable);
  await page.getByRole('button', { name: 'Protect it now' }).click();
  await page.getByRole('heading', { name: 'It is protected' }).waitFor({ timeout: 60_000 });
}

/** From the start page to the six words; returns the id of the claim. */
export async function openClaim(page: Page, invite: string, identity: IdentityInput): Promise<string> {
  await page.getByRole('link', { name: /^Recover/ }).click();
  await takeInvite(page, invite);
  await typeIdentity(page, identity);
  await page.getByRole('button', { name: 'Ask the guardians' }).click();
  await page.getByRole('heading', { name: 'Read six words to your guardians' }).waitFor({ timeout: 60_000 });
  return page.url().split('/').at(-1) ?? '';
}

/**
 * Gives a browser everything that a device remembers.
 *
 * @param person - whose browser
 * @param url - of the guardian whose portal is used
 * @param device - the device
 */
export async function takeOver(person: Person, url: string, device: Pick<ClientContext, 'store'>): Promise<void> {
  const page = await person.open(`${url}/#/move`);
  await page.getByLabel('Or paste what is in it').fill(await exportPlainState(device));
  await page.getByRole('button', { name: 'Take it over' }).click();
  await page.getByText('This device has taken over').waitFor();
  await page.close();
}
