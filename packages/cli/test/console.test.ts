import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { addToken, revokeToken } from '../src/server/tokens/tokenFile.ts';
import type { Scope } from '../src/server/tokens/tokenRecord.ts';
import { CHROMIUM_PATH, launchChromium, openConsole, signIn } from './support/chromium.ts';
import { startSandboxCommand, type SandboxCommand } from './support/quantbot.ts';
import { ask, startServeCommand, type ServeCommand } from './support/server.ts';

/** What a browser says by itself of answers and ended streams that this file provokes. */
const LOST = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/u;
const UNAUTHORIZED = /status of 401/u;
const SKIPPED = ' (skipped: no Chromium here; install one or set CHROMIUM_PATH)';

describe.skipIf(CHROMIUM_PATH === undefined)(
  `the console in Chromium${CHROMIUM_PATH === undefined ? SKIPPED : ''}`,
  () => {
    let sandbox: SandboxCommand;
    let server: ServeCommand;
    let browser: Browser;
    let tokensPath: string;
    let trader: string;
    let operator: string;

    const newToken = (name: string, scope: Scope) =>
      addToken(tokensPath, { name, scopes: [scope] }, Date.now()).text;
    const startServer = async (port = '0') => {
      server = await startServeCommand(['--tokens', tokensPath, '--port', port], {
        ...sandbox.variables,
        EXECUTION_DATA_DIR: join(sandbox.directory, 'served'),
        EXECUTION_DRY_RUN: 'false',
      });
    };
    const buy = async (key: string) =>
      ask(server.line.url, {
        method: 'POST',
        path: '/v1/executions',
        headers: {
          authorization: `Bearer ${trader}`,
          'idempotency-key': key,
          prefer: 'respond-async',
        },
        body: { tokenAddress: sandbox.mint, chain: 'solana', side: 'buy', amount: 0.1 },
      });

    beforeAll(async () => {
      sandbox = await startSandboxCommand();
      tokensPath = join(sandbox.directory, 'tokens.json');
      trader = newToken('bot', 'trade');
      operator = newToken('operator', 'control');
      [browser] = await Promise.all([launchChromium(), startServer()]);
    });

    afterAll(async () => {
      await browser.close();
      await server.stop();
      await sandbox.stop();
    });

    it('shows a trade from its claim to its end without being asked again', async () => {
      const { page, errors, strangers } = await openConsole(browser, server.line.url, operator);
      await page.getByText('No trade yet.').waitFor();
      expect((await buy('entry-1')).status).toBe(202);
      const row = page.locator('tr[data-key="entry-1"]');
      await row.waitFor();
      await row.locator('.track', { hasText: 'filled' }).waitFor();
      await row.click();
      const detail = page
        .getByRole('region', { name: /entry-1|Trade/u })
        .filter({ hasText: 'Timeline' });
      await detail.getByText('point of no return').waitFor();
      await detail.getByText('Fill read').waitFor();
      await page.keyboard.press('Escape');
      await detail.waitFor({ state: 'detached' });
      // By keys alone, wherever Tab has come to before.
      await page.getByRole('button', { name: '24 h' }).focus();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await detail.getByText('Fill read').waitFor();
      // The token is in this tab alone: in no address, no cookie, and nowhere that outlives it.
      expect(page.url()).toBe(`${server.line.url}/`);
      expect(await page.context().cookies()).toEqual([]);
      expect(await page.evaluate('localStorage.length')).toBe(0);
      expect(await page.content()).not.toContain(operator);
      await page.keyboard.press('Escape');
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      await page.reload();
      await row.waitFor();
      expect({ errors, strangers }).toEqual({ errors: [], strangers: [] });
      await page.close();
    });

    it('halts when it is told to, for a reason, and goes on when it is told to', async () => {
      const { page, errors, strangers } = await openConsole(browser, server.line.url, operator);
      const figure = page.getByTestId('trading-state');
      await figure.getByText('Active').waitFor();
      await page.keyboard.press('h');
      const halt = page.getByRole('button', { name: 'Halt now' });
      expect(await halt.isDisabled()).toBe(true);
      await page.getByLabel('Reason').fill('the venue quotes nonsense');
      await halt.click();
      await page.getByRole('heading', { name: 'Trading is halted' }).waitFor();
      await page.getByRole('button', { name: 'Close' }).click();
      await figure.getByText('Halted').waitFor();
      const state = await ask(server.line.url, {
        path: '/v1/trading-state',
        headers: { authorization: `Bearer ${operator}` },
      });
      expect(state.json).toMatchObject({
        state: 'halted',
        by: 'token operator',
        changeReason: 'the venue quotes nonsense',
      });
      const denied = await buy('while-halted');
      expect(denied.json['code']).toBe('RISK__TRADING_HALTED');
      await page.keyboard.press('a');
      await page.getByLabel('Reason').fill('it quotes well again');
      await page.getByRole('button', { name: 'Activate now' }).click();
      await page.getByRole('heading', { name: 'Trading is active' }).waitFor();
      expect({ errors, strangers }).toEqual({ errors: [], strangers: [] });
      await page.close();
    });

    it('says before a reason is typed that a token may not decide', async () => {
      const watcher = newToken('watcher', 'read');
      const { page } = await openConsole(browser, server.line.url, watcher);
      await page.getByTestId('trading-state').getByText('Active').waitFor();
      await page.keyboard.press('h');
      await page.getByRole('alert').getByText('may not decide').waitFor();
      expect(await page.getByRole('dialog').innerText()).toContain('quantbot halt');
      await page.close();
    });

    it('says that it lost a killed server, and goes on with the next', async () => {
      const { page, errors, strangers } = await openConsole(browser, server.line.url, operator);
      await page.locator('tr[data-key="entry-1"]').waitFor();
      const { port } = new URL(server.line.url);
      server.running.child.kill('SIGKILL');
      await page.getByText('Connection lost.').waitFor();
      // A page that hears nothing must not say that nothing needs anybody.
      expect(await page.getByText('nothing needs a person').count()).toBe(0);
      await page.getByText('the server does not answer').waitFor();
      await server.running.ended;
      await startServer(port);
      expect((await buy('entry-2')).status).toBe(202);
      await page.locator('tr[data-key="entry-2"] .track', { hasText: 'filled' }).waitFor();
      await page.locator('.connection.live').waitFor();
      expect(await page.getByText('Connection lost.').count()).toBe(0);
      expect(errors.filter((text) => !LOST.test(text))).toEqual([]);
      expect(strangers).toEqual([]);
      await page.close();
    });

    it('says what to do when its token was revoked, or has expired', async () => {
      const leaver = newToken('leaver', 'read');
      const visitor = newToken('visitor', 'read');
      const { page, errors, strangers } = await openConsole(browser, server.line.url, leaver);
      revokeToken(tokensPath, 'leaver', Date.now());
      const alert = page.getByRole('alert');
      await alert.getByText('SERVER__TOKEN_REVOKED').waitFor();
      expect(await page.locator('body').innerText()).toContain('quantbot tokens new');
      expect(await page.evaluate('sessionStorage.length')).toBe(0);
      await signIn(page, visitor);
      const file = JSON.parse(readFileSync(tokensPath, 'utf8')) as {
        tokens: Array<{ name: string; expiresAtMs?: number }>;
      };
      for (const token of file.tokens) if (token.name === 'visitor') token.expiresAtMs = 1;
      // In one step, as `quantbot tokens` does: a server that reads half a file answers 503.
      writeFileSync(`${tokensPath}.next`, JSON.stringify(file), { mode: 0o600 });
      renameSync(`${tokensPath}.next`, tokensPath);
      await alert.getByText('SERVER__TOKEN_EXPIRED').waitFor();
      expect(await page.locator('body').innerText()).toContain('quantbot tokens new');
      expect(errors.filter((text) => !UNAUTHORIZED.test(text) && !LOST.test(text))).toEqual([]);
      expect(strangers).toEqual([]);
      await page.close();
    });
  },
);
