import { describe, expect, it } from 'vitest';

import { changeNotification, readSocketMessage } from './socketMessage.ts';

const NOTIFICATION =
  '{"jsonrpc":"2.0","method":"slotNotification","params":{"result":{"slot":18446744073709551615},"subscription":3}}';

describe('readSocketMessage', () => {
  it.each([
    [
      '{"id":1,"method":"slotSubscribe","params":[]}',
      { kind: 'call', id: 1n, method: 'slotSubscribe' },
    ],
    ['{"id":1,"result":0}', { kind: 'answer', id: 1n, result: 0n }],
    ['{"id":1,"error":{}}', { kind: 'answer', id: 1n, result: undefined }],
    [NOTIFICATION, { kind: 'notification', method: 'slotNotification', subscription: 3n }],
    ['{}', { kind: 'other' }],
    ['ping', { kind: 'other' }],
  ])('reads %s', (text, expected) => {
    expect(readSocketMessage(text)).toEqual(expected);
  });
});

describe('changeNotification', () => {
  it('changes the result and nothing else', () => {
    expect(changeNotification(NOTIFICATION, () => ({ slot: 1n }))).toBe(
      NOTIFICATION.replace('18446744073709551615', '1'),
    );
  });

  it('answers the same text when nothing changes', () => {
    const spaced = NOTIFICATION.replace(':', ' : ');
    expect(changeNotification(spaced, (result) => result)).toBe(spaced);
    expect(changeNotification('ping', () => 1n)).toBe('ping');
    expect(changeNotification('{"params":{}}', () => 1n)).toBe('{"params":{}}');
  });
});
