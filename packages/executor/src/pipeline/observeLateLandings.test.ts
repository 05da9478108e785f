import { describe, expect, it } from 'vitest';

import type { ChainNode, SignatureStatus } from '../chain/chainNode.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import { createFakeParts, FAKE_SIGNATURE, madeUpAttempt } from '../testing/fakeParts.ts';
import { fixtureFill } from '../testing/journalFixtures.ts';
import { observeLateLandings } from './observeLateLandings.ts';

const signature = FAKE_SIGNATURE;
const RAN: SignatureStatus = { slot: 1_300n, commitment: 'finalized', error: null };
const FAILED: SignatureStatus = { ...RAN, error: '"Custom"' };
const EXPIRED: readonly TradeEvent[] = [
  { name: 'AttemptExpired', signature, deathHeight: '1182', witnesses: [] },
  { name: 'TradeFailed', code: 'CONFIRM__EXPIRED', result: { success: false } },
];
const REVERTED: readonly TradeEvent[] = [
  {
    name: 'AttemptReverted',
    signature,
    slot: '1300',
    error: '"Custom"',
    feeLamports: '6000',
    witness: 'a',
  },
  { name: 'TradeFailed', code: 'CONFIRM__REVERTED', result: { success: false } },
];
const FILLED: readonly TradeEvent[] = [
  { name: 'AttemptConfirmed', signature, slot: '1300', witness: 'a' },
  {
    name: 'FillRecorded',
    fill: { ...fixtureFill(), signature },
    witnesses: 2,
    result: { success: true },
  },
];

function sees(operator: string, status: SignatureStatus | null): Partial<ChainNode> {
  return {
    operator,
    label: operator,
    signatureStatuses: async (signatures, { searchHistory }) => {
      expect(searchHistory).toBe(true);
      return { slot: 9_000n, statuses: signatures.map(() => status) };
    },
  };
}

const SILENT: Partial<ChainNode> = {
  operator: 'silent',
  signatureStatuses: async () => Promise.reject(new Error('429')),
};

async function lookBack(nodes: ReadonlyArray<Partial<ChainNode>>, events: readonly TradeEvent[]) {
  const all = await createFakeParts({ nodes });
  const { tradeId } = all.sign();
  all.parts.log.record(tradeId, ...events);
  await observeLateLandings(all.parts, all.journal.list({ limit: 10 }));
  return { ...all, trade: all.parts.log.current(tradeId) };
}

describe('observeLateLandings', () => {
  it.each([
    ['ran', RAN, 'where it ran'],
    ['failed, which costs a fee', FAILED, 'where it failed'],
    ['ran below finality', { ...RAN, commitment: 'confirmed' } as const, 'where it ran'],
  ])('puts a trade in conflict whose expired attempt %s', async (_case, status, told) => {
    const { trade, parts } = await lookBack([sees('a', status)], EXPIRED);
    expect(trade).toMatchObject({
      status: 'conflicted',
      result: { errorCode: 'TRADE__CONFLICTED', txSignature: signature },
    });
    expect(trade.result?.error).toContain(told);
    expect(parts.hold.reason()).toMatchObject({ code: 'RISK__CONFLICT_UNRESOLVED' });
  });

  it('puts a trade in conflict whose reverted attempt ran', async () => {
    const { trade } = await lookBack([sees('a', RAN)], REVERTED);
    expect(trade.status).toBe('conflicted');
  });

  it.each([
    ['a revert that is there as it was told', FAILED, REVERTED],
    ['a fill that is there', RAN, FILLED],
    ['what nobody sees', null, EXPIRED],
    ['a mere sighting', { ...RAN, commitment: 'processed' } as const, EXPIRED],
  ])('leaves %s alone', async (_case, status, events) => {
    const { trade, parts } = await lookBack([sees('a', status)], events);
    expect(trade.status).toBe(events === FILLED ? 'filled' : 'failed');
    expect(parts.hold.reason()).toBeUndefined();
  });

  it('needs two operators where two are configured: one that lies stops nobody', async () => {
    const alone = await lookBack([sees('liar', RAN), sees('a', null), SILENT], EXPIRED);
    expect(alone.trade.status).toBe('failed');
    const two = await lookBack([sees('a', RAN), sees('b', RAN), sees('liar', null)], EXPIRED);
    expect(two.trade.status).toBe('conflicted');
    const same = await lookBack([sees('a', RAN), sees('a', RAN), sees('b', null)], EXPIRED);
    expect(same.trade.status).toBe('failed');
  });

  it('puts a trade in conflict whose earlier attempt ran while a later one is on its way', async () => {
    const [expired] = EXPIRED;
    if (expired === undefined) throw new Error('there is no such event');
    const second = { ...madeUpAttempt(), number: 2, signature: 'second' };
    const nodes = [
      {
        ...sees('a', RAN),
        signatureStatuses: async (signatures: readonly string[]) => {
          expect(signatures).toEqual([signature]);
          return { slot: 9_000n, statuses: [RAN] };
        },
      },
    ];
    const { trade } = await lookBack(nodes, [expired, { name: 'AttemptSigned', attempt: second }]);
    expect(trade).toMatchObject({ status: 'conflicted', result: { attempts: 2 } });
  });

  it('takes silence for nothing', async () => {
    const { trade } = await lookBack([SILENT], EXPIRED);
    expect(trade.status).toBe('failed');
  });

  it('takes the word of a person for a landing, and not against one', async () => {
    const resolved = (as: 'landed' | 'dead'): TradeEvent[] => [
      { name: 'ExpiryUnprovable', signature, reason: 'no history' },
      {
        name: 'TradeResolved',
        as,
        signature,
        reason: 'seen',
        by: 'ops',
        result: { success: false },
      },
    ];
    expect((await lookBack([sees('a', RAN)], resolved('landed'))).trade.status).toBe('resolved');
    expect((await lookBack([sees('a', RAN)], resolved('dead'))).trade.status).toBe('conflicted');
  });

  it('asks nobody when nothing is held for dead', async () => {
    const all = await createFakeParts();
    all.admit();
    await observeLateLandings(all.parts, all.journal.list({ limit: 10 }));
  });
});
