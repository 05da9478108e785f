import { readFileSync } from 'node:fs';

import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import {
  createTokenAddress,
  METRICS,
  PIPELINE_STAGES,
  type ExecutionResult,
  type MetricDefinition,
} from '@quantbot/core';
import {
  createExecutionAdapter,
  createNodePlatform,
  JOURNAL_FILE,
  openSqliteJournalReader,
  type TradeRecord,
} from '@quantbot/executor';
import { createSandboxSwapDecoder, startSandbox, type Sandbox } from '@quantbot/sandbox';
import { combineTelemetry } from '@quantbot/workflows';
import { createTelemetryOpenTelemetryAdapter } from '@quantbot/workflows/telemetry/opentelemetry';
import { createTelemetryPinoAdapter } from '@quantbot/workflows/telemetry/pino';
import { createTelemetryPrometheusAdapter } from '@quantbot/workflows/telemetry/prometheus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { parseMetrics, sumOf, type Sample } from './support/parseMetrics.ts';

/** Before anything of the run. */
const BEGAN_AT_S = Date.now() / 1_000;

const API_KEY = 'venue-key-7c1f94aa-nobody-may-see-this';
const LIMITS = {
  tradeLamportsMax: 60_000_000_000n,
  solReserveLamportsMin: 10_000_000n,
  openTradesMax: 64,
};

let sandbox: Sandbox;
const lines: string[] = [];
const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
const prometheus = createTelemetryPrometheusAdapter();
const broken = (): never => {
  throw new Error('this sink is broken');
};
const telemetry = combineTelemetry([
  {
    name: 'other',
    port: {
      emitMetric: broken,
      emitEvent: broken,
      emitSpan: broken,
      startSpan: broken,
      endSpan: broken,
    },
  },
  { name: 'prometheus', port: prometheus },
  {
    name: 'pino',
    port: createTelemetryPinoAdapter({
      level: 'debug',
      stream: { write: (line) => void lines.push(line) },
    }),
  },
  {
    name: 'opentelemetry',
    port: createTelemetryOpenTelemetryAdapter({ tracer: provider.getTracer('test') }),
  },
]);

const answers: ExecutionResult[] = [];
let samples: readonly Sample[] = [];
let text = '';
let trades: readonly TradeRecord[] = [];

/** A buy, its repeat, a part sale, a trade that the gates deny and one that is none. */
async function trade(): Promise<void> {
  const dataDirectory = `${sandbox.directory}/telemetry`;
  const adapter = createExecutionAdapter({
    clock: { nowMs: () => Date.now() },
    telemetry,
    dryRun: false,
    cluster: 'sandbox',
    rpcEndpoint: sandbox.rpcUrl,
    wsEndpoint: sandbox.wsUrl,
    jitoEndpoint: sandbox.jitoUrl,
    jupiterEndpoint: sandbox.jupiterUrl,
    jupiterApiKey: API_KEY,
    keypairPath: sandbox.keypairPath,
    dataDirectory,
    allowedPrograms: sandbox.allowedPrograms,
    decoders: [createSandboxSwapDecoder()],
    allowSingleWitness: true,
    limits: LIMITS,
    pollIntervalMs: 20,
    checkWalletHistory: true,
    reconcileIntervalMs: 1_000,
  });
  try {
    const tokenAddress = createTokenAddress(sandbox.tokens[0]?.mint ?? '');
    const asked = { tokenAddress, chain: 'solana' } as const;
    const buy = { ...asked, side: 'buy', amount: 0.5, idempotencyKey: 'the-buy' } as const;
    answers.push(await adapter.execute(buy), await adapter.execute(buy));
    const sell = {
      ...asked,
      side: 'sell',
      sellPortionBps: 5_000,
      idempotencyKey: 'the-sale',
    } as const;
    answers.push(await adapter.execute(sell));
    const huge = { ...buy, amount: 5_000, idempotencyKey: 'the-huge' };
    answers.push(await adapter.execute(huge));
    answers.push(await adapter.execute({ ...buy, amount: -1, idempotencyKey: 'none' }));
    await adapter.idle();
  } finally {
    await adapter.close();
  }
  const reader = openSqliteJournalReader(`${dataDirectory}/${JOURNAL_FILE}`, createNodePlatform());
  trades = reader.list({ limit: 100 });
  reader.close();
}

beforeAll(async () => {
  sandbox = await startSandbox({ slotMs: 25 });
  await trade();
  text = await prometheus.renderMetrics();
  samples = parseMetrics(text);
});

afterAll(async () => {
  await sandbox.stop();
});

const sum = (name: string, labels: Record<string, string> = {}): number =>
  sumOf(samples, name, labels);

function lamportsOf(read: (fill: NonNullable<TradeRecord['fill']>) => string): number {
  return trades.reduce(
    (total, { fill }) => total + (fill === undefined ? 0 : Number(read(fill))),
    0,
  );
}

describe('metrics of a run on the sandbox', () => {
  it('are of a run that traded although a sink threw at everything', () => {
    expect(answers.map(({ success }) => success)).toEqual([true, true, true, false, false]);
    expect(sum('quantbot_telemetry_failures_total', { sink: 'other' })).toBeGreaterThan(50);
  });

  it('count the trades that the journal has, by their state', () => {
    expect(trades).toHaveLength(3);
    expect(sum('quantbot_trades_received_total')).toBe(3);
    for (const status of ['filled', 'denied', 'failed']) {
      const known = trades.filter((one) => one.status === status).length;
      expect(sum('quantbot_trades_ended_total', { status }), status).toBe(known);
    }
    expect(sum('quantbot_open_trades')).toBe(0);
    expect(sum('quantbot_open_attempts')).toBe(0);
    expect(sum('quantbot_oldest_unknown_timestamp_seconds')).toBe(0);
  });

  it('count fees, tips, rent and what was swapped to the lamport as the journal does', () => {
    const fees = (kind: string): number => sum('quantbot_fee_lamports_total', { kind });
    expect(fees('base')).toBe(lamportsOf(({ baseFeeLamports }) => baseFeeLamports));
    expect(fees('priority')).toBe(lamportsOf(({ priorityFeeLamports }) => priorityFeeLamports));
    expect(fees('tip')).toBe(lamportsOf(({ tipLamports }) => tipLamports));
    expect(fees('base')).toBeGreaterThan(0);
    expect(sum('quantbot_swap_lamports_total')).toBe(lamportsOf(({ lamports }) => lamports));
    const rent =
      sum('quantbot_rent_locked_lamports_total') - sum('quantbot_rent_freed_lamports_total');
    expect(rent).toBe(lamportsOf(({ rentLamports }) => rentLamports));
  });

  it('count attempts and what was answered', () => {
    const attempts = trades.flatMap((one) => one.attempts);
    expect(sum('quantbot_attempts_signed_total')).toBe(attempts.length);
    expect(sum('quantbot_attempts_ended_total', { outcome: 'filled' })).toBe(2);
    expect(sum('quantbot_landing_slots_count')).toBe(2);
    expect(sum('quantbot_slippage_bps_count')).toBe(2);
    expect(sum('quantbot_answers_total', { answer: 'success' })).toBe(3);
    expect(sum('quantbot_answers_total', { answer: 'denied' })).toBe(2);
    const codes = answers.flatMap(({ errorCode }) => errorCode ?? []);
    for (const code of codes) expect(sum('quantbot_errors_total', { code }), code).toBe(1);
  });

  it('time every stage of both trades, the journal and the endpoints', () => {
    for (const stage of PIPELINE_STAGES) {
      const seen = sum('quantbot_stage_duration_seconds_count', { stage, outcome: 'ok' });
      expect(seen, stage).toBeGreaterThanOrEqual(2);
    }
    expect(sum('quantbot_journal_commit_duration_seconds_count')).toBeGreaterThan(10);
    expect(sum('quantbot_journal_anchor_timestamp_seconds')).toBeGreaterThan(BEGAN_AT_S);
    expect(sum('quantbot_reconcile_timestamp_seconds')).toBeGreaterThan(BEGAN_AT_S);
    expect(sum('quantbot_endpoint_call_duration_seconds_count')).toBeGreaterThan(10);
    expect(sum('quantbot_endpoint_calls_total', { purpose: 'reads' })).toBeGreaterThan(10);
    expect(sum('quantbot_lane_answers_total', { answer: 'acknowledged' })).toBeGreaterThanOrEqual(
      2,
    );
    expect(sum('quantbot_trading_state', { state: 'active' })).toBe(1);
    expect(sum('quantbot_run_info', { mode: 'live', cluster: 'sandbox' })).toBe(1);
    expect(sum('quantbot_reconcile_verdicts_total', { verdict: 'deficit' })).toBe(0);
    expect(sum('quantbot_reconcile_verdicts_total')).toBeGreaterThan(0);
    expect(sum('quantbot_reconcile_deficits')).toBe(0);
  });

  it('have no series beyond the table and no label value beyond its bounds', () => {
    const table: Readonly<Record<string, MetricDefinition>> = METRICS;
    const hosts = [sandbox.rpcUrl, sandbox.jitoUrl].map((url) => new URL(url).origin);
    for (const { name, labels } of samples) {
      if (!name.startsWith('quantbot_')) continue;
      const known = table[name] ?? table[name.replace(/_(?:bucket|sum|count)$/u, '')];
      expect(known, name).toBeDefined();
      const { le: _le, ...own } = labels;
      expect(Object.keys(own).toSorted()).toEqual(Object.keys(known?.labels ?? {}).toSorted());
      if (own['endpoint'] !== undefined) expect(hosts).toContain(own['endpoint']);
    }
    for (const { key, tradeId, wallet, attempts, request } of trades) {
      const names = [
        tradeId,
        wallet,
        request.tokenAddress,
        ...attempts.map((one) => one.signature),
      ];
      for (const name of names) expect(text).not.toContain(name);
      expect(text).not.toContain(key);
    }
  });
});

describe('traces of a run on the sandbox', () => {
  it('are one for each trade, with a span for every stage under that of the trade', () => {
    const spans = exporter.getFinishedSpans();
    const roots = spans.filter(({ name }) => name === 'execution.trade');
    expect(roots.map(({ attributes }) => String(attributes['quantbot.key'])).toSorted()).toEqual([
      'the-buy',
      'the-huge',
      'the-sale',
    ]);
    for (const root of roots) {
      const key = String(root.attributes['quantbot.key']);
      const known = trades.find((one) => one.key === key);
      expect(root.attributes).toMatchObject({ 'quantbot.status': known?.status });
      const stages = spans.filter(
        ({ parentSpanContext }) => parentSpanContext?.spanId === root.spanContext().spanId,
      );
      const operations = new Set(
        stages.map(({ attributes }) => String(attributes['quantbot.operation'])),
      );
      const expected = key === 'the-huge' ? ['receive', 'gates'] : PIPELINE_STAGES;
      expect([...operations].toSorted(), key).toEqual([...expected].toSorted());
    }
    const submit = spans.find(({ name }) => name === 'execution.submit');
    expect(submit?.attributes).toMatchObject({
      'quantbot.lane': expect.stringMatching(/^(?:jito|rpc)$/u),
      'quantbot.endpoint': expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/u),
    });
  });
});

describe('no secret reaches', () => {
  it('metrics, spans or logs', () => {
    const bytes = Uint8Array.from(
      JSON.parse(readFileSync(sandbox.keypairPath, 'utf8')) as number[],
    );
    const seed = Buffer.from(bytes.slice(0, 32));
    const secrets = [
      API_KEY,
      seed.toString('hex'),
      seed.toString('base64').slice(0, 40),
      bytes.slice(0, 32).join(','),
    ];
    const spans = exporter.getFinishedSpans().map(({ name, attributes, events, status }) => ({
      name,
      attributes,
      events,
      status,
    }));
    const told = [text, lines.join(''), JSON.stringify(spans)];
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
    for (const secret of secrets) for (const one of told) expect(one).not.toContain(secret);
  });
});
