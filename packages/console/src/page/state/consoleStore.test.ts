import { expect, it } from 'vitest';

import { NOW_MS, tradeOf } from '../testing/trades.ts';
import { createConsoleStore, forgetReadings } from './consoleStore.ts';

it('forgets everything that a session has read', () => {
  const store = createConsoleStore(NOW_MS);
  store.trades.value = [tradeOf()];
  store.trading.value = { value: { state: 'halted' }, atMs: NOW_MS };
  store.selectedKey.value = 'entry-1';
  store.dialog.value = { kind: 'help' };
  forgetReadings(store);
  expect(store.trades.value).toEqual([]);
  expect(store.trading.value).toEqual({});
  expect(store.selectedKey.value).toBeUndefined();
  expect(store.dialog.value).toBeUndefined();
});
