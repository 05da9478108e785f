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
  return { result, asked: seen.map(({ method, path }) => `${method} ${path}`), seen };
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

describe('the end of the wait', () => {
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
