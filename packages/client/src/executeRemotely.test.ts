import { createTokenAddress, type ExecutionRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createExecutionClient } from './createExecutionClient.ts';
import { broken, json, scriptedPlatform, type ScriptedAnswer } from './testing/scriptedPlatform.ts';

const TOKEN = 'secret-token-of-the-trader';
const SUCCESS = { success: true, txSignature: 'sig', deduplicated: false };
const BUY: ExecutionRequest = {
  tokenAddress: createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
  chain: 'solana',
  side: 'buy',
  amount: 0.01,
};

/** The answer of a server that did what it was asked. */
const done: ScriptedAnswer = ({ key }) =>
  Response.json({ result: { ...SUCCESS, idempotencyKey: key } });
const lost = broken('ECONNRESET');
const refused = broken('ECONNREFUSED');

function play(answers: readonly ScriptedAnswer[]) {
  const scripted = scriptedPlatform(answers);
  const { platform } = scripted;
  const client = createExecutionClient({ url: 'http://127.0.0.1:1', token: TOKEN, platform });
  const execute = async (fields: Partial<ExecutionRequest> = {}) =>
    client.execute({ ...BUY, ...fields });
  return { ...scripted, client, execute };
}

describe('the key', () => {
  it('is made before the first byte and kept for every repeat', async () => {
    const { execute, seen } = play([lost, json(503, {}), json(429, {}), done]);
    const result = await execute();
    expect(seen.map(({ key }) => key)).toEqual(['made-1', 'made-1', 'made-1', 'made-1']);
    expect(result).toEqual({ ...SUCCESS, idempotencyKey: 'made-1' });
  });

  it('is the caller’s when there is one, and is not in the body', async () => {
    const { execute, seen } = play([done]);
    await execute({ idempotencyKey: 'mine' });
    expect(seen[0]?.key).toBe('mine');
    expect(seen[0]?.body).not.toHaveProperty('idempotencyKey');
  });

  it('of one call is never that of another', async () => {
    const { execute, seen } = play([done, done]);
    await execute();
    await execute();
    expect(seen.map(({ key }) => key)).toEqual(['made-1', 'made-2']);
  });
});

describe('repeats', () => {
  it('see a lost reply through to the answer of the same trade', async () => {
    const replay = json(200, {
      result: { ...SUCCESS, idempotencyKey: 'made-1', deduplicated: true },
    });
    const { execute } = play([lost, replay]);
    // The key was made for this call: nobody else has started the trade.
    expect(await execute()).toMatchObject({ success: true, deduplicated: false });
  });

  it('do not tell of a caller’s key whether an earlier call started the trade', async () => {
    const replay = json(200, {
      result: { ...SUCCESS, idempotencyKey: 'mine', deduplicated: true },
    });
    expect(await play([lost, replay]).execute({ idempotencyKey: 'mine' })).not.toHaveProperty(
      'deduplicated',
    );
    expect(await play([replay]).execute({ idempotencyKey: 'mine' })).toHaveProperty(
      'deduplicated',
      true,
    );
  });

  it('wait longer each time, and as long as the server asks', async () => {
    const { execute, seen } = play([
      lost,
      lost,
      json(429, {}, { 'retry-after': '7' }),
      json(503, {}, { 'retry-after': 'Thu, 01 Jan 1970 00:00:20 GMT' }),
      done,
    ]);
    await execute();
    expect(seen.map(({ atMs }) => atMs)).toEqual([1_000, 1_150, 1_450, 8_450, 20_000]);
  });

  it('carry what is left of the deadline, so that no later price is signed than was asked for', async () => {
    const { execute, seen } = play([json(503, {}, { 'retry-after': '4' }), done]);
    await execute({ deadlineMs: 10_000 });
    expect(seen.map(({ body }) => body['deadlineMs'])).toEqual([10_000, 6_000]);
  });

  it('end with the deadline even when the caller would wait longer', async () => {
    const { execute, seen } = play(Array.from({ length: 99 }, () => lost));
    await execute({ deadlineMs: 5_000, waitMs: 600_000 });
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.at(-1)?.atMs).toBeLessThan(6_000);
  });

  it('are waited for only where one is still to be made', async () => {
    const busy = json(503, {}, { 'retry-after': '5' });
    const late = play([busy, done]);
    await late.execute({ deadlineMs: 5_000 });
    expect([late.seen.length, late.platform.monotonicMs()]).toEqual([1, 1_000]);
    const inTime = play([busy, done]);
    await inTime.execute({ deadlineMs: 5_001 });
    expect([inTime.seen.length, inTime.platform.monotonicMs()]).toEqual([2, 6_000]);
  });

  it.each([
    ['deadline', { deadlineMs: 10_000, waitMs: 300_000 }],
    ['wait', { deadlineMs: 300_000, waitMs: 10_000 }],
  ])('are none after a machine has slept until its %s', async (_bound, fields) => {
    const scripted = scriptedPlatform([lost, done]);
    const platform = { ...scripted.platform, delay: async () => scripted.pass(10_000) };
    const client = createExecutionClient({ url: 'http://127.0.0.1:1', token: TOKEN, platform });
    expect(await client.execute({ ...BUY, ...fields })).toMatchObject({
      success: false,
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
    });
    expect(scripted.seen).toHaveLength(1);
  });

  it('leave a deadline that the caller did not name to the server, at first', async () => {
    const { execute, seen } = play([lost, done]);
    await execute();
    expect(seen.map(({ body }) => body['deadlineMs'])).toEqual([undefined, 89_850]);
  });

  it.each([400, 401, 403, 404, 413, 302])('are never made of status %i', async (status) => {
    const { execute, seen } = play([
      json(status, { code: 'SERVER__X', message: 'No.', next: 'Mend.' }),
    ]);
    const result = await execute();
    expect(seen).toHaveLength(1);
    expect(result).toMatchObject({
      success: false,
      errorCode: 'CLIENT__REQUEST_REFUSED',
      keyReusable: true,
      idempotencyKey: 'made-1',
    });
    expect(result.error).toContain(`status ${status}: No. Mend.`);
  });
});

describe('an unknown outcome', () => {
  it.each([
    ['a connection that broke', lost],
    ['a status 500', json(500, {})],
    ['a status 502 of a proxy', () => new Response('<html>', { status: 502 })],
    ['a page in place of JSON', () => new Response('<html>', { status: 200 })],
    ['a result of another trade', json(200, { result: { ...SUCCESS, idempotencyKey: 'other' } })],
    ['a code of a newer server', json(200, { result: { success: false, errorCode: 'NEW__CODE' } })],
    ['a state of a newer server', json(200, { result: { success: true, status: 'teleported' } })],
  ] as const)('is told as such, with the key, after %s', async (_name, answer) => {
    const { execute } = play(Array.from({ length: 99 }, () => answer));
    const result = await execute({ deadlineMs: 3_000 });
    expect(result).toMatchObject({
      success: false,
      errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      idempotencyKey: 'made-1',
    });
    expect(result.error).toContain('"made-1"');
    expect(result).not.toHaveProperty('keyReusable');
  });

  it('is not made a refusal by a token that is revoked between two repeats', async () => {
    const { execute } = play([lost, json(401, { message: 'The token is revoked.' })]);
    const result = await execute();
    expect(result.errorCode).toBe('CONFIRM__OUTCOME_UNKNOWN');
    expect(result.error).toContain('The token is revoked');
  });

  it('is none when no connection was ever made', async () => {
    const { execute } = play(Array.from({ length: 99 }, () => refused));
    const result = await execute({ deadlineMs: 3_000 });
    expect(result).toMatchObject({
      success: false,
      errorCode: 'CLIENT__SERVER_UNREACHABLE',
      keyReusable: true,
    });
  });

  it('is one as soon as a single request may have arrived', async () => {
    const { execute } = play([refused, lost, ...Array.from({ length: 99 }, () => refused)]);
    expect((await execute({ deadlineMs: 3_000 })).errorCode).toBe('CONFIRM__OUTCOME_UNKNOWN');
  });
});

describe('answers', () => {
  it('hands a denial over as the server made it', async () => {
    const denial = {
      success: false,
      errorCode: 'RISK__TRADING_HALTED',
      error: 'Halted.',
      keyReusable: true,
    };
    const { execute, seen } = play([json(422, { result: denial })]);
    expect(await execute()).toEqual({ ...denial, idempotencyKey: 'made-1', deduplicated: false });
    expect(seen).toHaveLength(1);
  });

  it('is patient with a server that stops, and hands its denial over in the end', async () => {
    const denial = {
      success: false,
      errorCode: 'EXECUTOR__CLOSED',
      error: 'It stops.',
      keyReusable: true,
    };
    const stopping = json(503, { result: denial });
    expect(await play([stopping, stopping, done]).execute()).toMatchObject({ success: true });
    const { execute, seen } = play(Array.from({ length: 99 }, () => stopping));
    expect(await execute({ deadlineMs: 3_000 })).toMatchObject(denial);
    expect(seen.length).toBeGreaterThan(3);
    const afterLoss = play([lost, ...Array.from({ length: 99 }, () => stopping)]);
    expect((await afterLoss.execute({ deadlineMs: 3_000 })).errorCode).toBe(
      'CONFIRM__OUTCOME_UNKNOWN',
    );
  });

  it('believes no denial of a server that cannot look, once a request may have arrived', async () => {
    const denial = { success: false, errorCode: 'JOURNAL__LOCKED', keyReusable: true };
    const blind = json(422, { result: denial });
    expect(await play([blind]).execute()).toMatchObject(denial);
    expect(await play([refused, blind]).execute()).toMatchObject(denial);
    const afterLoss = await play([lost, blind]).execute();
    expect(afterLoss.errorCode).toBe('CONFIRM__OUTCOME_UNKNOWN');
    expect(afterLoss).not.toHaveProperty('keyReusable');
  });

  it('believes a failure on chain, also once a request may have arrived', async () => {
    const failure = { success: false, errorCode: 'CONFIRM__EXPIRED', idempotencyKey: 'made-1' };
    const { execute, seen } = play([lost, json(200, { result: failure })]);
    expect(await execute()).toMatchObject({ success: false, errorCode: 'CONFIRM__EXPIRED' });
    expect(seen).toHaveLength(2);
  });

  it('hands a trade over even for a caller who will not wait', async () => {
    const { execute, seen } = play([json(202, {}), ...Array.from({ length: 9 }, () => lost)]);
    expect((await execute({ waitMs: 0 })).errorCode).toBe('CONFIRM__OUTCOME_UNKNOWN');
    expect(seen[0]).toMatchObject({ timeoutMs: 2_000, body: { waitMs: 0 } });
  });

  it('names a key that belongs to another request, even after a lost reply', async () => {
    const mismatch = json(409, { code: 'IDEMPOTENCY__REQUEST_MISMATCH', message: 'another side' });
    const result = await play([lost, mismatch]).execute({ idempotencyKey: 'mine' });
    expect(result).toMatchObject({
      errorCode: 'IDEMPOTENCY__REQUEST_MISMATCH',
      keyReusable: false,
      error: 'another side',
    });
  });

  it('takes a trade that failed on chain for decided', async () => {
    const failed = { success: false, errorCode: 'CONFIRM__REVERTED', status: 'failed' };
    expect(await play([json(200, { result: failed })]).execute()).toMatchObject(failed);
  });

  it('sends nothing of a request that no server takes', async () => {
    const { execute, seen } = play([]);
    expect((await execute({ amount: 0 })).errorCode).toBe('VALIDATE__AMOUNT_NOT_POSITIVE');
    expect(seen).toEqual([]);
  });
});

describe('the token', () => {
  it('goes into the header and nowhere else', async () => {
    const leak = () => {
      throw new Error(`invalid header Bearer ${TOKEN}`);
    };
    const { client, execute, seen } = play(Array.from({ length: 99 }, () => leak));
    const result = await execute({ deadlineMs: 1_000 });
    expect(seen[0]?.headers.get('authorization')).toBe(`Bearer ${TOKEN}`);
    expect(JSON.stringify(result)).not.toContain(TOKEN);
    await expect(client.lookup('a')).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(TOKEN) as string }),
    );
  });

  it('is asked for again before every request, and its absence is no answer', async () => {
    const tokens = ['first', '', 'third'];
    const scripted = scriptedPlatform([lost, done]);
    const client = createExecutionClient({
      url: 'https://trader.example',
      token: () => tokens.shift() ?? '',
      platform: scripted.platform,
    });
    expect(await client.execute(BUY)).toMatchObject({ success: true });
    expect(scripted.seen.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer first',
      'Bearer third',
    ]);
  });
});
