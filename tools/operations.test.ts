import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { METRICS, type MetricDefinition } from '@quantbot/core';
import { PROCESS_METRICS } from '@quantbot/workflows/telemetry/prometheus';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { promqlNames } from './promqlNames.ts';
import { REPOSITORY_ROOT } from './repository.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly description?: string;
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly targets?: ReadonlyArray<{ readonly expr: string; readonly legendFormat?: string }>;
}

interface Dashboard {
  readonly title: string;
  readonly uid: string;
  readonly templating: { readonly list: ReadonlyArray<{ readonly name: string }> };
  readonly panels: readonly Panel[];
}

function read(path: string): string {
  return readFileSync(join(REPOSITORY_ROOT, path), 'utf8');
}

const { groups } = parse(read('operations/prometheus/alerts.yml')) as {
  readonly groups: ReadonlyArray<{ readonly name: string; readonly rules: readonly Rule[] }>;
};
const RULES = groups.flatMap(({ rules }) => rules).map((rule) => [rule.alert, rule] as const);
const dashboard = JSON.parse(read('operations/grafana/quantbot.json')) as Dashboard;
const TARGETS = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => [title, expr] as const),
);

/** Labels that Prometheus itself puts on whatever it scrapes. */
const SCRAPE_LABELS = ['instance', 'job'];

const TABLE: Readonly<Record<string, MetricDefinition>> = METRICS;

interface KnownMetric {
  readonly labels: Readonly<Record<string, unknown>>;
}

/** The metric behind a name, also behind the parts of a histogram. */
function known(name: string): KnownMetric | undefined {
  const own = TABLE[name] ?? processMetric(name);
  if (own !== undefined) return 'buckets' in own && own.buckets !== undefined ? undefined : own;
  const part = /^(.*)_(bucket|sum|count)$/u.exec(name);
  const whole = part === null ? undefined : (TABLE[part[1] ?? ''] ?? processMetric(part[1] ?? ''));
  if (whole?.type !== 'histogram') return undefined;
  return part?.[2] === 'bucket' ? { labels: { ...whole.labels, le: undefined } } : whole;
}

function processMetric(name: string) {
  const row = PROCESS_METRICS[name];
  return row && { type: row.type, labels: Object.fromEntries(row.labels.map((one) => [one, {}])) };
}

/** Variables of Grafana stand for durations and for values of scrape labels. */
function withoutVariables(expression: string): string {
  return expression.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '1h');
}

function expectKnown(expression: string): void {
  const { metrics, groupings } = promqlNames(withoutVariables(expression));
  expect(metrics.length).toBeGreaterThan(0);
  const allowed = new Set(SCRAPE_LABELS);
  for (const { name, labels } of metrics) {
    const metric = known(name);
    expect(metric, name).toBeDefined();
    for (const label of Object.keys(metric?.labels ?? {})) allowed.add(label);
    for (const label of labels) expectValue(metric, name, label);
  }
  for (const label of groupings) expect([...allowed], expression).toContain(label);
}

function expectValue(
  metric: KnownMetric | undefined,
  name: string,
  label: { readonly name: string; readonly value: string; readonly isPattern: boolean },
): void {
  if (SCRAPE_LABELS.includes(label.name)) return;
  expect(Object.keys(metric?.labels ?? {}), name).toContain(label.name);
  const values = metric?.labels[label.name];
  if (!Array.isArray(values)) return;
  const wanted = label.isPattern ? label.value.split('|') : [label.value];
  expect(values, `${name} ${label.name}`).toEqual(expect.arrayContaining(wanted));
}

function hasPromtool(): boolean {
  return spawnSync('promtool', ['--version']).error === undefined;
}

/** The place of a heading as links name it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/gu, '')
    .trim()
    .replaceAll(/\s+/gu, '-');
}

describe('the alert rules', () => {
  it('have names of their own', () => {
    const names = RULES.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(20);
  });

  it.each(RULES)('%s asks for metrics, labels and values that there are', (_name, { expr }) => {
    expectKnown(expr);
  });

  it.each(RULES)('%s says how urgent it is, what it is, and what to do', (name, rule) => {
    expect(name).toMatch(/^Quantbot[A-Z]\w+$/u);
    expect(['page', 'ticket']).toContain(rule.labels.severity);
    expect(rule.annotations.summary).toMatch(/\S.*\.$/u);
    const [path = '', anchor] = rule.annotations.runbook.split('#');
    expect(existsSync(join(REPOSITORY_ROOT, path)), path).toBe(true);
    if (anchor === undefined) return;
    const headings = [...read(path).matchAll(/^#+ (.*)$/gmu)].map(([, text = '']) =>
      anchorOf(text),
    );
    expect(headings).toContain(anchor);
  });

  it('each have a case that makes it fire', () => {
    const { tests } = parse(read('operations/prometheus/alerts.test.yml')) as {
      readonly tests: ReadonlyArray<{ readonly name: string }>;
    };
    const cases = new Set(tests.map(({ name }) => name.replace(/^fires /u, '')));
    const left = RULES.map(([name]) => name).filter((name) => !cases.has(name));
    // It fires where nothing at all is scraped, which is a case of its own.
    expect(left).toEqual(['QuantbotDown']);
  });

  it.runIf(hasPromtool())(
    'fire and keep quiet as their cases say, by the tool of Prometheus',
    () => {
      const cases = join(REPOSITORY_ROOT, 'operations/prometheus/alerts.test.yml');
      const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', cases], {
        encoding: 'utf8',
      });
      expect(`${stdout}${stderr}`).toContain('SUCCESS');
      expect(status).toBe(0);
    },
    240_000,
  );

  it('wake somebody for everything that stops trading or loses money', () => {
    const pages = RULES.filter(([, { labels }]) => labels.severity === 'page').map(
      ([name]) => name,
    );
    expect(pages).toEqual(
      expect.arrayContaining([
        'QuantbotTradingHalted',
        'QuantbotBreakerOpen',
        'QuantbotOutcomeUnknownLong',
        'QuantbotConflict',
        'QuantbotWalletDeficit',
        'QuantbotAllNodesResting',
        'QuantbotSignerErrors',
        'QuantbotJournalBroken',
        'QuantbotNoAnchor',
      ]),
    );
  });
});

describe('the dashboard', () => {
  it.each(TARGETS)('%s asks for metrics and labels that there are: %s', (_title, expr) => {
    expectKnown(expr);
  });

  it('has panels that do not overlap, each with a number and a title', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from(
        { length: w * h },
        (_none, index) => `${x + (index % w)},${y + Math.floor(index / w)}`,
      ),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { title, gridPos } of panels) {
      expect(title).not.toBe('');
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
  });

  it('shows every metric of the table that is not of the stub or of a workflow', () => {
    const shown = new Set(
      TARGETS.flatMap(([, expr]) => promqlNames(withoutVariables(expr)).metrics).map(({ name }) =>
        TABLE[name] === undefined ? name.replace(/_[a-z]+$/u, '') : name,
      ),
    );
    const left = Object.keys(METRICS).filter((name) => !shown.has(name));
    // The stub trades nothing, and a rollout is looked at by its command and the console.
    expect(left.filter((name) => !name.startsWith('quantbot_rollout_'))).toEqual([
      'quantbot_stub_trades_total',
      'quantbot_workflow_trades_total',
    ]);
  });
});
