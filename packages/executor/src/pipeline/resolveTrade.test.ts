import { describe, expect, it } from 'vitest';

import type { ChainNode, SignatureStatus, TransactionReading } from '../chain/chainNode.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import { createFakeParts, FAKE_SIGNATURE, madeUpAttempt } from '../testing/fakeParts.ts';
import { madeUpTransaction } from '../testing/madeUpTransaction.ts';
import { recordConflict } from './recordConflict.ts';
import { resolveTrade, type GivenResolution } from './resolveTrade.ts';

const signature = FAKE_SIGNATURE;
const UNPROVABLE: TradeEvent = { name: 'ExpiryUnprovable', signature, reason: 'no history' };
const CONFLICT: TradeEvent = {
  name: 'ConflictObserved',
  signature,
  detail: 'odd',
  result: { success: false, errorCode: 'FILL__MISMATCH' },
};
const DEAD: GivenResolution = { as: 'dead', signature, reason: 'nowhere to be seen', by: 'ops' };
const LANDED: GivenResolution = { ...DEAD, as: 'landed', reason: 'seen in an explorer' };

const EXPIRED: TradeEvent = {
  name: 'AttemptExpired',
  signature,
  deathHeight: '1182',
  witnesses: [],
};
const SECOND: TradeEvent = {
  name: 'AttemptSigned',
  attempt: { ...madeUpAttempt(), number: 2, signature: 'second' },
};
const RAN: SignatureStatus = { slot: 1_500n, commitment: 'finalized', error: null };

interface Chain {
  /** What it says of the signatures, where one is asked about. */
  readonly statuses?: Readonly<Record<string, SignatureStatus>>;
  /** What comes to pass while the chain is asked. */
  readonly meanwhile?: () => void;
  readonly status?: SignatureStatus | null;
  readonly transaction?: TransactionReading | null;
  readonly height?: bigint;
}

async function setUp(chain: Chain, ...events: readonly TradeEvent[]) {
  const node: Partial<ChainNode> = {
    label: 'http://a',
    signatureStatuses: async (signatures) => {
      chain.meanwhile?.();
      const { status = null, statuses = {} } = chain;
      return { slot: 2_000n, statuses: signatures.map((asked) => statuses[asked] ?? status) };
    },
    transaction: async () => chain.transaction ?? null,
    finalized: async () => ({ blockHeight: chain.height ?? 0n, slot: 2_000n, slotGap: 0n }),
  };
  const all = await createFakeParts({ nodes: [node] });
  const { tradeId } = all.sign();
  if (events.length > 0) all.parts.log.record(tradeId, ...events);
  const { log } = all.parts;
  const tools = { log, parts: all.parts, conflicts: () => all.journal.conflicts() };
  const resolve = async (given: Partial<GivenResolution> = {}) =>
    resolveTrade(tools, log.current(tradeId), { ...DEAD, ...given });
  return { ...all, tools, tradeId, resolve, current: () => log.current(tradeId) };
}

describe('resolveTrade', () => {
  it('ends as dead what nobody can prove, once and for all', async () => {
    const { resolve, current, names, tradeId, events } = await setUp({}, UNPROVABLE);
    expect(await resolve()).toMatchObject({
      status: 'resolved',
      resolution: { as: 'dead', signature, by: 'ops', reason: 'nowhere to be seen' },
      result: { success: false, status: 'resolved', errorCode: 'RESOLVE__HELD_FOR_DEAD' },
    });
    expect(names(tradeId).at(-1)).toBe('TradeResolved');
    expect(events).toMatchObject([{ name: 'execution.trade.resolved' }]);
    expect(await resolve()).toMatchObject({ code: 'RESOLVE__STATE_NOT_ALLOWED' });
    expect(current().status).toBe('resolved');
  });

  it('takes a signed trade whose death is long final, though nothing proves it', async () => {
    const still = await setUp({ height: 1_182n });
    expect(await still.resolve()).toMatchObject({
      code: 'RESOLVE__STATE_NOT_ALLOWED',
      context: { status: 'executing' },
    });
    const past = await setUp({ height: 1_183n });
    expect(await past.resolve()).toMatchObject({ status: 'resolved' });
  });

  it('reads the fill of what is held for landed', async () => {
    const status = { slot: 1_010n, commitment: 'finalized', error: null } as const;
    const { resolve } = await setUp({ status, transaction: madeUpTransaction() }, UNPROVABLE);
    expect(await resolve(LANDED)).toMatchObject({
      status: 'resolved',
      fill: { tokenUnits: '2000', lamports: '100000000' },
      result: { success: true, status: 'resolved', executedAmount: 0.002 },
    });
  });

  it.each([
    ['is gone', null],
    ['does not add up', madeUpTransaction({ tokenUnits: 1n })],
  ])('tells no figures of a landing whose record %s', async (_case, transaction) => {
    const { resolve } = await setUp({ transaction }, CONFLICT);
    const resolved = await resolve(LANDED);
    expect(resolved).toMatchObject({
      status: 'resolved',
      result: { success: true, errorCode: 'RESOLVE__FILL_UNKNOWN' },
    });
    expect(resolved).not.toHaveProperty('fill');
  });

  it('accepts a conflict as it was seen', async () => {
    const { resolve } = await setUp({}, CONFLICT);
    expect(await resolve({ as: 'accepted' })).toMatchObject({
      status: 'resolved',
      result: { success: false, errorCode: 'RESOLVE__ACCEPTED' },
    });
  });

  it('lets the wallet sign again once its last conflict is resolved', async () => {
    const { resolve, parts, sign, tradeId } = await setUp({}, UNPROVABLE);
    const problem = { kind: 'fault', code: 'FILL__MISMATCH', message: 'm', context: {} } as const;
    const other = sign({}, { signature: 'another' });
    for (const conflicted of [tradeId, other.tradeId]) {
      const trade = parts.log.current(conflicted);
      recordConflict(parts, trade, { signature, detail: 'odd', problem });
    }
    await resolve();
    expect(parts.hold.reason()).toMatchObject({ context: { key: 'key-2' } });
    const tools = { log: parts.log, parts, conflicts: () => [] };
    const last = { ...DEAD, signature: 'another' };
    await resolveTrade(tools, parts.log.current(other.tradeId), last);
    expect(parts.hold.reason()).toBeUndefined();
  });

  it('needs no chain to decide about a conflict', async () => {
    const { tools, current } = await setUp({}, CONFLICT);
    const resolved = await resolveTrade({ ...tools, parts: undefined }, current(), LANDED);
    expect(resolved).toMatchObject({ result: { errorCode: 'RESOLVE__FILL_UNKNOWN' } });
  });

  it('needs no signature where there is only one', async () => {
    const { tools, current } = await setUp({}, UNPROVABLE);
    const { signature: _signature, ...given } = DEAD;
    expect(await resolveTrade(tools, current(), given)).toMatchObject({
      resolution: { signature },
    });
  });
});

describe('a decision is not taken', () => {
  it.each<[string, Partial<GivenResolution>, string]>([
    ['without a reason', { reason: '  ' }, 'RESOLVE__VALUE_MISSING'],
    ['without a name', { by: '' }, 'RESOLVE__VALUE_MISSING'],
    ['about a foreign signature', { signature: 'foreign' }, 'RESOLVE__SIGNATURE_MISMATCH'],
  ])('%s', async (_case, given, code) => {
    const { resolve, current } = await setUp({}, UNPROVABLE);
    expect(await resolve(given)).toMatchObject({ code });
    expect(current().status).toBe('executing');
  });

  it('about a trade of which nothing is on its way', async () => {
    const all = await createFakeParts();
    const { log } = all.parts;
    const tools = { log, parts: all.parts, conflicts: () => [] };
    expect(await resolveTrade(tools, all.admit(), DEAD)).toMatchObject({
      code: 'RESOLVE__SIGNATURE_MISMATCH',
      context: { known: [] },
    });
    const { tradeId } = all.sign();
    log.record(
      tradeId,
      { name: 'AttemptExpired', signature, deathHeight: '1182', witnesses: [] },
      { name: 'TradeFailed', code: 'CONFIRM__EXPIRED', result: { success: false } },
    );
    expect(await resolveTrade(tools, log.current(tradeId), DEAD)).toMatchObject({
      code: 'RESOLVE__STATE_NOT_ALLOWED',
    });
  });

  it.each([
    ['dead', null, 'as run in slot 1300'],
    ['landed', '"Custom"', 'as failed in slot 1300'],
  ] as const)('as %s against what a node plainly shows', async (as, error, seen) => {
    const status = { slot: 1_300n, commitment: 'finalized', error } as const;
    const { resolve, current } = await setUp({ status }, UNPROVABLE);
    const refused = await resolve({ as });
    expect(refused).toMatchObject({ code: 'RESOLVE__CHAIN_MISMATCH', context: { as } });
    expect(JSON.stringify(refused)).toContain(seen);
    expect(current().status).toBe('executing');
    expect(await resolve({ as: 'accepted' })).toMatchObject({ status: 'resolved' });
  });
});

describe('a decision about one of several signatures', () => {
  const past = { height: 9_000n };

  it('is taken about the one on its way alone', async () => {
    const { resolve, current } = await setUp(past, EXPIRED, SECOND);
    expect(await resolve()).toMatchObject({ code: 'RESOLVE__STATE_NOT_ALLOWED' });
    expect(current().status).toBe('executing');
    expect(await resolve({ signature: 'second' })).toMatchObject({ status: 'resolved' });
  });

  it.each([signature, 'second'])('as dead is not taken while %s shows as run', async (ran) => {
    const chain = { ...past, statuses: { [ran]: RAN } };
    const { resolve, current } = await setUp(chain, EXPIRED, SECOND);
    expect(await resolve({ signature: 'second' })).toMatchObject({
      code: 'RESOLVE__CHAIN_MISMATCH',
      context: { signature: ran },
    });
    expect(current().status).toBe('executing');
  });

  it('as dead is not taken in a conflict either while another shows as run', async () => {
    const chain = { ...past, statuses: { second: RAN } };
    const { resolve } = await setUp(chain, EXPIRED, SECOND, CONFLICT);
    expect(await resolve()).toMatchObject({ code: 'RESOLVE__CHAIN_MISMATCH' });
    expect(await resolve({ as: 'accepted' })).toMatchObject({ status: 'resolved' });
  });

  it.each<[string, readonly TradeEvent[], string]>([
    ['confirmed', [{ name: 'AttemptConfirmed', signature, slot: '9', witness: 'a' }], 'settling'],
    ['signed anew', [EXPIRED, SECOND], 'executing'],
  ])('is not taken about a trade that was %s while the chain was asked', async (...given) => {
    const [, events, status] = given;
    const state: { meanwhile?: () => void } = {};
    const chain = { ...past, meanwhile: () => state.meanwhile?.() };
    const { resolve, current, parts, tradeId } = await setUp(chain);
    state.meanwhile = () => void parts.log.record(tradeId, ...events);
    expect(await resolve()).toMatchObject({ code: 'RESOLVE__STATE_NOT_ALLOWED' });
    expect(current().status).toBe(status);
  });
});
