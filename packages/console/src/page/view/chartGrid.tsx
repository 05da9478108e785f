import { durationText, numberText, solText } from '../format/amounts.ts';
import {
  costColumns,
  landingRateColumns,
  latencyColumns,
  slippageColumns,
  slotsColumns,
  slowestStages,
  throughputColumns,
} from '../state/chartData.ts';
import { WINDOWS } from '../state/consoleStore.ts';
import type { Statistics } from '../wire/statisticsShape.ts';
import { Chart, type ChartSeries } from './chart.tsx';
import type { ViewProps } from './consoleApp.tsx';
import { Panel } from './panel.tsx';

/** How trading does over time. */
export function ChartGrid({ store, actions }: ViewProps) {
  const reading = store.statistics.value;
  return (
    <Panel
      title="Over time"
      reading={reading}
      nowMs={store.nowMs.value}
      aside={
        <div class="windows" role="group" aria-label="Stretch of time">
          {WINDOWS.map(({ label, ms }) => (
            <button
              key={label}
              type="button"
              aria-pressed={ms === store.windowMs.value}
              onClick={() => {
                actions.showWindow(ms);
              }}
            >
              {label}
            </button>
          ))}
        </div>
      }
    >
      {reading.value !== undefined && <Charts statistics={reading.value} />}
    </Panel>
  );
}

function Charts({ statistics }: { readonly statistics: Statistics }) {
  const { buckets, slotsToLand, slippageBps, landingRate, feesLamports, tipsLamports } = statistics;
  const stages = slowestStages(statistics, LINE_COLORS);
  const landed = buckets.reduce((sum, bucket) => sum + bucket.landed, 0);
  const failed = buckets.reduce((sum, bucket) => sum + bucket.failed, 0);
  if (landed + failed === 0) {
    return <p class="faint">Nothing landed or failed in this stretch of time.</p>;
  }
  return (
    <div class="charts">
      <Chart
        title="Landing rate"
        headline={landingRate === undefined || landingRate === null ? '–' : percent(landingRate)}
        unit="%"
        range={[0, 100]}
        columns={landingRateColumns(buckets)}
        series={[{ name: 'landed', color: '--line-1', kind: 'line' }]}
      />
      <Chart
        title="Trades ended"
        headline={`${landed} landed, ${failed} failed`}
        unit=""
        columns={throughputColumns(buckets)}
        series={[
          { name: 'failed', color: '--bad', kind: 'bars', without: 'landed' },
          { name: 'landed', color: '--line-1', kind: 'bars' },
        ]}
      />
      <Chart
        title="Slots to land"
        headline={quantileText(slotsToLand, '')}
        unit="slots"
        columns={slotsColumns(buckets)}
        series={[{ name: 'median', color: '--line-2', kind: 'line' }]}
      />
      <Chart
        title="Short of the quote"
        headline={quantileText(slippageBps, ' bps')}
        unit="bps"
        columns={slippageColumns(buckets)}
        series={[{ name: 'median', color: '--line-3', kind: 'line' }]}
      />
      <Chart
        title="Fees and tips"
        headline={`${solText(feesLamports ?? 0)} + ${solText(tipsLamports ?? 0)} SOL`}
        unit="k lamports"
        columns={costColumns(buckets)}
        series={[
          { name: 'tips', color: '--line-3', kind: 'bars', without: 'fees' },
          { name: 'fees', color: '--line-2', kind: 'bars' },
        ]}
      />
      <Chart
        title="Latency by stage"
        headline={slowest(statistics)}
        unit="ms"
        isLogarithmic
        columns={latencyColumns(buckets, stages)}
        series={stages.map(stageSeries)}
      />
    </div>
  );
}

const LINE_COLORS = 8;

function stageSeries(name: string, index: number): ChartSeries {
  return {
    name,
    color: `--line-${(index % LINE_COLORS) + 1}`,
    kind: 'line',
    isDashed: index % 2 === 1,
  };
}

function slowest({ stages }: Statistics): string {
  const [first] = Object.entries(stages ?? {})
    .map(([name, quantiles]) => ({ name, ms: quantiles?.p50 ?? 0 }))
    .sort((a, b) => b.ms - a.ms);
  return first === undefined ? '–' : `most in ${first.name}, ${durationText(first.ms)}`;
}

function percent(rate: number): string {
  return `${numberText(rate * 100, 1)} %`;
}

function quantileText(quantiles: Statistics['slotsToLand'], unit: string): string {
  const { p50, p95 } = quantiles ?? {};
  if (p50 === undefined || p50 === null) return '–';
  const high = p95 === undefined || p95 === null ? '' : `, p95 ${numberText(p95, 1)}${unit}`;
  return `p50 ${numberText(p50, 1)}${unit}${high}`;
}
