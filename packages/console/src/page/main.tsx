import { render } from 'preact';
import * as z from 'zod/mini';

import { browser } from './platform/browser.ts';
import { createConsoleSession } from './state/consoleSession.ts';
import { createConsoleStore } from './state/consoleStore.ts';
import { ConsoleApp } from './view/consoleApp.tsx';

// Compiled checks need eval, which the page's policy forbids.
z.config({ jitless: true });

const root = document.querySelector('#console');
if (root !== null) {
  const store = createConsoleStore(browser.nowMs());
  const actions = createConsoleSession(store, browser);
  render(<ConsoleApp store={store} actions={actions} />, root);
  actions.begin();
}
