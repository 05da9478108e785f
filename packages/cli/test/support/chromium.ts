import { existsSync } from 'node:fs';

import { chromium, type Browser, type Page } from 'playwright-core';

/** For what hangs alone: a page on a busy machine may take its time. */
const TIMEOUT_MS = 120_000;
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where this machine has Chromium: `CHROMIUM_PATH`, or where packages put it. */
export const CHROMIUM_PATH: string | undefined = [
  ...(process.env['CHROMIUM_PATH'] === undefined ? [] : [process.env['CHROMIUM_PATH']]),
  ...PLACES,
].find((path) => existsSync(path));

/** Starts it without a window. */
export async function launchChromium(): Promise<Browser> {
  // Containers and root have no sandbox of the browser's own; it sees nothing but this test's server.
  // Nor need they have more shared memory than a tab takes.
  return chromium.launch({
    executablePath: CHROMIUM_PATH ?? '',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
    timeout: TIMEOUT_MS,
  });
}

/** A page of the console, and everything it did that it should not. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors in the browser's console, broken policies included, and scripts that threw. */
  readonly errors: readonly string[];
  /** Addresses on other hosts that were asked for. */
  readonly strangers: readonly string[];
}

/** Opens the console in a context of its own, and signs in with a token. */
export async function openConsole(
  browser: Browser,
  url: string,
  token: string,
): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(TIMEOUT_MS);
  const errors: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) strangers.push(request.url());
  });
  await page.goto(url);
  await signIn(page, token);
  return { page, errors, strangers };
}

/** Gives the page a token, and waits until it follows the server. */
export async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Access token').fill(token);
  await page.getByRole('button', { name: 'Open the console' }).click();
  await page.locator('.connection.live').waitFor();
}
