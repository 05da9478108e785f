import { fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import {
  CONTROL_PROTOCOL,
  controlAnswer,
  controlQuestion,
  decodeMessage,
  encodeMessage,
  faultMessage,
  resultMessage,
} from './controlMessages.ts';

const caller = { cluster: 'sandbox', mode: 'live', wallet: 'w', terms: {} };
const asked = { keyWhenNew: 'k', askedMsAgo: 0 };

function isQuestion(command: object, more: object = {}): boolean {
  const question = { protocol: CONTROL_PROTOCOL, caller, command, ...more };
  return controlQuestion.safeParse(question).success;
}

describe('controlQuestion', () => {
  it.each([
    { name: 'execute', request: { amount: 1 }, asked },
    { name: 'lookup', key: 'k' },
    { name: 'cancel', key: 'k' },
    { name: 'adoptHistory', reason: 'r', by: 'ann' },
    { name: 'acknowledgeProgram', program: 'P', reason: 'r', by: 'ann' },
    { name: 'acknowledgeProgram', program: 'P', reason: 'r', by: 'ann', slot: '7' },
    { name: 'programs' },
    { name: 'reclaim' },
    { name: 'reclaimable' },
    { name: 'reconcile' },
    { name: 'resume' },
    { name: 'tradingState' },
    {
      name: 'changeTradingState',
      decision: { state: 'halted', reason: 'r', by: 'ann', inFlight: 'keep' },
    },
    {
      name: 'changeTradingState',
      decision: { state: 'reducing', reason: 'r', by: 'ann', inFlight: 'keep', afterChange: 0 },
    },
  ])('takes $name', (command) => {
    expect(isQuestion(command)).toBe(true);
    expect(isQuestion({ ...command, more: 1 })).toBe(false);
  });

  it.each([
    ['an unknown command', { name: 'withdraw' }],
    ['a command without its key', { name: 'cancel' }],
    [
      'a decision without a reason',
      { name: 'changeTradingState', decision: { state: 'halted', by: 'ann', inFlight: 'keep' } },
    ],
    ['an empty key', { name: 'cancel', key: '' }],
    ['a key that is no text', { name: 'cancel', key: 1 }],
    ['a trade without a key of its own', { name: 'execute', request: {} }],
    ['a request that is no object', { name: 'execute', request: [], asked }],
  ])('refuses %s', (_, command) => {
    expect(isQuestion(command)).toBe(false);
  });

  it('refuses another version and what it does not know', () => {
    expect(isQuestion({ name: 'resume' }, { protocol: 2 })).toBe(false);
    expect(isQuestion({ name: 'resume' }, { extra: true })).toBe(false);
    expect(isQuestion({ name: 'resume' }, { caller: { ...caller, mode: 'wet' } })).toBe(false);
  });
});

describe('encodeMessage', () => {
  it('keeps faults whole, numbers of any size included', () => {
    const deathHeight = 18_446_744_073_709_551_615n;
    const problem = fault('CONFIRM__OUTCOME_UNKNOWN', { signature: 's', deathHeight });
    const message = decodeMessage(encodeMessage({ protocol: CONTROL_PROTOCOL, fault: problem }));
    expect(controlAnswer.parse(message)).toEqual({ protocol: CONTROL_PROTOCOL, fault: problem });
  });

  it.each(['{"$bigint":"x"}', '{"$bigint":5}', `{"$bigint":"${'9'.repeat(41)}"}`])(
    'takes %s for what it says and no number',
    (text) => {
      expect(decodeMessage(text)).toEqual(JSON.parse(text));
    },
  );
});

it('takes no code that this version does not know', () => {
  const problem = { kind: 'fault', code: 'NEW__CODE', message: '', context: {} };
  expect(faultMessage.safeParse(problem).success).toBe(false);
  expect(resultMessage.safeParse({ success: false, errorCode: 'NEW__CODE' }).success).toBe(false);
});

it('keeps of a result what it does not know', () => {
  const result = { success: true, status: 'filled', later: [1] };
  expect(resultMessage.parse(result)).toEqual(result);
  expect(resultMessage.safeParse({ status: 'filled' }).success).toBe(false);
});
