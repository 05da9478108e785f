import { fault, faultResult, type ExecutionResult } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { ATTEMPT, journalled, LANDED, MINT, SIGNATURE, tradeRecord } from '../testing/records.ts';
import { openServerHarness } from '../testing/serverHarness.ts';
import { DEFAULT_BOUNDS } from './serverParts.ts';

const BODY = { tokenAddress: MINT, chain: 'solana', side: 'buy', amount: 1 };
const POST = { method: 'POST', url: '/v1/executions', payload: BODY } as const;
const KEY = { 'idempotency-key': 'entry/1' };
const PENDING: ExecutionResult = {
  success: false,
  status: 'executing',
  errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
  error: 'nobody knows yet',
};

describe('POST /v1/executions', () => {
  it('trades under the key of the header and answers what became of it', async () => {
    const { app, execution, headers } = await openServerHarness();
    const answer = await app.inject({ ...POST, headers: headers('trade', KEY) });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ result: LANDED });
    expect(execution.requests).toEqual([
      { ...BODY, idempotencyKey: 'entry/1', waitMs: DEFAULT_BOUNDS.waitMsMax },
    ]);
  });

  it.each([
    [{}, 'SERVER__KEY_REQUIRED'],
    [{ 'idempotency-key': '' }, 'SERVER__KEY_REQUIRED'],
    [{ 'idempotency-key': 'a b' }, 'SERVER__KEY_MALFORMED'],
    [{ 'idempotency-key': '..' }, 'SERVER__KEY_MALFORMED'],
    [{ 'idempotency-key': 'k'.repeat(129) }, 'SERVER__KEY_MALFORMED'],
  ])('asks for a key: %o is refused', async (more, code) => {
    const { app, execution, headers } = await openServerHarness();
    const answer = await app.inject({ ...POST, headers: headers('trade', { ...more }) });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().code).toBe(code);
    expect(execution.requests).toEqual([]);
  });

  it.each([
    ['an unknown field', { ...BODY, amonut: 1 }, [400, 'VALIDATE__FIELD_UNKNOWN']],
    ['a key in the body', { ...BODY, idempotencyKey: 'k' }, [400, 'VALIDATE__FIELD_UNKNOWN']],
    ['a text for a number', { ...BODY, amount: '1' }, [400, 'SERVER__REQUEST_MALFORMED']],
    [
      'more digits than count',
      `{"tokenAddress":"${MINT}","chain":"solana","side":"buy","amount":0.10000000000000000001}`,
      [400, 'SERVER__REQUEST_MALFORMED'],
    ],
    ['a field twice', '{"amount":1,"amount":2}', [400, 'SERVER__REQUEST_MALFORMED']],
    ['another side', { ...BODY, side: 'hold' }, [400, 'SERVER__REQUEST_MALFORMED']],
    ['a list', [], [400, 'SERVER__REQUEST_MALFORMED']],
    ['half of JSON', '{"side":', [400, 'SERVER__REQUEST_MALFORMED']],
    ['nothing', '', [400, 'SERVER__REQUEST_MALFORMED']],
    ['a prototype', '{"__proto__":{"amount":1}}', [400, 'SERVER__REQUEST_MALFORMED']],
    ['too much', `{"side":"${'a'.repeat(20_000)}"}`, [413, 'SERVER__BODY_TOO_LARGE']],
  ])('refuses %s', async (_case, payload, expected) => {
    const { app, execution, headers } = await openServerHarness();
    const more = { ...KEY, 'content-type': 'application/json' };
    const answer = await app.inject({ ...POST, payload, headers: headers('trade', more) });
    expect([answer.statusCode, answer.json().code]).toEqual(expected);
    expect(answer.body).not.toMatch(/node_modules|\.ts:|\bat /u);
    expect(execution.requests).toEqual([]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'refuses a body announced as %s, which a page could send without being asked',
    async (type) => {
      const { app, execution, headers } = await openServerHarness();
      const more = { ...KEY, 'content-type': type };
      const payload = JSON.stringify(BODY);
      const answer = await app.inject({ ...POST, payload, headers: headers('trade', more) });
      expect([answer.statusCode, answer.json().code]).toEqual([
        415,
        'SERVER__MEDIA_TYPE_UNSUPPORTED',
      ]);
      expect(execution.requests).toEqual([]);
    },
  );

  it('answers 202 and where to ask when the wait ends first', async () => {
    const { app, execution, headers } = await openServerHarness();
    execution.answer = PENDING;
    const answer = await app.inject({ ...POST, headers: headers('trade', KEY) });
    expect(answer.statusCode).toBe(202);
    expect(answer.headers['location']).toBe('/v1/executions/entry%2F1');
    expect(answer.json()).toEqual({
      key: 'entry/1',
      status: 'executing',
      location: '/v1/executions/entry%2F1',
      result: PENDING,
    });
  });

  it.each([
    [{ prefer: 'respond-async' }, BODY, 0],
    [{ prefer: 'wait=5, Respond-Async' }, { ...BODY, waitMs: 9_000 }, 0],
    [{ prefer: 'return=minimal' }, { ...BODY, waitMs: 9_000 }, 9_000],
    [{}, { ...BODY, waitMs: 999_000 }, DEFAULT_BOUNDS.waitMsMax],
  ])('waits as %o and the body want, inside its bound', async (more, payload, waitMs) => {
    const { app, execution, headers } = await openServerHarness();
    const all = headers('trade', { ...KEY, ...more });
    await app.inject({ ...POST, payload, headers: all });
    expect(execution.requests[0]?.waitMs).toBe(waitMs);
  });

  const denied = faultResult(
    fault('EXECUTOR__QUEUE_FULL', { mint: 'm', waiting: 1, waitingMax: 1 }),
  );
  it.each<[string, ExecutionResult, number]>([
    ['a denial', { ...denied, status: 'denied' }, 422],
    [
      'a key of another request',
      { success: false, status: 'denied', errorCode: 'IDEMPOTENCY__REQUEST_MISMATCH' },
      409,
    ],
    [
      'a failure that the chain has seen',
      { success: false, status: 'failed', errorCode: 'CONFIRM__SLIPPAGE_EXCEEDED', attempts: 1 },
      200,
    ],
    [
      'a refusal of a further attempt',
      { success: false, status: 'failed', errorCode: 'PRICE__MOVED', attempts: 2 },
      200,
    ],
    ['a cancel', { success: false, status: 'cancelled', errorCode: 'TRADE__CANCELLED' }, 422],
    ['a closed executor', { success: false, status: 'denied', errorCode: 'EXECUTOR__CLOSED' }, 503],
    ['a lost answer', { success: false, errorCode: 'CONTROL__ANSWER_LOST' }, 503],
    ['a set-up that is wrong', { success: false, errorCode: 'CONFIG__CLUSTER_MISMATCH' }, 422],
    ['a defect', { success: false, errorCode: 'INTERNAL__UNEXPECTED' }, 500],
  ])('answers %s', async (_case, result, status) => {
    const { app, execution, headers } = await openServerHarness();
    execution.answer = result;
    const answer = await app.inject({ ...POST, headers: headers('trade', KEY) });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ result });
    if (status !== 200) expect(answer.json().code).toBe(result.errorCode);
  });

  it('tells nobody how it is made when something unforeseen happens', async () => {
    const { app, execution, headers, logged } = await openServerHarness();
    execution.answer = async () => {
      throw new Error('the password is hunter2');
    };
    const answer = await app.inject({ ...POST, headers: headers('trade', KEY) });
    expect(answer.statusCode).toBe(500);
    expect(answer.json().code).toBe('INTERNAL__UNEXPECTED');
    expect(answer.body).not.toMatch(/hunter2|node_modules|\.ts/u);
    expect(answer.json().requestId).toBe(answer.headers['x-request-id']);
    expect(logged.join('\n')).toContain(answer.json().requestId);
  });

  it.each(['request-id', 'x-request-id'])('takes no id of a request from %s', async (name) => {
    const { app, headers } = await openServerHarness();
    const more = { ...KEY, [name]: 'chosen' };
    const answer = await app.inject({ ...POST, headers: headers('trade', more) });
    expect(answer.headers['x-request-id']).toMatch(/^[\w-]{8,}$/u);
  });

  it('takes no trade while it shuts down', async () => {
    const { app, execution, headers, closing } = await openServerHarness();
    closing.abort();
    const answer = await app.inject({ ...POST, headers: headers('trade', KEY) });
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'SERVER__SHUTTING_DOWN']);
    expect(execution.requests).toEqual([]);
  });
});

describe('GET /v1/executions/{key}', () => {
  it('answers what status prints, without the signed bytes', async () => {
    const { app, journal, headers } = await openServerHarness();
    const trade = tradeRecord({ key: 'a/b?%#é'.slice(0, 6), attempts: [ATTEMPT] });
    journal.trades.push(trade);
    const events = journalled([{ name: 'AttemptSigned', attempt: ATTEMPT }]);
    journal.histories.set('id', { trade, events });
    const url = `/v1/executions/${encodeURIComponent(trade.key)}`;
    const answer = await app.inject({ url, headers: headers('read') });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      trade: { key: trade.key, status: 'executing' },
      attempts: [{ signature: SIGNATURE }],
      events: [{ version: 1, event: { name: 'AttemptSigned' } }],
      followed: true,
    });
    expect(answer.body).not.toContain(ATTEMPT.wireBase64);
  });

  it('shows the live trade of a key before the dry one, and the one that is asked for', async () => {
    const { app, journal, headers } = await openServerHarness();
    for (const mode of ['dry', 'live'] as const) {
      const trade = tradeRecord({ key: 'k', mode, tradeId: `the-${mode}` });
      journal.trades.push(trade);
      journal.histories.set(trade.tradeId, { trade, events: [] });
    }
    const shown = async (query: string): Promise<unknown> => {
      const url = `/v1/executions/k${query}`;
      return (await app.inject({ url, headers: headers('read') })).json().trade.mode;
    };
    expect(await shown('')).toBe('live');
    expect(await shown('?mode=live')).toBe('live');
    expect(await shown('?mode=dry')).toBe('dry');
  });

  it('calls an open trade followed only while a process owns the journal', async () => {
    const { app, journal, headers } = await openServerHarness({ isOwned: () => false });
    const trade = tradeRecord({ key: 'k' });
    journal.trades.push(trade);
    journal.histories.set('id', { trade, events: [] });
    const answer = await app.inject({ url: '/v1/executions/k', headers: headers('read') });
    expect(answer.json()).toMatchObject({ trade: { key: 'k' }, followed: false });
  });

  it.each([128, 129])('knows a key of %i characters, each encoded, or none', async (length) => {
    const { app, headers } = await openServerHarness();
    const url = `/v1/executions/${'%2F'.repeat(length)}`;
    const answer = await app.inject({ url, headers: headers('read') });
    expect(answer.json().code).toBe(
      length === 128 ? 'SERVER__KEY_UNKNOWN' : 'SERVER__REQUEST_MALFORMED',
    );
  });

  it('refuses a path that is not encoded', async () => {
    const { app, headers } = await openServerHarness();
    const answer = await app.inject({ url: '/v1/executions/%zz', headers: headers('read') });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'SERVER__REQUEST_MALFORMED']);
  });
});

describe('GET /v1/executions', () => {
  it('lists by filter and goes on behind a cursor', async () => {
    const { app, journal, headers } = await openServerHarness();
    journal.trades.push(
      tradeRecord({
        result: LANDED,
        attempts: [ATTEMPT],
        status: 'settling',
        reserved: { amountLamports: '100', feeLamports: '10', rentLamports: '1' },
      }),
    );
    const query = 'status=open&side=buy&token=T&strategy=s&mode=live&limit=2&cursor=9-4';
    const answer = await app.inject({ url: `/v1/executions?${query}`, headers: headers('read') });
    expect(answer.json()).toEqual({
      trades: [
        expect.objectContaining({
          key: 'entry',
          token: MINT,
          status: 'settling',
          version: 3,
          attempts: 1,
          signature: SIGNATURE,
          attemptStatus: 'signed',
          deathHeight: '229',
          reservedLamports: '111',
          lane: 'jito',
          success: true,
          executedPriceText: '0.00002',
        }),
      ],
      nextCursor: '7-3',
    });
    expect(journal.searches).toEqual([
      {
        limit: 2,
        status: 'open',
        side: 'buy',
        token: 'T',
        strategyId: 's',
        mode: 'live',
        after: { createdAtMs: 9, row: 4 },
      },
    ]);
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'status=sold',
    'cursor=1',
    'page=2',
    'side=buy&side=sell',
  ])('refuses %s', async (query) => {
    const { app, headers } = await openServerHarness();
    const answer = await app.inject({ url: `/v1/executions?${query}`, headers: headers('read') });
    expect(answer.statusCode).toBe(400);
  });
});
