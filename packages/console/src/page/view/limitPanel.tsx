import { limitsNow, limitUse, type LimitUse } from '../state/limitUse.ts';
import type { Limit } from '../wire/tradingShapes.ts';
import type { ViewProps } from './consoleApp.tsx';
import { Panel } from './panel.tsx';

/** Every limit that is set, as far as the page knows. */
export function limitsOf({ limits, trades, health }: ViewProps['store']): readonly Limit[] {
  return limitsNow({
    limits: limits.value.value,
    trades: trades.value,
    mode: health.value.value?.dryRun === true ? 'dry' : 'live',
  });
}

/** Limits and how much of each is used. */
export function LimitPanel({ store }: Pick<ViewProps, 'store'>) {
  const reading = store.limits.value;
  const uses = limitsOf(store).map(limitUse);
  return (
    <Panel title="Limits" reading={reading} nowMs={store.nowMs.value}>
      {uses.length === 0 && (
        <p class="faint">No limit is set. docs/risk.md lists them; live trading needs some.</p>
      )}
      <ul class="limits">
        {uses.map((use) => (
          <LimitRow key={`${use.name} ${use.side ?? ''}`} use={use} />
        ))}
      </ul>
    </Panel>
  );
}

function LimitRow({ use }: { readonly use: LimitUse }) {
  const { name, side, figures, share, level } = use;
  const percent = share === undefined ? undefined : Math.round(share * 100);
  return (
    <li class={`limit ${level}`}>
      <span class="name">
        {name}
        {side !== undefined && <span class="faint"> {side}s</span>}
      </span>
      <span class="mono value">
        {figures}
        {percent !== undefined && (
          <span class="percent">
            {level !== 'calm' && '! '}
            {percent} %
          </span>
        )}
      </span>
      {share !== undefined && (
        <meter min={0} max={1} high={0.8} value={Math.min(share, 1)} aria-label={`${name} used`}>
          {percent} %
        </meter>
      )}
    </li>
  );
}
