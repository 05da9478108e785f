import { numberText } from '../format/amounts.ts';
import type { Rollout } from '../wire/tradingShapes.ts';
import type { ViewProps } from './consoleApp.tsx';
import { Panel } from './panel.tsx';

const STAGES = ['stub', 'shadow', 'canary', 'live'];

/** How far the rollout has come, and where the shadow and the stub differ. */
export function RolloutPanel({ store }: Pick<ViewProps, 'store'>) {
  const reading = store.rollout.value;
  if (store.health.value.value?.rollout !== true) {
    return (
      <section class="panel" aria-label="Rollout">
        <h2>Rollout</h2>
        <p class="faint">No rollout is set up here: every trade goes to the one adapter.</p>
      </section>
    );
  }
  return (
    <Panel title="Rollout" reading={reading} nowMs={store.nowMs.value}>
      {reading.value !== undefined && <RolloutFigures rollout={reading.value} />}
    </Panel>
  );
}

function RolloutFigures({ rollout }: { readonly rollout: Rollout }) {
  const { stage, canaryShareBps, shadow } = rollout;
  const differences = shadow?.differences ?? [];
  const price = shadow?.priceDifferenceBps;
  return (
    <>
      <ol class="rollout-stages">
        {STAGES.map((name) => (
          <li key={name} aria-current={name === stage ? 'step' : undefined}>
            {name === stage && <span aria-hidden="true">▸ </span>}
            {name}
            {name === 'canary' && canaryShareBps !== undefined && (
              <span class="faint"> {canaryShareBps / 100} %</span>
            )}
          </li>
        ))}
      </ol>
      {shadow !== undefined && shadow !== null && (
        <p>
          <span class="mono">{shadow.trades ?? 0}</span> trades in the shadow,{' '}
          <span class="mono">{differences.length}</span> differ
          {price !== undefined && price !== null && (
            <>
              , price by <span class="mono">{bps(price.p50)}</span> at the median and{' '}
              <span class="mono">{bps(price.p95)}</span> at p95
            </>
          )}
          .
        </p>
      )}
      <ul class="differences">
        {differences.slice(0, 8).map((difference, index) => (
          <li key={index}>{differenceText(difference)}</li>
        ))}
      </ul>
    </>
  );
}

function bps(value: number | null | undefined): string {
  return value === undefined || value === null ? '–' : `${numberText(value, 1)} bps`;
}

function differenceText(difference: unknown): string {
  if (typeof difference === 'string') return difference;
  if (typeof difference !== 'object' || difference === null) return '';
  return Object.entries(difference)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `${name} ${value as string | number}`)
    .join(' · ');
}
