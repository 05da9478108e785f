import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  HAS_PROMETHEUS,
  startPrometheus,
  type Alert,
  type RunningPrometheus,
} from './support/prometheus.ts';
import { runQuantbot, startSandboxCommand, type SandboxCommand } from './support/quantbot.ts';
import {
  ask,
  startServeCommand,
  type Answered,
  type Asking,
  type ServeCommand,
} from './support/server.ts';

const SKIPPED = ' (skipped: no prometheus and promtool here)';
const OPERATIONS = join(import.meta.dirname, '../../../operations');
const TIMEOUT_MS = 180_000;
/** For what hangs alone. */
const POLL = { timeout: 90_000, interval: 200 };

/** Names that the library for metrics of the process gives, against the custom of Prometheus. */
const NAMES_OF_THE_LIBRARY = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

const RAISED_BY_A_SLOW_MACHINE = ['QuantbotEventLoopLag', 'QuantbotJournalSlow'];

/** Panels that show nothing while nothing of their kind has happened, as nothing has here. */
const MAY_BE_EMPTY = [
  'quantbot_lane_skips_total',
  'quantbot_reconcile_deficits',
  'quantbot_reconcile_timestamp_seconds',
  'quantbot_signer_errors_total',
];

interface Dashboard {
  readonly panels: ReadonlyArray<{
    readonly targets?: ReadonlyArray<{ readonly expr: string }>;
  }>;
}

const dashboard = JSON.parse(
  readFileSync(join(OPERATIONS, 'grafana/quantbot.json'), 'utf8'),
) as Dashboard;

/** As Grafana asks for them, with all processes chosen. */
const EXPRESSIONS = dashboard.panels
  .flatMap(({ targets = [] }) => targets)
  .map(({ expr }) =>
    expr
      .replaceAll('$__rate_interval', '10m')
      .replaceAll('$__range', '1h')
      .replaceAll('$instance', '.*'),
  );

describe.skipIf(!HAS_PROMETHEUS)(
  `a server that Prometheus watches${HAS_PROMETHEUS ? '' : SKIPPED}`,
  { timeout: TIMEOUT_MS },
  () => {
    let sandbox: SandboxCommand;
    let server: ServeCommand;
    let prometheus: RunningPrometheus;
    let token = '';

    beforeAll(async () => {
      sandbox = await startSandboxCommand();
      const tokensPath = join(sandbox.directory, 'tokens.json');
      const scopes = ['read', 'trade', 'control'].flatMap((scope) => ['--scope', scope]);
      const made = await runQuantbot(['tokens', 'new', 'all', ...scopes, '--file', tokensPath]);
      [token = ''] = made.stdout.split('\n');
      server = await startServeCommand(['--tokens', tokensPath], {
        ...sandbox.variables,
        EXECUTION_CONFIG: touchyConfig(sandbox),
        EXECUTION_DRY_RUN: 'false',
      });
      prometheus = await startPrometheus({
        directory: sandbox.directory,
        target: server.line.url,
        token,
        rules: join(OPERATIONS, 'prometheus/alerts.yml'),
      });
    }, TIMEOUT_MS);

    afterAll(async () => {
      await prometheus?.stop();
      await server?.stop();
      await sandbox?.stop();
    }, TIMEOUT_MS);

    const asking = async (asked: Asking): Promise<Answered> =>
      ask(server.line.url, {
        ...asked,
        headers: { authorization: `Bearer ${token}`, ...asked.headers },
      });

    const trade = async (key: string, more: object): Promise<Record<string, unknown>> => {
      const { json } = await asking({
        method: 'POST',
        path: '/v1/executions',
        headers: { 'idempotency-key': key },
        body: { tokenAddress: sandbox.mint, chain: 'solana', ...more },
      });
      return json['result'] as Record<string, unknown>;
    };

    const decide = async (state: string): Promise<void> => {
      const { status } = await asking({
        method: 'PUT',
        path: '/v1/trading-state',
        body: { state, reason: 'a drill' },
      });
      expect(status).toBe(200);
    };

    /** Alerts that are pending or fire. */
    const raised = async (): Promise<readonly string[]> => namesOf(await prometheus.alerts());
    const firing = async (): Promise<readonly string[]> =>
      namesOf((await prometheus.alerts()).filter(({ state }) => state === 'firing'));

    const valueOf = async (expression: string): Promise<number> =>
      Number((await prometheus.query(expression))[0]?.value[1] ?? Number.NaN);

    const breakWith = async (...rules: readonly object[]): Promise<void> => {
      const { ok } = await fetch(sandbox.line.faultsUrl, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ seed: 1, rules }),
      });
      expect(ok).toBe(true);
    };

    const mend = async (): Promise<void> => {
      const { ok } = await fetch(sandbox.line.faultsUrl, { method: 'DELETE' });
      expect(ok).toBe(true);
    };

    it('scrapes it, raises nothing of a healthy one, and counts what it trades', async () => {
      const filled = 'sum(quantbot_trades_ended_total{status="filled"})';
      for (const round of [1, 2]) {
        expect(await trade(`entry-${round}`, { side: 'buy', amount: 0.3 })).toMatchObject({
          success: true,
        });
        const exit = { side: 'sell', sellPortionBps: 10_000 };
        expect(await trade(`exit-${round}`, exit)).toMatchObject({ success: true });
        // A series that begins with its first count shows no rise before the second.
        await expect.poll(async () => valueOf(filled), POLL).toBe(round * 2);
      }
      const troubles = async (): Promise<readonly string[]> =>
        (await raised()).filter((name) => !RAISED_BY_A_SLOW_MACHINE.includes(name));
      await expect.poll(troubles, POLL).toEqual([]);
    });

    it('has a page that promtool finds nothing in but names of the library', async () => {
      const { text } = await asking({ path: '/metrics' });
      const { stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
        input: text,
        encoding: 'utf8',
      });
      const found = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
      expect(found.map((line) => line.split(' ')[0])).toEqual(NAMES_OF_THE_LIBRARY);
    });

    it('fires when a person halts, and no more once trading is active', async () => {
      await decide('halted');
      await expect.poll(firing, POLL).toContain('QuantbotTradingHalted');
      expect(await trade('in-the-halt', { side: 'buy', amount: 0.1 })).toMatchObject({
        errorCode: 'RISK__TRADING_HALTED',
      });
      await decide('active');
      await expect.poll(firing, POLL).not.toContain('QuantbotTradingHalted');
    });

    it('fires when the breaker opens on attempts that never land', async () => {
      await breakWith(
        ...(['rpc', 'blockEngine'] as const).map((target) => ({
          target,
          method: ['sendTransaction', 'sendBundle'],
          action: { kind: 'swallow' },
        })),
      );
      const lost = sandbox.line.tokens.map(async ({ symbol, mint }) =>
        trade(`lost-${symbol}`, { tokenAddress: mint, side: 'buy', amount: 0.1, maxRetries: 0 }),
      );
      for (const result of await Promise.all(lost)) {
        expect(result).toMatchObject({ success: false, errorCode: 'CONFIRM__EXPIRED' });
      }
      await expect.poll(firing, POLL).toContain('QuantbotBreakerOpen');
      // It waits a minute before it fires.
      await expect.poll(raised, POLL).toContain('QuantbotTradingReducing');
      await mend();
      await decide('active');
      await expect.poll(firing, POLL).not.toContain('QuantbotBreakerOpen');
    });

    it('raises the alarm when no node answers', async () => {
      await breakWith({ target: 'rpc', action: { kind: 'drop', how: 'close' } });
      // An idle adapter on a sandbox asks no node, so somebody has to want a trade. The alert waits
      // half a minute before it fires; a node rests as soon as some calls in a row have failed.
      const afterTrade = async (): Promise<readonly string[]> => {
        expect(await trade('while-down', { side: 'buy', amount: 0.1 })).toMatchObject({
          errorCode: 'RPC__UNAVAILABLE',
        });
        return raised();
      };
      await expect.poll(afterTrade, POLL).toContain('QuantbotAllNodesResting');
      await mend();
      // The same key: the refusals have claimed nothing.
      const again = async () => trade('while-down', { side: 'buy', amount: 0.1 });
      await expect.poll(again, POLL).toMatchObject({ success: true });
      await expect.poll(raised, POLL).not.toContain('QuantbotAllNodesResting');
    });

    it('answers every expression of the dashboard, with figures for all that happened', async () => {
      const unanswered = async (): Promise<readonly string[]> => {
        const empty: string[] = [];
        for (const expression of EXPRESSIONS) {
          const samples = await prometheus.query(expression);
          const figures = samples.filter(({ value }) => value[1] !== 'NaN');
          if (figures.length === 0) empty.push(expression);
        }
        return empty.filter(
          (expression) => !MAY_BE_EMPTY.some((name) => expression.includes(name)),
        );
      };
      expect(EXPRESSIONS.length).toBeGreaterThan(50);
      await expect.poll(unanswered, POLL).toEqual([]);
    });

    it('evaluates every rule without an error', async () => {
      const rules = await prometheus.rules();
      expect(rules.length).toBeGreaterThan(20);
      const broken = rules.filter(({ health }) => health !== 'ok');
      expect(broken.map(({ name, health, lastError }) => ({ name, health, lastError }))).toEqual(
        [],
      );
    });

    it('misses a server that is gone', async () => {
      await server.stop();
      await expect.poll(raised, POLL).toContain('QuantbotDown');
    });
  },
);

function namesOf(alerts: readonly Alert[]): readonly string[] {
  return [...new Set(alerts.map(({ labels }) => labels['alertname'] ?? ''))].sort();
}

/** Its breaker opens at the second failure. */
function touchyConfig({ directory, line }: SandboxCommand): string {
  const path = join(directory, 'touchy.json');
  const config = JSON.parse(readFileSync(line.configPath, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...config, maxConsecutiveFailures: 2 }));
  return path;
}
