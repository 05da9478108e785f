import { describe, expect, it } from 'vitest';

import type { TradeEvent, TradeHistory } from '../wire/tradeShapes.ts';
import { tradeTimeline } from './tradeTimeline.ts';

const SIGNATURE = 'iKe8m5kdJ9dXhYq3QpLwVzN2bT7cR4sG6uA8eFh1Kj';

function historyOf(...events: ReadonlyArray<TradeEvent['event']>): TradeHistory {
  return {
    trade: {
      key: 'entry-1',
      version: events.length,
      mode: 'live',
      status: 'filled',
      wallet: 'w',
      request: { tokenAddress: 'm', side: 'buy', amount: 1 },
      createdAtMs: 1000,
      deadlineAtMs: 91_000,
    },
    attempts: [],
    events: events.map((event, index) => ({
      version: index + 1,
      atMs: 1000 + index * 50,
      event,
    })),
    followed: false,
  };
}

describe('tradeTimeline', () => {
  it('tells each event with when it was since the request', () => {
    const rows = tradeTimeline(
      historyOf({ name: 'TradeReceived', mode: 'live' }, { name: 'TradeAdmitted' }),
    );
    expect(rows.map(({ title, sinceStartMs }) => [title, sinceStartMs])).toEqual([
      ['Received', 0],
      ['Admitted', 50],
    ]);
  });

  it('marks the point of no return, and until when it can land', () => {
    const [row] = tradeTimeline(
      historyOf({
        name: 'AttemptSigned',
        attempt: { number: 1, signature: SIGNATURE, deathHeight: '318220144', venue: 'jupiter' },
      }),
    );
    expect(row?.isPointOfNoReturn).toBe(true);
    expect(row?.detail).toContain('can land until height 318220144');
  });

  it('shows the witnesses of a proof', () => {
    const [row] = tradeTimeline(
      historyOf({
        name: 'AttemptExpired',
        deathHeight: '5',
        witnesses: [
          {
            label: 'https://a.example',
            operator: 'one',
            finalizedHeight: '9',
            statusSlot: '12',
            firstAvailableSlot: '1',
          },
        ],
      }),
    );
    expect(row?.witnesses).toEqual([
      {
        operator: 'one',
        node: 'https://a.example',
        finalizedHeight: '9',
        statusSlot: '12',
        firstAvailableSlot: '1',
      },
    ]);
  });

  it('writes a fill in SOL and tokens once the decimals are known', () => {
    const fill = { lamports: '500000000', tokenUnits: '24900174525', tipLamports: '10000' };
    const [, row] = tradeTimeline(
      historyOf(
        { name: 'AttemptSigned', attempt: { tokenDecimals: 6 } },
        { name: 'FillRecorded', witnesses: 2, fill },
      ),
    );
    expect(row?.detail).toBe(
      '0.500000 SOL for 24\u202f900.174525 tokens, tip 0.000010 SOL, 2 witnesses',
    );
  });

  it('tells an event that it does not know by its name', () => {
    expect(tradeTimeline(historyOf({ name: 'NewerEvent' }))[0]).toMatchObject({
      title: 'NewerEvent',
      detail: '',
      tone: 'busy',
    });
  });
});
