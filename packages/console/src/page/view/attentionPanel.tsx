import { attentionItems, type AttentionItem } from '../state/attention.ts';
import type { ConsoleStore } from '../state/consoleStore.ts';
import type { ViewProps } from './consoleApp.tsx';
import { limitsOf } from './limitPanel.tsx';

/** What needs a person now, as far as the page knows. */
export function attentionOf(store: ConsoleStore): readonly AttentionItem[] {
  return attentionItems({
    nowMs: store.nowMs.value,
    trades: store.trades.value,
    trading: store.trading.value.value,
    limits: limitsOf(store),
    health: store.health.value.value,
    rollout: store.rollout.value.value,
  });
}

/** Everything that needs a person, each with its next step; nothing when nothing does. */
export function AttentionPanel({ store, actions }: ViewProps) {
  const items = attentionOf(store);
  return (
    <section aria-label="What needs you" aria-live="polite" class="attention">
      {items.map(({ id, level, title, detail, next, key }) => (
        <article key={id} class={level === 'act' ? 'item bad' : 'item warn'}>
          <span class="mark">{level === 'act' ? '‼ act' : '! look'}</span>
          <div>
            <strong>{title}</strong>
            {detail !== '' && <span class="detail">{detail}</span>}
            <span class="next">
              <span class="faint">next</span> {next}
            </span>
          </div>
          {key !== undefined && (
            <button
              type="button"
              class="quiet open-trade"
              onClick={() => {
                actions.select(key);
              }}
            >
              open trade
            </button>
          )}
        </article>
      ))}
    </section>
  );
}
