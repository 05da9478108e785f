import { expect, it } from 'vitest';

import type { LocalCall, LocalOutcome } from '../platform/executorPlatform.ts';
import { planConfig } from '../testing/tradeFixtures.ts';
import { askOwner } from './askOwner.ts';
import { controlIdentityOf } from './controlIdentity.ts';
import { CONTROL_PROTOCOL, encodeMessage, resultMessage } from './controlMessages.ts';

const caller = controlIdentityOf(planConfig(), 'wallet-1');
const command = { name: 'lookup', key: 'k' } as const;

async function ask(outcome: LocalOutcome) {
  const calls: LocalCall[] = [];
  const sockets = {
    serve: async () => Promise.reject(new Error('nothing is served')),
    call: async (call: LocalCall) => {
      calls.push(call);
      return outcome;
    },
  };
  const address = { sockets, directory: 'data', caller };
  const answer = await askOwner(address, { command, answer: resultMessage, timeoutMs: 7 });
  return { answer, calls };
}

function answered(message: unknown, status = 200): LocalOutcome {
  return { kind: 'answered', reply: { status, body: encodeMessage(message) } };
}

it('asks with version, caller and command, once', async () => {
  const value = { success: true };
  const { answer, calls } = await ask(answered({ protocol: CONTROL_PROTOCOL, value }));
  expect(answer).toEqual({ kind: 'value', value });
  expect(calls).toMatchObject([{ directory: 'data', path: '/v1/lookup', timeoutMs: 7 }]);
  expect(JSON.parse(calls[0]?.body ?? '')).toEqual({ protocol: CONTROL_PROTOCOL, caller, command });
});

it('hands on what the owner refuses', async () => {
  const fault = { kind: 'fault', code: 'EXECUTOR__CLOSED', message: 'closed', context: {} };
  const { answer } = await ask(answered({ protocol: CONTROL_PROTOCOL, fault }, 422));
  expect(answer).toEqual({ kind: 'refused', fault });
});

it.each<LocalOutcome>([
  { kind: 'nobody', reason: 'x' },
  { kind: 'lost', reason: 'y' },
])('hands on that there is no answer: $kind', async (outcome) => {
  expect((await ask(outcome)).answer).toEqual(outcome);
});

it.each([
  ['no JSON', { kind: 'answered', reply: { status: 200, body: '<html>' } } as const],
  ['another version', answered({ protocol: 2, value: { success: true } })],
  ['both an answer and a refusal', answered({ protocol: 1, value: 1, fault: 1 })],
  ['no result', answered({ protocol: 1, value: { status: 'filled' } })],
  ['an unknown code', answered({ protocol: 1, value: { success: false, errorCode: 'NEW__X' } })],
])('takes an answer that is %s for none', async (_, outcome) => {
  expect((await ask(outcome)).answer).toMatchObject({ kind: 'lost' });
});
