import { describe, expect, it } from 'vitest';

import {
  bodyOf,
  createExchange,
  createFakeReader,
  createReply,
} from '../../testing/fakeExchange.ts';
import type { FaultAction } from '../plan/faultAction.ts';
import { withBody } from '../proxy/reply.ts';
import { lieInReply } from './lieInReply.ts';

const chain = createFakeReader({ processed: 130n, finalized: 99n, gap: 30n });
const SLOT_FOR_HEIGHT: FaultAction = { kind: 'slotForHeight' };

describe('lieInReply', () => {
  it('answers a slot where a height was asked for', async () => {
    const parts = { action: SLOT_FOR_HEIGHT, chain };
    const height = await lieInReply(createExchange('getBlockHeight'), createReply(69n), parts);
    expect(bodyOf(height)).toMatchObject({ result: 99n });
    const epoch = createReply({ absoluteSlot: 99n, blockHeight: 69n });
    expect(bodyOf(await lieInReply(createExchange('getEpochInfo'), epoch, parts))).toMatchObject({
      result: { absoluteSlot: 99n, blockHeight: 99n },
    });
  });

  it('lies about heights, statuses and balances', async () => {
    const height = { action: { kind: 'shiftHeight', by: 3 } as const, chain };
    const shifted = await lieInReply(createExchange('getBlockHeight'), createReply(1n), height);
    expect(bodyOf(shifted)).toMatchObject({ result: 4n });
    const missing = { action: { kind: 'lieStatus', as: 'missing', of: 'any' } as const, chain };
    const denied = await lieInReply(createExchange('getTransaction'), createReply({}), missing);
    expect(bodyOf(denied)).toMatchObject({ result: null });
    const low = { action: { kind: 'lieBalance', of: 'sol', shareBps: 100 } as const, chain };
    const balance = createReply({ context: { slot: 1n }, value: 500n });
    expect(bodyOf(await lieInReply(createExchange('getBalance'), balance, low))).toMatchObject({
      result: { value: 5n },
    });
  });

  it('leaves everything else as it is', async () => {
    const parts = { action: SLOT_FOR_HEIGHT, chain: undefined };
    const reply = createReply(5n);
    expect(await lieInReply(createExchange('getSlot'), reply, parts)).toBe(reply);
    const drop: FaultAction = { kind: 'drop' };
    expect(await lieInReply(createExchange('getSlot'), reply, { action: drop, chain })).toBe(reply);
    const text = withBody(reply, 'no JSON');
    expect(await lieInReply(createExchange('getBlockHeight'), text, parts)).toBe(text);
  });
});
