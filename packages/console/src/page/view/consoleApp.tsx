import { useEffect } from 'preact/hooks';

import type { ConsoleActions } from '../state/consoleSession.ts';
import type { ConsoleStore } from '../state/consoleStore.ts';
import { byUrgency } from '../state/tradeList.ts';
import { keyboardCommand, stepFrom, type KeyboardCommand } from '../state/keyboardCommand.ts';
import { AttentionPanel } from './attentionPanel.tsx';
import { ChartGrid } from './chartGrid.tsx';
import { ConnectionBanner } from './connectionBanner.tsx';
import { DecisionDialog } from './decisionDialog.tsx';
import { HealthPanel } from './healthPanel.tsx';
import { HelpDialog } from './helpDialog.tsx';
import { LimitPanel } from './limitPanel.tsx';
import { PositionPanel } from './positionPanel.tsx';
import { RolloutPanel } from './rolloutPanel.tsx';
import { StatusStrip } from './statusStrip.tsx';
import { TokenBox } from './tokenBox.tsx';
import { TopBar } from './topBar.tsx';
import { TradeDetail } from './tradeDetail.tsx';
import { TradeTable } from './tradeTable.tsx';

/** What every view gets. */
export interface ViewProps {
  readonly store: ConsoleStore;
  readonly actions: ConsoleActions;
}

/** The whole page. */
export function ConsoleApp({ store, actions }: ViewProps) {
  useKeyboard({ store, actions });
  const hasToken = store.token.value !== undefined;
  useEffect(() => {
    document.body.classList.toggle('has-detail', store.selectedKey.value !== undefined);
  });
  if (!hasToken) return <TokenBox store={store} actions={actions} />;
  const isOpen = store.selectedKey.value !== undefined;
  const isStale = store.connection.value.kind === 'lost';
  return (
    <>
      <TopBar store={store} actions={actions} />
      <ConnectionBanner store={store} />
      <main class={isStale ? 'page is-stale' : 'page'}>
        <StatusStrip store={store} actions={actions} />
        <AttentionPanel store={store} actions={actions} />
        <div class={isOpen ? 'columns has-detail' : 'columns'}>
          <div class="wide">
            <TradeTable store={store} actions={actions} />
            <ChartGrid store={store} actions={actions} />
          </div>
          <div class="aside">
            {isOpen && <TradeDetail store={store} actions={actions} />}
            <LimitPanel store={store} />
            <PositionPanel store={store} />
            <HealthPanel store={store} />
            <RolloutPanel store={store} />
          </div>
        </div>
      </main>
      <DecisionDialog store={store} actions={actions} />
      <HelpDialog store={store} />
    </>
  );
}

function useKeyboard({ store, actions }: ViewProps): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (store.token.value === undefined || store.dialog.value !== undefined) return;
      const command = keyboardCommand({
        key: event.key,
        hasModifier: event.ctrlKey || event.metaKey || event.altKey,
        isTyping: isTyping(event.target),
        isOnControl: isOnControl(event.target),
      });
      if (command === undefined) return;
      event.preventDefault();
      obey(command, { store, actions });
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [store, actions]);
}

function obey(command: KeyboardCommand, { store, actions }: ViewProps): void {
  switch (command) {
    case 'next':
    case 'previous':
      step(command === 'next' ? 1 : -1, { store, actions });
      return;
    case 'open':
      actions.select(store.cursorKey.value);
      return;
    case 'close':
      actions.select(undefined);
      return;
    case 'halt':
      store.dialog.value = { kind: 'decide', state: 'halted' };
      return;
    case 'reduce':
      store.dialog.value = { kind: 'decide', state: 'reducing' };
      return;
    case 'activate':
      store.dialog.value = { kind: 'decide', state: 'active' };
      return;
    case 'help':
      store.dialog.value = { kind: 'help' };
      return;
    default:
      command satisfies never;
  }
}

function step(by: 1 | -1, { store, actions }: ViewProps): void {
  const keys = byUrgency(store.trades.value).map(({ key }) => key);
  const key = stepFrom(keys, store.cursorKey.value, by);
  store.cursorKey.value = key;
  if (store.selectedKey.value !== undefined) actions.select(key);
  if (key === undefined) return;
  const row = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  row?.scrollIntoView({ block: 'nearest' });
  // Enter would press whatever Tab had come to before, and a screen reader says where one is.
  row?.querySelector('button')?.focus({ preventScroll: true });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select');
}

function isOnControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('button, a, summary');
}
