import { ageText, solText } from '../format/amounts.ts';
import { utcText } from '../platform/utcText.ts';
import { attentionOf } from './attentionPanel.tsx';
import { riskFigures } from '../state/riskFigures.ts';
import type { TradingState } from '../wire/tradingShapes.ts';
import type { ViewProps } from './consoleApp.tsx';

/** Trading state, open trades, money at risk and trouble: what one looks for first. */
export function StatusStrip({ store, actions }: ViewProps) {
  return (
    <section class="status-strip" aria-label="Overview">
      <TradingTile store={store} actions={actions} />
      <FigureTiles store={store} />
    </section>
  );
}

const STATE_FACE: Readonly<
  Record<TradingState, { readonly word: string; readonly glyph: string; readonly tone: string }>
> = {
  active: { word: 'Active', glyph: '▶', tone: 'good' },
  reducing: { word: 'Reducing', glyph: '▼', tone: 'warn' },
  halted: { word: 'Halted', glyph: '■', tone: 'bad' },
};

function TradingTile({ store }: ViewProps) {
  const trading = store.trading.value.value;
  const face = trading === undefined ? undefined : STATE_FACE[trading.state];
  const choose = (state: TradingState) => () => {
    store.dialog.value = { kind: 'decide', state };
  };
  return (
    <div class={`tile trading ${face?.tone ?? 'calm'}`}>
      <h2>Trading</h2>
      <p class="figure" data-testid="trading-state">
        <span aria-hidden="true">{face?.glyph ?? '…'}</span> {face?.word ?? 'unknown'}
      </p>
      <p class="note">{noteOf(store)}</p>
      <div class="decisions">
        {trading?.state !== 'halted' && (
          <button type="button" class="danger" onClick={choose('halted')}>
            Halt <kbd>h</kbd>
          </button>
        )}
        {trading?.state !== 'reducing' && (
          <button type="button" onClick={choose('reducing')}>
            Reduce <kbd>r</kbd>
          </button>
        )}
        {trading?.state !== 'active' && (
          <button type="button" onClick={choose('active')}>
            Activate <kbd>a</kbd>
          </button>
        )}
      </div>
    </div>
  );
}

function noteOf(store: ViewProps['store']): string {
  const { value: trading, problem } = store.trading.value;
  if (trading === undefined) return problem?.message ?? 'reading …';
  const { sinceMs, by, reason, changeReason } = trading;
  const since =
    sinceMs === undefined
      ? undefined
      : `since ${utcText(sinceMs)}, ${ageText(store.nowMs.value - sinceMs)} ago`;
  const words = [since, by && `by ${by}`, changeReason ?? reason].filter(Boolean).join(' · ');
  return words === '' ? 'everything that limits allow; nobody ever changed it' : words;
}

function FigureTiles({ store }: Pick<ViewProps, 'store'>) {
  const nowMs = store.nowMs.value;
  const risk = riskFigures(store.trades.value, store.positions.value.value ?? []);
  const items = attentionOf(store);
  const acts = items.filter(({ level }) => level === 'act').length;
  return (
    <>
      <div class={risk.doubtfulTrades > 0 ? 'tile warn' : 'tile'}>
        <h2>Open trades</h2>
        <p class="figure">{risk.movingTrades}</p>
        <p class="note">
          {risk.oldestAtMs === undefined
            ? 'none on its way'
            : `oldest ${ageText(nowMs - risk.oldestAtMs)}`}
          {risk.settlingTrades > 0 && ` · ${risk.settlingTrades} settling`}
          {risk.doubtfulTrades > 0 && ` · ! ${risk.doubtfulTrades} in doubt`}
        </p>
      </div>
      <div class="tile">
        <h2>Money at risk</h2>
        <p class="figure">
          {solText(risk.heldLamports + risk.reservedLamports)} <span class="unit">SOL</span>
        </p>
        <p class="note">
          {solText(risk.heldLamports)} held · {solText(risk.reservedLamports)} reserved
        </p>
      </div>
      {store.connection.value.kind === 'lost' ? (
        <div class="tile bad">
          <h2>Needs you</h2>
          <p class="figure">
            <span aria-hidden="true">!</span> unknown
          </p>
          <p class="note">
            the server does not answer; {items.length === 0 ? 'nothing' : items.length} when it did
          </p>
        </div>
      ) : (
        <div class={items.length === 0 ? 'tile' : acts > 0 ? 'tile bad' : 'tile warn'}>
          <h2>Needs you</h2>
          <p class="figure">
            <span aria-hidden="true">{items.length === 0 ? '✓' : '!'}</span> {items.length}
          </p>
          <p class="note">
            {items.length === 0
              ? 'nothing needs a person'
              : `${acts} to act on, ${items.length - acts} to look at`}
          </p>
        </div>
      )}
    </>
  );
}
