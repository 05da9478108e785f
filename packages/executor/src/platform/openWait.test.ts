import { getEventListeners } from 'node:events';

import { expect, it } from 'vitest';

import { openWait } from './openWait.ts';

it('ends with the signal, for its reason', () => {
  const closing = new AbortController();
  const { signal } = openWait(closing.signal);
  expect(signal.aborted).toBe(false);
  closing.abort('closing');
  expect(signal.reason).toBe('closing');
});

it('has ended already with a signal that has aborted', () => {
  expect(openWait(AbortSignal.abort('closed')).signal.reason).toBe('closed');
});

it('ends when it is told to, and leaves the signal alone', () => {
  const closing = new AbortController();
  const wait = openWait(closing.signal);
  wait.end('answered');
  expect(wait.signal.reason).toBe('answered');
  expect(closing.signal.aborted).toBe(false);
});

it('lets go of the signal when it ends', () => {
  const closing = new AbortController();
  const wait = openWait(closing.signal);
  expect(getEventListeners(closing.signal, 'abort')).toHaveLength(1);
  wait.end();
  expect(getEventListeners(closing.signal, 'abort')).toHaveLength(0);
});
