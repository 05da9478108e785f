import { fault, isFault, type Fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createFakeParts } from '../testing/fakeParts.ts';
import { preparedChain, quotingVenue } from '../testing/preparedChain.ts';
import { PLAN } from '../testing/tradeFixtures.ts';
import type { SwapVenue } from '../venues/swapVenue.ts';
import { insistOnQuote } from './insistOnQuote.ts';

const REQUEST = {
  inputMint: 'in',
  outputMint: 'out',
  amountIn: 1n,
  slippageBps: 100,
  taker: PLAN.wallet,
};

const LOST = fault('QUOTE__UNAVAILABLE', { venue: 'made-up', reason: 'other side closed' });
const BUSY = fault('QUOTE__REFUSED', { venue: 'made-up', httpStatus: 429, reason: 'busy' });
const WRONG = fault('QUOTE__MALFORMED', { venue: 'made-up', reason: 'nonsense' });

/** A venue that fails so many times before it quotes, asked for a new trade or one that has died. */
async function ask(wanted: {
  readonly failure: Fault;
  readonly failures: number;
  readonly hasDied: boolean;
  readonly lateMs?: number;
  /** Question during which the adapter begins to close. */
  readonly closesAtAsk?: number;
}) {
  let asked = 0;
  const honest = quotingVenue();
  const quote: SwapVenue['quote'] = async (request, signal) => {
    if (++asked === wanted.closesAtAsk) closing.abort();
    return asked <= wanted.failures ? wanted.failure : honest.quote(request, signal);
  };
  const { parts, admit, sign, closing } = await createFakeParts({
    nodes: [preparedChain()],
    parts: { venue: { name: 'made-up', quote } },
  });
  const trade = wanted.hasDied ? parts.log.current(died()) : admit();
  function died(): string {
    const { tradeId, attempt } = sign({}, {});
    const { signature, deathHeight } = attempt;
    parts.log.record(tradeId, { name: 'AttemptExpired', signature, deathHeight, witnesses: [] });
    return tradeId;
  }
  const { clock, platform } = parts.config;
  const begunAtMs = platform.monotonicMs();
  const deadlineAtMs = clock.nowMs() + (wanted.lateMs ?? 60_000);
  const answer = await insistOnQuote(parts, { ...trade, deadlineAtMs }, REQUEST);
  const waitedMs = platform.monotonicMs() - begunAtMs;
  return { isQuote: !isFault(answer), asked, waitedMs };
}

describe('insistOnQuote', () => {
  it.each([
    {
      title: 'asks again at once when the question was lost',
      given: { failure: LOST, failures: 1, hasDied: false },
      leads: { isQuote: true, asked: 2, waitedMs: 0 },
    },
    {
      title: 'is content with two unheard questions before a signature',
      given: { failure: LOST, failures: 9, hasDied: false },
      leads: { isQuote: false, asked: 2, waitedMs: 0 },
    },
    {
      title: 'takes the refusal of a busy venue before a signature',
      given: { failure: BUSY, failures: 9, hasDied: false },
      leads: { isQuote: false, asked: 1, waitedMs: 0 },
    },
    {
      title: 'waits for a venue that is silent after a death',
      given: { failure: LOST, failures: 3, hasDied: true },
      leads: { isQuote: true, asked: 4, waitedMs: 1_000 },
    },
    {
      title: 'waits for a venue that is busy after a death',
      given: { failure: BUSY, failures: 3, hasDied: true },
      leads: { isQuote: true, asked: 4, waitedMs: 1_500 },
    },
    {
      title: 'gives up in the end',
      given: { failure: LOST, failures: 9, hasDied: true },
      leads: { isQuote: false, asked: 4, waitedMs: 1_000 },
    },
    {
      title: 'takes nonsense for an answer',
      given: { failure: WRONG, failures: 9, hasDied: true },
      leads: { isQuote: false, asked: 1, waitedMs: 0 },
    },
  ])('$title', async ({ given, leads }) => {
    expect(await ask(given)).toEqual(leads);
  });

  it('asks no further when the deadline would be there after the pause', async () => {
    const busy = { failure: BUSY, failures: 9, hasDied: true };
    expect(await ask({ ...busy, lateMs: 500 })).toMatchObject({ isQuote: false, asked: 1 });
    expect(await ask({ ...busy, lateMs: 501 })).toMatchObject({ isQuote: false, asked: 4 });
  });

  it('asks no further once the adapter closes', async () => {
    const asked = await ask({ failure: LOST, failures: 9, hasDied: true, closesAtAsk: 2 });
    expect(asked).toEqual({ isQuote: false, asked: 2, waitedMs: 0 });
  });
});
