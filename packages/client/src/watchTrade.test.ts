import { createTokenAddress } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createExecutionClient } from './createExecutionClient.ts';
import { broken, json, scriptedPlatform, type ScriptedAnswer } from './testing/scriptedPlatform.ts';

const accepted = json(202, { key: 'mine', status: 'executing', location: '/v1/executions/mine' });
const at = (status: string, result?: unknown) =>
  json(200, { trade: { key: 'mine', status, ...(result === undefined ? {} : { result }) } });
const SUCCESS = { success: true, txSignature: 'sig', status: 'settling', idempotencyKey: 'mine' };

async function play(answers: readonly ScriptedAnswer[], waitMs = 60_000) {
  const { platform, seen } = scriptedPlatform(answers);
  const client = createExecutionClient({ url: 'https://trader.example', token: 't', platform });
  const result = await client.execute({
    tokenAddress: createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
    chain: 'solana',
    side: 'buy',
    amount: 0.01,
    idempotencyKey: 'mine',
    waitMs,
  });
  const asked = seen.map(({ method, path }) => `${method} ${path}`);
  const pausesMs = seen.slice(1).map(({ atMs }, index) => atMs - (seen[index]?.atMs ?? 0));
  return { result, asked, pausesMs, seen };
}

function times(count: number, answer: ScriptedAnswer): readonly ScriptedAnswer[] {
  return Array.from({ length: count }, () => answer);
}

const LOOK = 'GET /v1/executions/mine';
const HAND = 'POST /v1/executions';

describe('a trade the server has', () => {
  it('is looked at until it is decided, and not handed over again', async () => {
    const { result, asked } = await play([accepted, at('executing'), at('settling', SUCCESS)]);
    expect(asked).toEqual([HAND, LOOK, LOOK]);
    expect(result).toEqual(SUCCESS);
  });

  it('is read beside its attempts and events as well', async () => {
    const nested = json(200, {
      trade: { trade: { status: 'filled', result: SUCCESS }, events: [] },
    });
    expect((await play([accepted, nested])).result).toEqual(SUCCESS);
  });

  it('is asked for its answer by its key when none is stored', async () => {
    const denial = { success: false, errorCode: 'PRICE__MOVED', status: 'failed' };
    const { result, asked, seen } = await play([
      accepted,
      at('failed'),
      json(200, { result: denial }),
    ]);
    expect(asked).toEqual([HAND, LOOK, HAND]);
    expect(seen[2]?.body['deadlineMs']).toBe(1);
    expect(result).toMatchObject(denial);
  });

  it('is not answered by a success that was rolled back', async () => {
    const rolledBack = { success: false, errorCode: 'CONFIRM__ROLLED_BACK', status: 'failed' };
    const { result } = await play([
      accepted,
      at('executing', SUCCESS),
      at('failed', SUCCESS),
      json(200, { result: rolledBack }),
    ]);
    expect(result).toMatchObject(rolledBack);
  });

  it('is looked at through lost replies, restarts and renewed tokens', async () => {
    const { result } = await play([
      accepted,
      broken('ECONNRESET'),
      broken('ECONNREFUSED'),
      json(503, {}, { 'retry-after': '3' }),
      json(401, {}),
      json(200, { nonsense: true }),
      at('filled', SUCCESS),
    ]);
    expect(result).toEqual(SUCCESS);
  });

  it('is answered by the failure that is stored', async () => {
    const failure = { success: false, errorCode: 'PRICE__MOVED', status: 'failed' };
    const { result, asked } = await play([accepted, at('failed', failure)]);
    expect(asked).toEqual([HAND, LOOK]);
    expect(result).toEqual(failure);
  });

  it.each([
    ['cancelled', { success: false, errorCode: 'PRICE__MOVED' }],
    ['denied', { success: false, errorCode: 'PRICE__MOVED' }],
    ['resolved', SUCCESS],
    ['conflicted', SUCCESS],
    ['settling', { success: false, errorCode: 'PRICE__MOVED' }],
  ])('is asked for its answer when it is %s: what is stored may be older', async (status, old) => {
    const told = { success: false, errorCode: 'CONFIRM__ROLLED_BACK', status: 'failed' };
    const answers = [accepted, at(status, old), json(200, { result: told })];
    const { result, asked } = await play(answers);
    expect(asked).toEqual([HAND, LOOK, HAND]);
    expect(result).toMatchObject(told);
  });

  it('is taken from no redirection', async () => {
    const moved = json(300, { trade: { key: 'mine', status: 'filled', result: SUCCESS } });
    const { asked } = await play([accepted, moved, at('filled', SUCCESS)]);
    expect(asked).toEqual([HAND, LOOK, LOOK]);
  });

  describe('of which there is a live one and a dry one', () => {
    const unknown = { success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN', dryRun: true };
    const taken = json(202, { key: 'mine', status: 'executing', result: unknown });
    const shown = (mode: string) =>
      json(200, { trade: { mode, status: 'filled', result: SUCCESS } });

    it('is asked for by the mode it was taken in', async () => {
      const { result, asked } = await play([taken, shown('dry')]);
      expect(asked).toEqual([HAND, `${LOOK}?mode=dry`]);
      expect(result).toEqual(SUCCESS);
    });

    it('is asked for as a live one', async () => {
      const live = json(202, { key: 'mine', result: { ...unknown, dryRun: false } });
      const { result, asked } = await play([live, shown('live')]);
      expect(asked).toEqual([HAND, `${LOOK}?mode=live`]);
      expect(result).toEqual(SUCCESS);
    });

    it('is taken for the one that was asked for where nobody says which', async () => {
      expect((await play([taken, at('filled', SUCCESS)])).result).toEqual(SUCCESS);
      expect((await play([accepted, shown('live')])).result).toEqual(SUCCESS);
    });

    it('is not answered by the other, whatever a server shows', async () => {
      const { result, asked } = await play([taken, shown('live')]);
      expect(asked).toEqual([HAND, `${LOOK}?mode=dry`]);
      expect(result).toMatchObject({ success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN' });
      expect(result.error).toContain('took a dry trade and shows the other one');
    });
  });

  it('is unknown to a server that lost its journal, and is not made again', async () => {
    const { result, asked } = await play([accepted, json(404, { message: 'No such key.' })]);
    expect(asked).toEqual([HAND, LOOK]);
    expect(result).toMatchObject({
      success: false,
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      idempotencyKey: 'mine',
    });
    expect(result.error).toContain('knows nothing of it now');
  });
});

describe('the looks', () => {
  const open = at('executing');
  const down = json(503, {});

  it('come later each time, up to two seconds', async () => {
    const { pausesMs } = await play([accepted, ...times(8, open), at('filled', SUCCESS)]);
    expect(pausesMs).toEqual([
      250, 375, 562.5, 843.75, 1_265.625, 1_898.437_5, 2_000, 2_000, 2_000,
    ]);
  });

  it('hold back more with every failure in a row', async () => {
    const { pausesMs } = await play([
      accepted,
      down,
      broken('ECONNRESET'),
      open,
      json(200, { nonsense: true }),
      at('filled', SUCCESS),
    ]);
    expect(pausesMs).toEqual([250, 300, 600, 900, 300]);
  });

  it('wait as long as the server asks, and never shorter than without its word', async () => {
    const asks = (seconds: string) => json(503, {}, { 'retry-after': seconds });
    const { pausesMs } = await play([accepted, asks('3'), asks('0'), at('filled', SUCCESS)]);
    expect(pausesMs).toEqual([250, 3_000, 600]);
  });

  it('get as long as any request, and no longer than the caller waits', async () => {
    const timeoutsOf = async (waitMs: number) =>
      (await play([accepted, open, open], waitMs)).seen.slice(1).map(({ timeoutMs }) => timeoutMs);
    expect(await timeoutsOf(500)).toEqual([250]);
    const { seen } = await play([accepted, at('filled', SUCCESS)]);
    expect(seen[1]?.timeoutMs).toBe(25_000);
  });

  it('do not begin at the end of the wait', async () => {
    expect((await play([accepted], 250)).asked).toEqual([HAND]);
  });
});

describe('the end of the wait', () => {
  it.each([
    ['a server that is down', json(503, { message: 'Down for a while.' }), 'Down for a while'],
    ['a connection that breaks', broken('ECONNRESET'), 'ECONNRESET'],
    ['a page of a proxy', json(200, { nonsense: true }), 'without a trade that is known here'],
  ])('says what was in the way: %s', async (_case, trouble, words) => {
    const { result } = await play([accepted, ...times(20, trouble)], 5_000);
    expect(result.errorCode).toBe('CONFIRM__OUTCOME_UNKNOWN');
    expect(result.error).toContain(words);
  });

  it('keeps what is known of the trade through all that is in the way', async () => {
    const unknown = { success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN', txSignature: 'sig' };
    const trouble = times(20, json(503, {}));
    const taken = json(202, { result: unknown });
    expect((await play([taken, ...trouble], 5_000)).result).toEqual(unknown);
  });

  it('answers the newest that the server said of the trade', async () => {
    const unknown = { success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN', txSignature: 'one' };
    const newer = { ...unknown, txSignature: 'two' };
    const taken = json(202, { result: unknown });
    const told = json(202, { result: newer });
    const looks = times(20, at('executing'));
    const { result } = await play([taken, at('conflicted'), told, ...looks], 5_000);
    expect(result).toEqual(newer);
  });

  it('answers what the server said last, signature included', async () => {
    const unknown = {
      success: false,
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      error: 'It can land until block height 9.',
      txSignature: 'sig',
      deathHeight: 9,
      idempotencyKey: 'mine',
    };
    const looks = Array.from({ length: 20 }, () => at('executing'));
    const { result, seen } = await play([json(200, { result: unknown }), ...looks], 5_000);
    expect(result).toEqual(unknown);
    expect(seen.at(-1)?.atMs).toBeLessThanOrEqual(6_000);
  });

  it('answers that the outcome is unknown when the server said nothing but that it goes on', async () => {
    const looks = Array.from({ length: 20 }, () => at('executing'));
    const { result } = await play([accepted, ...looks], 5_000);
    expect(result.errorCode).toBe('CONFIRM__OUTCOME_UNKNOWN');
    expect(result.error).toContain('the trade is executing');
  });
});
