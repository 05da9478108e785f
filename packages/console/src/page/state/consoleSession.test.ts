import { describe, expect, it } from 'vitest';

import {
  createManualBrowser,
  jsonAnswer,
  openStream,
  type ManualStream,
  type SentRequest,
} from '../testing/manualBrowser.ts';
import { NOW_MS, tradeOf } from '../testing/trades.ts';
import { createConsoleSession } from './consoleSession.ts';
import { createConsoleStore } from './consoleStore.ts';

function start(
  answers: Readonly<Record<string, (request: SentRequest) => Response | Promise<Response>>> = {},
) {
  const streams: ManualStream[] = [];
  const browser = createManualBrowser((request, signal) => {
    const [path = ''] = request.path.split('?');
    const answer = answers[path];
    if (answer !== undefined) return answer(request);
    if (path !== '/v1/events') return jsonAnswer(ANSWERS[path] ?? {});
    const stream = openStream(signal);
    streams.push(stream);
    return stream.response;
  });
  const store = createConsoleStore(browser.nowMs());
  const actions = createConsoleSession(store, browser);
  const asked = (path: string) => browser.sent.filter((request) => request.path.startsWith(path));
  return { browser, store, actions, streams, asked };
}

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/v1/health': { endpoints: [], dryRun: false },
  '/v1/executions': { trades: [tradeOf({ key: 'listed', version: 4 })] },
  '/v1/trading-state': { state: 'active' },
  '/v1/positions': { positions: [] },
  '/v1/limits': { limits: [] },
  '/v1/statistics': { buckets: [] },
};

const newsOf = (id: number, trade = tradeOf({ key: 'told', version: id })) =>
  `id: ${id}\nevent: trade\ndata: ${JSON.stringify({ sequence: id, key: trade.key, name: 'TradeAdmitted', atMs: NOW_MS, trade })}\n\n`;
const keysOf = ({ store }: ReturnType<typeof start>) => store.trades.value.map(({ key }) => key);

describe('createConsoleSession', () => {
  it('shows what the list has and what the stream tells', async () => {
    const scene = start();
    scene.actions.useToken(' secret \n');
    await scene.browser.pass(0);
    expect(scene.browser.sent[0]?.headers['authorization']).toBe('Bearer secret');
    expect(keysOf(scene)).toEqual(['listed']);
    scene.streams[0]?.write(newsOf(5));
    await scene.browser.pass(0);
    expect(keysOf(scene).toSorted()).toEqual(['listed', 'told']);
    expect(scene.store.connection.value).toMatchObject({ kind: 'live' });
  });

  it('reads figures anew once after a burst of news', async () => {
    const scene = start();
    scene.actions.useToken('t');
    await scene.browser.pass(0);
    const before = scene.asked('/v1/limits').length;
    for (const id of [5, 6, 7]) scene.streams[0]?.write(newsOf(id));
    await scene.browser.pass(1000);
    expect(scene.asked('/v1/limits').length).toBe(before + 1);
  });

  it('reads figures anew also while news never end', async () => {
    const scene = start();
    scene.actions.useToken('t');
    await scene.browser.pass(0);
    const before = scene.asked('/v1/limits').length;
    for (const id of [5, 6, 7, 8, 9]) {
      scene.streams[0]?.write(newsOf(id));
      await scene.browser.pass(300);
    }
    expect(scene.asked('/v1/limits').length).toBe(before + 2);
  });

  it('reads the list anew only when the stream cannot go on where it was', async () => {
    const scene = start();
    scene.actions.useToken('t');
    await scene.browser.pass(0);
    scene.streams[0]?.write(newsOf(5));
    await scene.browser.pass(0);
    scene.streams[0]?.end();
    await scene.browser.pass(500);
    expect(scene.asked('/v1/events').at(-1)?.headers['last-event-id']).toBe('5');
    // The newest, the open and the conflicted ones.
    expect(scene.asked('/v1/executions')).toHaveLength(3);
    scene.streams[1]?.write('id: 2\nevent: reset\ndata: {}\n\n');
    await scene.browser.pass(0);
    expect(scene.asked('/v1/executions')).toHaveLength(6);
  });

  it('says since when the connection is lost', async () => {
    const scene = start();
    scene.actions.useToken('t');
    await scene.browser.pass(0);
    scene.streams[0]?.end();
    await scene.browser.pass(0);
    expect(scene.store.connection.value).toEqual({
      kind: 'lost',
      reason: 'the server ended the connection',
      lastWordAtMs: NOW_MS,
      retryAtMs: NOW_MS + 500,
    });
  });

  it('asks a refused token for nothing more, forgets it and says why', async () => {
    const problem = { code: 'SERVER__TOKEN_EXPIRED', message: 'It expired.', next: 'Make one.' };
    const scene = start({ '/v1/health': () => jsonAnswer(problem, 401) });
    scene.actions.useToken('old');
    await scene.browser.pass(60_000);
    expect(scene.browser.sent).toHaveLength(1);
    expect(scene.store.token.value).toBeUndefined();
    expect(scene.store.tokenProblem.value).toMatchObject(problem);
    expect(scene.browser.remembered.size).toBe(0);
  });

  it('goes on with the token of the tab', async () => {
    const scene = start();
    scene.browser.memory.setItem('quantbot token', 'kept');
    scene.actions.begin();
    await scene.browser.pass(0);
    expect(scene.browser.sent[0]?.headers['authorization']).toBe('Bearer kept');
  });

  it('shows nothing of a session that has ended', async () => {
    const gate = Promise.withResolvers<Response>();
    const scene = start();
    const slow = createManualBrowser(async () => gate.promise);
    const actions = createConsoleSession(scene.store, slow);
    actions.useToken('first');
    actions.forgetToken();
    gate.resolve(jsonAnswer({ endpoints: [], dryRun: false }));
    await slow.pass(0);
    expect(scene.store.health.value).toEqual({});
    expect(slow.sent).toHaveLength(1);
  });

  it('keeps an old figure and says why there is no newer one', async () => {
    let fails = false;
    const scene = start({
      '/v1/limits': () => (fails ? jsonAnswer({}, 500) : jsonAnswer({ limits: [] })),
    });
    scene.actions.useToken('t');
    await scene.browser.pass(0);
    fails = true;
    await scene.browser.pass(5000);
    expect(scene.store.limits.value).toMatchObject({
      value: [],
      atMs: NOW_MS,
      problem: { code: 'HTTP_500' },
    });
  });

  it('asks for a rollout only where there is one', async () => {
    const without = start();
    without.actions.useToken('t');
    await without.browser.pass(10_000);
    expect(without.asked('/v1/rollout')).toEqual([]);
    const withOne = start({
      '/v1/health': () => jsonAnswer({ endpoints: [], dryRun: false, rollout: true }),
      '/v1/rollout': () => jsonAnswer({ stage: 'shadow' }),
    });
    withOne.actions.useToken('t');
    await withOne.browser.pass(0);
    expect(withOne.store.rollout.value.value?.stage).toBe('shadow');
  });

  it('tells what came of a decision, and why one was not taken', async () => {
    let status = 200;
    const scene = start({
      '/v1/trading-state': ({ method }) =>
        method === 'PUT'
          ? jsonAnswer({ state: 'halted', code: 'SERVER__SCOPE_MISSING', message: 'No.' }, status)
          : jsonAnswer({ state: 'active' }),
    });
    scene.actions.useToken('t');
    await scene.browser.pass(0);
    const order = { state: 'halted', reason: 'venue', inFlight: 'reduce-only' } as const;
    await scene.actions.decide(order);
    expect(scene.store.decision.value).toMatchObject({ kind: 'taken', order });
    expect(scene.store.trading.value.value?.state).toBe('halted');
    status = 403;
    await scene.actions.decide(order);
    expect(scene.store.decision.value).toMatchObject({
      kind: 'refused',
      problem: { code: 'SERVER__SCOPE_MISSING' },
    });
    expect(scene.store.token.value).toBe('t');
  });

  it.each([200, 503, 504])(
    'does not call a decision refused whose answer %i says nothing',
    async (status) => {
      let state = 'active';
      const scene = start({
        '/v1/trading-state': ({ method }) => {
          if (method !== 'PUT') return jsonAnswer({ state });
          state = 'halted';
          return jsonAnswer({ code: 'CONTROL__ANSWER_LOST', message: 'Lost.' }, status);
        },
      });
      scene.actions.useToken('t');
      await scene.browser.pass(0);
      await scene.actions.decide({ state: 'halted', reason: 'venue', inFlight: 'reduce-only' });
      expect(scene.store.decision.value).toMatchObject({ kind: 'unknown' });
      // What holds now is asked for.
      expect(scene.store.trading.value.value?.state).toBe('halted');
    },
  );

  it('keeps what was decided when an answer that was asked for before comes after it', async () => {
    const slow: Array<PromiseWithResolvers<Response>> = [];
    let isSlow = false;
    const scene = start({
      '/v1/trading-state': ({ method }) => {
        if (method === 'PUT') return jsonAnswer({ state: 'halted' });
        if (!isSlow) return jsonAnswer({ state: 'active' });
        const answer = Promise.withResolvers<Response>();
        slow.push(answer);
        return answer.promise;
      },
    });
    scene.actions.useToken('t');
    await scene.browser.pass(0);
    isSlow = true;
    await scene.browser.pass(5_000);
    expect(slow).toHaveLength(1);
    await scene.actions.decide({ state: 'halted', reason: 'venue', inFlight: 'reduce-only' });
    slow[0]?.resolve(jsonAnswer({ state: 'active' }));
    await scene.browser.pass(0);
    expect(scene.store.trading.value.value?.state).toBe('halted');
    // What is asked for afterwards counts again.
    isSlow = false;
    await scene.browser.pass(5_000);
    expect(scene.store.trading.value.value?.state).toBe('active');
  });

  it('reads the open trade again with its news, and never goes back', async () => {
    let version = 3;
    const scene = start({
      '/v1/executions/told': () =>
        jsonAnswer({
          trade: {
            key: 'told',
            version,
            mode: 'live',
            status: 'executing',
            wallet: 'w',
            request: { tokenAddress: 'm', side: 'buy' },
            createdAtMs: NOW_MS,
            deadlineAtMs: NOW_MS,
          },
          attempts: [],
          events: [],
          followed: true,
        }),
    });
    scene.actions.useToken('t');
    await scene.browser.pass(0);
    scene.actions.select('told');
    await scene.browser.pass(0);
    expect(scene.store.history.value.value?.trade.version).toBe(3);
    version = 2;
    scene.streams[0]?.write(newsOf(5));
    await scene.browser.pass(0);
    expect(scene.asked('/v1/executions/told')).toHaveLength(2);
    expect(scene.store.history.value.value?.trade.version).toBe(3);
  });
});
