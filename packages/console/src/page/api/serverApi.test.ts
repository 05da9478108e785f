import { describe, expect, it } from 'vitest';

import { createManualBrowser, jsonAnswer } from '../testing/manualBrowser.ts';
import { createServerApi, problemOf } from './serverApi.ts';

const pending = async (_request: unknown, signal: AbortSignal): Promise<Response> => {
  const { promise, reject } = Promise.withResolvers<Response>();
  signal.addEventListener('abort', () => {
    reject(new DOMException('aborted', 'AbortError'));
  });
  return promise;
};

describe('createServerApi', () => {
  it('sends its token in the header and nowhere else', async () => {
    const browser = createManualBrowser(() => jsonAnswer({ state: 'active' }));
    await createServerApi(browser, 'secret').trading();
    expect(browser.sent).toMatchObject([
      { path: '/v1/trading-state', method: 'GET', headers: { authorization: 'Bearer secret' } },
    ]);
    expect(browser.sent[0]?.path).not.toContain('secret');
  });

  it('puts a decision, and what becomes of what is in flight only when it was chosen', async () => {
    const browser = createManualBrowser(() => jsonAnswer({ state: 'halted', inFlight: [] }));
    const api = createServerApi(browser, 't');
    await api.decide({ state: 'halted', reason: 'venue', inFlight: 'drop' });
    await api.decide({ state: 'active', reason: 'well', inFlight: 'reduce-only' });
    expect(browser.sent.map(({ method, body }) => [method, JSON.parse(body ?? '')])).toEqual([
      ['PUT', { state: 'halted', reason: 'venue', inFlight: 'drop' }],
      ['PUT', { state: 'active', reason: 'well' }],
    ]);
  });

  it('hands a refusal on with its code and its next step', async () => {
    const refusal = { code: 'SERVER__TOKEN_EXPIRED', message: 'It expired.', next: 'Make one.' };
    const browser = createManualBrowser(() => jsonAnswer({ ...refusal, requestId: 'r' }, 401));
    expect(await createServerApi(browser, 't').limits()).toEqual({
      ok: false,
      problem: { status: 401, ...refusal },
    });
  });

  it('names the field of an answer that does not fit', async () => {
    const browser = createManualBrowser(() => jsonAnswer({ positions: [{ token: 7 }] }));
    const answer = await createServerApi(browser, 't').positions();
    expect(answer).toMatchObject({
      ok: false,
      problem: { code: 'CONSOLE__ANSWER_NOT_UNDERSTOOD' },
    });
    expect(answer.ok ? '' : answer.problem.message).toContain('positions.0.token');
  });

  it('takes fields that it does not know', async () => {
    const browser = createManualBrowser(() =>
      jsonAnswer({ limits: [{ gate: 'x', more: 1 }], a: 2 }),
    );
    expect(await createServerApi(browser, 't').limits()).toMatchObject({ ok: true });
  });

  it('says what to do when the server cannot be reached, or gives no answer', async () => {
    const broken = createManualBrowser(() => {
      throw new TypeError('Failed to fetch');
    });
    expect(await createServerApi(broken, 't').health()).toMatchObject({
      ok: false,
      problem: { status: 0, code: 'CONSOLE__SERVER_UNREACHABLE' },
    });
    const silent = createManualBrowser(pending);
    const asked = createServerApi(silent, 't').health();
    await silent.pass(15_000);
    const answer = await asked;
    expect(answer.ok ? '' : answer.problem.message).toContain('no answer for 15 s');
  });

  it('lists what is not over besides what is newest, through every page', async () => {
    const trade = (key: string, status: string) => ({
      key,
      status,
      mode: 'live',
      side: 'buy',
      token: 'm',
      createdAtMs: 1,
      updatedAtMs: 1,
      deadlineAtMs: 2,
      attempts: 0,
    });
    const pages: Readonly<Record<string, unknown>> = {
      '/v1/executions?limit=200': { trades: [trade('new', 'filled')] },
      '/v1/executions?status=open&limit=200': { trades: [], nextCursor: 'c' },
      '/v1/executions?status=open&limit=200&cursor=c': { trades: [trade('old', 'executing')] },
      '/v1/executions?status=conflicted&limit=200': { trades: [trade('stuck', 'conflicted')] },
    };
    const browser = createManualBrowser(({ path }) => jsonAnswer(pages[path] ?? {}, 200));
    const answer = await createServerApi(browser, 't').trades();
    expect(answer.ok ? answer.value.map(({ key }) => key) : answer).toEqual([
      'new',
      'old',
      'stuck',
    ]);
  });

  it('asks for a key as a path and nothing more', async () => {
    const browser = createManualBrowser(() => jsonAnswer({}, 404));
    await createServerApi(browser, 't').trade('a/../b?c');
    expect(browser.sent[0]?.path).toBe('/v1/executions/a%2F..%2Fb%3Fc');
  });
});

it('says the status of a refusal that says nothing of itself', () => {
  const next = 'Ask who runs it.';
  const refusal = { code: 'SERVER__TOKEN_REVOKED', message: `It was revoked. ${next}`, next };
  expect(problemOf(401, JSON.stringify(refusal))).toEqual({
    status: 401,
    ...refusal,
    message: 'It was revoked.',
  });
  expect(problemOf(502, '<html>')).toEqual({
    status: 502,
    code: 'HTTP_502',
    message: 'The server answered with status 502.',
  });
});
