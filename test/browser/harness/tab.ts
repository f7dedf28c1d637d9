import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page, Request } from 'playwright-core';

/** What a browser says when a node refuses or is gone; the page shows it to the person, and it is no fault of the page. */
const NETWORK = 'Failed to load resource: ';

/** A phone and a desktop, as screens are reviewed at. */
export const SIZES = Object.freeze({
  phone: Object.freeze({ width: 375, height: 812 }),
  desktop: Object.freeze({ width: 1280, height: 900 }),
});

/** A browser of one person, in which every page is watched: what it complains about fails the test. */
export class Person {
  /** Errors of console and scripts, and violations of the content security policy. */
  readonly complaints: string[] = [];
  /** Every request to a host that is not this machine. */
  readonly strangers: string[] = [];

  private constructor(readonly context: BrowserContext) {}

  /**
   * Opens a browser with nothing in it.
   *
   * @param browser - the running one
   * @param options - size, colours, language
   */
  static async with(browser: Browser, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext({ viewport: SIZES.desktop, locale: 'en-GB', ...options });
    context.setDefaultTimeout(30_000);
    const person = new Person(context);
    context.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith(NETWORK)) {
        person.complaints.push(message.text());
      }
    });
    context.on('weberror', (error) => void person.complaints.push(error.error().message));
    context.on('request', (request) => person.#look(request));
    return person;
  }

  /**
   * Opens a tab.
   *
   * @param url - address
   */
  async open(url: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(url);
    return page;
  }

  /**
   * Closes a tab and opens its address again, as somebody does who comes back.
   *
   * @param page - the tab
   */
  async reopen(page: Page): Promise<Page> {
    const url = page.url();
    await page.close();
    return this.open(url);
  }

  #look(request: Request): void {
    const { protocol, hostname, origin } = new URL(request.url());
    if (/^(data|blob|chrome-error):$/.test(protocol)) return;
    if (hostname !== '127.0.0.1' && hostname !== 'localhost') this.strangers.push(origin);
  }
}

/**
 * Holds a button until it acts.
 *
 * @param part - where it is
 * @param name - its text
 */
export async function hold(part: Page | Locator, name: string | RegExp): Promise<void> {
  const button = part.getByRole('button', { name });
  await button.scrollIntoViewIfNeeded();
  await button.click({ delay: 1700 });
}

/**
 * Presses a button that saves a file.
 *
 * @param page - where it is
 * @param name - its text
 * @returns what is in the file
 */
export async function textOfDownload(page: Page, name: string): Promise<string> {
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await saving).createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
