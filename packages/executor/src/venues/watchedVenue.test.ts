import { fault, type Fault } from '@quantbot/core';
import { expect, it } from 'vitest';

import type { SwapQuote, SwapQuoteRequest } from './swapVenue.ts';
import { createWatchedVenue } from './watchedVenue.ts';

const QUOTE = { venue: 'v', amountIn: 1n } as SwapQuote;
const REQUEST = { inputMint: 'a', outputMint: 'b' } as SwapQuoteRequest;

function watch(answers: ReadonlyArray<SwapQuote | Fault>) {
  let nowMs = 0;
  const left = [...answers];
  const quote = async (): Promise<SwapQuote | Fault> => {
    nowMs += 40;
    const answer = left.shift();
    if (answer === undefined) throw new Error('there is no further answer');
    return answer;
  };
  return createWatchedVenue({ name: 'v', quote }, { monotonicMs: () => nowMs });
}

const noRoute = fault('QUOTE__NO_ROUTE', { inputMint: 'a', outputMint: 'b' } as never);
const down = fault('QUOTE__UNAVAILABLE', { venue: 'v', reason: 'ECONNREFUSED' });

it('hands on what the venue answers, and tells how long that took', async () => {
  const { venue, health } = watch([QUOTE]);
  expect(await venue.quote(REQUEST, new AbortController().signal)).toBe(QUOTE);
  expect(health()).toMatchObject({ kind: 'venue', label: 'v', state: 'well', latencyMs: 40 });
});

it('takes a refusal for an answer, and silence for a failure', async () => {
  const { venue, health } = watch([noRoute, down]);
  await venue.quote(REQUEST, new AbortController().signal);
  expect(health()).toMatchObject({ state: 'well', failures: 0 });
  expect(await venue.quote(REQUEST, new AbortController().signal)).toBe(down);
  expect(health()).toMatchObject({
    state: 'failing',
    calls: 2,
    failures: 1,
    lastFailure: { reason: down.message },
  });
});

it.each([
  [400, 'well'],
  [401, 'failing'],
  [429, 'failing'],
  [503, 'failing'],
])('is %i as refusal: %s', async (httpStatus, state) => {
  const refused = fault('QUOTE__REFUSED', { venue: 'v', httpStatus, reason: 'no' });
  const { venue, health } = watch([refused]);
  await venue.quote(REQUEST, new AbortController().signal);
  expect(health()).toMatchObject({ state });
});

it('blames the venue for nothing that was called off', async () => {
  const { venue, health } = watch([down]);
  await venue.quote(REQUEST, AbortSignal.abort());
  expect(health()).toMatchObject({ state: 'unused', failures: 0 });
});
