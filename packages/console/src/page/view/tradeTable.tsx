import { ageText } from '../format/amounts.ts';
import { shorten } from '../format/shorten.ts';
import { isoOf, utcBrief, utcText } from '../platform/utcText.ts';
import { byUrgency, isOpen } from '../state/tradeList.ts';
import { askedText } from '../state/askedText.ts';
import { outcomeText } from '../state/outcomeText.ts';
import type { Trade } from '../wire/tradeShapes.ts';
import type { ViewProps } from './consoleApp.tsx';
import { StageTrack } from './stageTrack.tsx';

const COLUMNS = ['UTC', 'age', 'trade', 'side', 'asked', 'stage', 'att', 'lane', 'outcome'];
const NUMBERS: ReadonlySet<string> = new Set(['age', 'asked', 'att']);

/** Trades as they go on: open ones first, then the newest. */
export function TradeTable({ store, actions }: ViewProps) {
  const trades = byUrgency(store.trades.value);
  const { problem } = store.tradesReading.value;
  return (
    <section class="panel trades" aria-label="Trades">
      <div class="panel-head">
        <h2>Trades</h2>
        <span class="faint">
          {trades.filter(isOpen).length} not final, {trades.length} shown
        </span>
        <span class="spring" />
        <span class="faint keys-hint">
          <kbd>j</kbd> <kbd>k</kbd> move <kbd>Enter</kbd> open
        </span>
      </div>
      {problem !== undefined && store.connection.value.kind !== 'lost' && (
        <p class="notice warn">
          <strong>! {problem.message}</strong> {problem.next}
        </p>
      )}
      {trades.length === 0 ? (
        <EmptyTable
          isRead={store.tradesReading.value.value !== undefined}
          stage={store.rollout.value.value?.stage}
        />
      ) : (
        <div class="scroll" tabIndex={-1}>
          <table>
            <thead>
              <tr>
                {COLUMNS.map((name) => (
                  <th key={name} scope="col" class={NUMBERS.has(name) ? 'number' : undefined}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {trades.map((trade) => (
                <TradeRow
                  key={`${trade.mode} ${trade.key}`}
                  trade={trade}
                  nowMs={store.nowMs.value}
                  isAtCursor={trade.key === store.cursorKey.value}
                  isSelected={trade.key === store.selectedKey.value}
                  select={() => {
                    actions.select(trade.key);
                  }}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface EmptyProps {
  readonly isRead: boolean;
  /** Stage of the rollout, where there is one. */
  readonly stage: string | undefined;
}

function EmptyTable({ isRead, stage }: EmptyProps) {
  if (!isRead) return <p class="faint">reading …</p>;
  if (stage === 'stub' || stage === 'shadow') {
    return (
      <p class="empty">
        No trade yet. The rollout is at {stage}: the stub answers new buys, moves nothing, and is
        not listed. What the shadow found is under Rollout.
      </p>
    );
  }
  return (
    <p class="empty">
      No trade yet. The first one shows here the moment it is claimed:
      <code>quantbot execute --side buy --token MINT --amount 0.1</code>
    </p>
  );
}

interface RowProps {
  readonly trade: Trade;
  readonly nowMs: number;
  readonly isAtCursor: boolean;
  readonly isSelected: boolean;
  readonly select: () => void;
}

function TradeRow({ trade, nowMs, isAtCursor, isSelected, select }: RowProps) {
  const { key, side, token, strategyId, createdAtMs, attempts, lane, mode } = trade;
  const classes = [
    isOpen(trade) ? 'open' : 'ended',
    isAtCursor ? 'at-cursor' : '',
    isSelected ? 'selected' : '',
  ];
  const outcome = outcomeText(trade);
  return (
    <tr class={classes.join(' ')} data-key={key} onClick={select}>
      <td class="time mono">
        <time dateTime={isoOf(createdAtMs)} title={utcText(createdAtMs)}>
          {utcBrief(createdAtMs, nowMs)}
        </time>
      </td>
      <td class="number age">{ageText(nowMs - createdAtMs)}</td>
      <td class="name">
        <button type="button" class="link mono" title={key} aria-current={isSelected || undefined}>
          {shorten(key, 9)}
        </button>
        {mode === 'dry' && <span class="badge calm">dry</span>}
        {strategyId !== undefined && (
          <span class="faint strategy" title={strategyId}>
            {strategyId}
          </span>
        )}
      </td>
      <td class={`side ${side}`}>
        <span aria-hidden="true">{side === 'buy' ? '↗' : '↘'}</span> {side}{' '}
        <span class="faint mono" title={token}>
          {shorten(token)}
        </span>
      </td>
      <td class="number asked">{askedText(trade)}</td>
      <td class="stage">
        <StageTrack trade={trade} />
      </td>
      <td class="number attempts">{attempts}</td>
      <td class="lane">{lane ?? '–'}</td>
      <td class="outcome mono" title={trade.error ?? outcome}>
        {outcome}
      </td>
    </tr>
  );
}
