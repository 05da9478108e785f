import { fault } from '@quantbot/core';
import { expect, it } from 'vitest';

import { approvedBytes, markApproved, type ApprovedTransaction } from './approvedTransaction.ts';

const refusal = fault('APPROVE__REFUSED', { rule: 'tip', detail: 'too much', instructionIndex: 3 });

it('carries the bytes that were approved and nothing else', () => {
  const messageBytes = Uint8Array.of(1, 2, 3);
  const approved = markApproved(messageBytes, () => undefined);
  expect(approved).toEqual({ messageBytes });
  expect(approvedBytes(approved)).toBe(messageBytes);
});

it('gives out no bytes that were never approved, whatever their type says', () => {
  const approved = markApproved(Uint8Array.of(1, 2, 3), () => undefined);
  const forged = { ...approved } as ApprovedTransaction;
  expect(() => approvedBytes(forged)).toThrow(/INV-03.*never approved/u);
});

it('gives out no bytes that a second reading refuses', () => {
  const approved = markApproved(Uint8Array.of(1, 2, 3), () => refusal);
  expect(() => approvedBytes(approved)).toThrow(/INV-03.*too much/u);
});
