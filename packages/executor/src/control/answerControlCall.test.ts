import { ExecutionError } from '@quantbot/core';
import { describe, expect, it, vi } from 'vitest';

import { planConfig } from '../testing/tradeFixtures.ts';
import { createControlAnswers, type ControlledExecutor } from './answerControlCall.ts';
import { controlIdentityOf } from './controlIdentity.ts';
import { CONTROL_PROTOCOL, decodeMessage, encodeMessage } from './controlMessages.ts';

const identity = controlIdentityOf(planConfig(), 'wallet-1');
const asked = { keyWhenNew: 'k', askedMsAgo: 5 };

function setUp(given: Partial<ControlledExecutor> = {}, callsMax = 4) {
  const executor: ControlledExecutor = {
    executeAgain: vi.fn(async () => ({ success: true })),
    lookup: vi.fn(async () => undefined),
    cancel: vi.fn(async () => ({ success: false })),
    resolve: vi.fn(async () => ({ success: false, status: 'resolved' })),
    reclaim: vi.fn(async () => null),
    reclaimable: vi.fn(async () => ({ accounts: [] })),
    reconcile: vi.fn(async () => ({ assets: [] })),
    adoptHistory: vi.fn(async () => ({ number: 1 })),
    acknowledgeProgram: vi.fn(async () => ({ program: 'P' })),
    programs: vi.fn(async () => []),
    resume: vi.fn(async () => ({ followed: ['a'] })),
    tradingState: vi.fn(async () => ({ state: 'active', openTrades: 0 })),
    changeTradingState: vi.fn(async () => ({ state: 'halted' })),
    ...given,
  };
  const answer = createControlAnswers({ executor, identity, callsMax });
  const ask = async (command: object, more: object = {}) => {
    const question = { protocol: CONTROL_PROTOCOL, caller: identity, command, ...more };
    return say(encodeMessage(question));
  };
  const say = async (body: string) => {
    const { status, body: answered } = await answer({ path: '/', body });
    return { status, ...(decodeMessage(answered) as { value?: unknown; fault?: unknown }) };
  };
  return { executor, ask, say };
}

describe('createControlAnswers', () => {
  it('has every command done by the executor', async () => {
    const { executor, ask } = setUp();
    const request = { amount: 1, side: 'buy' };
    expect(await ask({ name: 'execute', request, asked })).toMatchObject({
      status: 200,
      value: { success: true },
    });
    expect(executor.executeAgain).toHaveBeenCalledWith(request, asked);
    expect((await ask({ name: 'lookup', key: 'k' })).value).toBeNull();
    expect((await ask({ name: 'cancel', key: 'k' })).value).toEqual({ success: false });
    const resolution = { as: 'dead', reason: 'gone', by: 'ops' };
    expect((await ask({ name: 'resolve', key: 'k', resolution })).value).toMatchObject({
      status: 'resolved',
    });
    expect(executor.resolve).toHaveBeenCalledWith('k', resolution);
    const decision = { reason: 'r', by: 'ann' };
    expect((await ask({ name: 'adoptHistory', ...decision })).value).toEqual({ number: 1 });
    expect(executor.adoptHistory).toHaveBeenCalledWith(decision);
    const program = { program: 'P', ...decision };
    expect((await ask({ name: 'acknowledgeProgram', ...program })).value).toEqual({ program: 'P' });
    expect(executor.acknowledgeProgram).toHaveBeenCalledWith(program);
    await ask({ name: 'acknowledgeProgram', ...program, slot: '7' });
    expect(executor.acknowledgeProgram).toHaveBeenLastCalledWith({ ...program, slot: '7' });
    expect((await ask({ name: 'programs' })).value).toEqual([]);
    expect((await ask({ name: 'reclaim' })).value).toBeNull();
    expect((await ask({ name: 'reclaimable' })).value).toEqual({ accounts: [] });
    expect((await ask({ name: 'reconcile' })).value).toEqual({ assets: [] });
    expect((await ask({ name: 'resume' })).value).toEqual({ followed: ['a'] });
    expect((await ask({ name: 'tradingState' })).value).toMatchObject({ state: 'active' });
    const halt = { state: 'halted', reason: 'r', by: 'ann', inFlight: 'drop' };
    const halted = await ask({ name: 'changeTradingState', decision: halt });
    expect(halted.value).toEqual({ state: 'halted' });
    expect(executor.changeTradingState).toHaveBeenCalledWith(halt);
  });

  it('trades for nobody with another mode, wallet or bound', async () => {
    const { executor, ask } = setUp();
    const caller = { ...identity, mode: 'dry' };
    const refused = await ask({ name: 'execute', request: {}, asked }, { caller });
    expect(refused).toMatchObject({
      status: 400,
      fault: { code: 'CONTROL__OWNER_MISMATCH', context: { field: 'mode' } },
    });
    expect(executor.executeAgain).not.toHaveBeenCalled();
    // Who only asks need not share the mode.
    expect((await ask({ name: 'lookup', key: 'k' }, { caller })).status).toBe(200);
  });

  it('answers nobody with another wallet', async () => {
    const { executor, ask } = setUp();
    const caller = { ...identity, wallet: 'wallet-2' };
    for (const command of [
      { name: 'lookup', key: 'k' },
      { name: 'cancel', key: 'k' },
    ]) {
      expect(await ask(command, { caller })).toMatchObject({
        fault: { code: 'CONTROL__OWNER_MISMATCH', context: { field: 'wallet' } },
      });
    }
    expect(executor.cancel).not.toHaveBeenCalled();
  });

  it.each([2, '1.5'])('names the versions when it is asked in version %s', async (protocol) => {
    const { ask } = setUp();
    expect(await ask({ name: 'anything' }, { protocol })).toMatchObject({
      fault: {
        code: 'CONTROL__PROTOCOL_MISMATCH',
        context: { owner: '1', caller: String(protocol) },
      },
    });
  });

  it.each(['', 'null', '[]', '{}', '{"protocol":1}', 'GET /'])(
    'says what is wrong with %j',
    async (body) => {
      const { say } = setUp();
      expect(await say(body)).toMatchObject({
        status: 400,
        fault: { code: 'CONTROL__REQUEST_MALFORMED' },
      });
    },
  );

  it('answers what was thrown by its code', async () => {
    const { ask } = setUp({
      resume: async () => Promise.reject(new ExecutionError('EXECUTOR__CLOSED')),
      lookup: async () => Promise.reject(new Error('broken')),
    });
    expect(await ask({ name: 'resume' })).toMatchObject({ fault: { code: 'EXECUTOR__CLOSED' } });
    expect(await ask({ name: 'lookup', key: 'k' })).toMatchObject({
      fault: { code: 'INTERNAL__UNEXPECTED', context: { reason: 'broken' } },
    });
  });

  it('refuses calls beyond its bound until one has ended', async () => {
    const first = Promise.withResolvers<object>();
    const { ask } = setUp({ resume: async () => first.promise }, 1);
    const waiting = ask({ name: 'resume' });
    expect(await ask({ name: 'tradingState' })).toMatchObject({
      status: 503,
      fault: { code: 'CONTROL__BUSY', context: { calls: 1, callsMax: 1 } },
    });
    first.resolve({ followed: [] });
    expect((await waiting).status).toBe(200);
    expect((await ask({ name: 'tradingState' })).status).toBe(200);
  });
});
