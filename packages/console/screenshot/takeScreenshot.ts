import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

/** What `quantbot serve --sandbox --json` says when it is ready. */
interface Serving {
  readonly url: string;
  readonly consoleUrl: string;
  readonly tokens: { readonly trade: string; readonly control: string };
  readonly sandbox: { readonly tokens: ReadonlyArray<{ readonly mint: string }> };
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const IMAGE = fileURLToPath(new URL('../../../docs/images/console.png', import.meta.url));
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const BYTES_MAX = 150_000;
/** Long enough for the charts to have something to show. */
const TRADING_MS = 180_000;

/** Trades in a sandbox for some minutes and takes the picture of the console for the README. */
async function takeScreenshot(): Promise<void> {
  const executablePath = process.env['CHROMIUM'] ?? BROWSERS.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      `No Chromium is at ${BROWSERS.join(', ')}. Install one, or name it by CHROMIUM.`,
    );
  }
  const server = spawn(
    process.execPath,
    ['packages/cli/bin/quantbot.js', 'serve', '--sandbox', '--json', '--port', '0'],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  try {
    const serving = await readServing(server);
    console.log(`trading at ${serving.url} for ${TRADING_MS / 1000} s`);
    await trade(serving);
    await photograph(serving, executablePath);
  } finally {
    server.kill('SIGTERM');
  }
  shrink();
  const { size } = statSync(IMAGE);
  if (size > BYTES_MAX) {
    throw new Error(`The picture has ${size} bytes, above ${BYTES_MAX}; install pngquant.`);
  }
  console.log(`docs/images/console.png, ${size} bytes`);
}

/** A page has few colours: with a palette the picture has a third of the bytes. */
function shrink(): void {
  spawnSync('pngquant', ['--quality', '80-98', '--strip', '--force', '--ext', '.png', IMAGE]);
}

async function readServing(server: ChildProcess): Promise<Serving> {
  if (server.stdout === null) throw new Error('The server has no output.');
  for await (const line of createInterface({ input: server.stdout })) {
    return JSON.parse(line) as Serving;
  }
  throw new Error('The server ended before it was ready.');
}

/** Buys and sells of two tokens by two strategies; some are refused by a limit or by the price. */
async function trade(serving: Serving): Promise<void> {
  const endsAtMs = Date.now() + TRADING_MS;
  for (let number = 1; Date.now() < endsAtMs; number += 1) {
    await order(serving, number);
    // Bursts and pauses, so that the charts have a shape.
    await sleep(number % 8 === 0 ? 5000 : 700 + (number % 5) * 250);
  }
}

async function order({ url, tokens, sandbox }: Serving, number: number): Promise<void> {
  await fetch(`${url}/v1/executions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens.trade}`,
      'content-type': 'application/json',
      'idempotency-key': `${number % 3 === 0 ? 'exit' : 'entry'}-${4700 + number}`,
      prefer: 'respond-async',
    },
    body: JSON.stringify({ chain: 'solana', ...tradeOf(number, sandbox.tokens) }),
  });
}

function tradeOf(number: number, tokens: Serving['sandbox']['tokens']) {
  const token = tokens[Math.floor(number / 4) % tokens.length];
  const common = {
    tokenAddress: token?.mint,
    strategyId: number % 2 === 0 ? 'momentum' : 'reversion',
    ...(number % 5 === 4 ? { lanePolicy: 'rpc-only' } : {}),
  };
  if (number % 3 === 0) return { ...common, side: 'sell', sellPortionBps: 3500 };
  const amount = number % 17 === 0 ? 9 : 0.1 + (number % 6) * 0.25;
  return { ...common, side: 'buy', amount, ...(number % 13 === 0 ? { limitPrice: 1e-6 } : {}) };
}

async function photograph(serving: Serving, executablePath: string): Promise<void> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({
      viewport: { width: 1400, height: 1120 },
      colorScheme: 'dark',
    });
    await page.goto(serving.consoleUrl);
    await page.fill('input[name=token]', serving.tokens.control);
    await page.click('button[type=submit]');
    await page.click('button:text("15 min")');
    await page.waitForSelector('.chart canvas');
    await page.waitForTimeout(2000);
    // So that some are on their way in the picture.
    for (const number of [1000, 1002, 1004]) {
      await order(serving, number);
      await page.waitForTimeout(350);
    }
    // A click scrolls to what it meets; the picture begins at the top.
    await page.evaluate('window.scrollTo(0, 0)');
    mkdirSync(dirname(IMAGE), { recursive: true });
    await page.screenshot({ path: IMAGE });
  } finally {
    await browser.close();
  }
}

await takeScreenshot();
