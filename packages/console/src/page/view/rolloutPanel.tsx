import { numberText } from '../format/amounts.ts';
import { differenceText } from '../state/shadowDifference.ts';
import type { Rollout, ShadowDifference } from '../wire/tradingShapes.ts';
import type { ViewProps } from './consoleApp.tsx';
import { Panel } from './panel.tsx';

const DIFFERENCES_SHOWN = 8;
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
      {stage !== 'live' && (
        <p class="faint">
          {stage === 'canary'
            ? 'What is outside the share is answered by the stub: it moves nothing, and is in no list and no chart here.'
            : 'New buys are answered by the stub: they move nothing, and are in no list and no chart here.'}
        </p>
      )}
      {differences.length > 0 && <DifferenceTable differences={differences} />}
    </>
  );
}

function bps(value: number | null | undefined): string {
  return value === undefined || value === null ? '–' : `${numberText(value, 1)} bps`;
}

function DifferenceTable({ differences }: { readonly differences: readonly ShadowDifference[] }) {
  return (
    <table class="figures differences">
      <thead>
        <tr>
          <th scope="col">trade</th>
          <th scope="col">stub</th>
          <th scope="col">real</th>
          <th scope="col" class="number">
            price, cost
          </th>
        </tr>
      </thead>
      <tbody>
        {differences.slice(0, DIFFERENCES_SHOWN).map((difference) => (
          <DifferenceRow key={difference.key} difference={difference} />
        ))}
      </tbody>
    </table>
  );
}

function DifferenceRow({ difference }: { readonly difference: ShadowDifference }) {
  const { key, side, token, strategy } = difference;
  const { stub, real, price, cost, isDecision } = differenceText(difference);
  return (
    <tr>
      <th scope="row" title={[key, strategy, token].filter(Boolean).join(' · ')}>
        {key}
        <span class="faint"> {side}</span>
      </th>
      <td>{codeOf(stub)}</td>
      <td class={isDecision ? 'warn' : undefined}>{codeOf(real)}</td>
      <td class="number">
        {price}
        <br />
        <span class="faint">{cost}</span>
      </td>
    </tr>
  );
}

/** Where a code may be broken when the column is narrow. */
function codeOf(text: string) {
  return text.split(/(?<=_)(?!_)/u).flatMap((part) => [part, <wbr key={part} />]);
}
