import { describe, expect, it } from 'vitest';

import { NOW_MS, tradeOf } from '../testing/trades.ts';
import { attentionItems, nextStepOf, type Knowledge } from './attention.ts';

const QUIET: Knowledge = {
  nowMs: NOW_MS,
  trades: [tradeOf(), tradeOf({ key: 'b', status: 'filled' })],
  trading: { state: 'active' },
  limits: [{ gate: 'exposure', limit: 100, used: 10 }],
  health: { endpoints: [{ label: 'a', kind: 'node', circuit: 'closed' }], dryRun: false },
  rollout: undefined,
};

const idsOf = (knowledge: Partial<Knowledge>) =>
  attentionItems({ ...QUIET, ...knowledge }).map(({ id, level }) => `${level} ${id}`);

describe('attentionItems', () => {
  it('is nothing when all is well', () => {
    expect(attentionItems(QUIET)).toEqual([]);
  });

  it('says nothing of what is not known yet', () => {
    expect(idsOf({ trading: undefined, health: undefined, limits: [], trades: [] })).toEqual([]);
  });

  it('puts what to act on above what to look at', () => {
    expect(
      idsOf({
        trades: [
          tradeOf({ key: 'c', status: 'conflicted' }),
          tradeOf({ attemptStatus: 'in_doubt' }),
        ],
        limits: [{ gate: 'exposure', limit: 100, used: 85 }],
        trading: { state: 'halted', reason: 'conflict' },
      }),
    ).toEqual([
      'act trading halted',
      'act conflict c',
      'look doubt entry-1',
      'look limit exposure ',
    ]);
  });

  it('says to remove the halt file, which activating does not', () => {
    const [item] = attentionItems({
      ...QUIET,
      trading: { state: 'halted', haltFile: { state: 'present', path: '/data/halt' } },
    });
    expect(item?.next).toContain('/data/halt');
    const [byHand] = attentionItems({
      ...QUIET,
      trading: { state: 'halted', haltFile: { state: 'absent', path: '/data/halt' } },
    });
    expect(byHand?.next).not.toContain('/data/halt');
  });

  it('sends nobody to activate what no decision has halted', () => {
    const nextWith = (decided: object) =>
      attentionItems({ ...QUIET, trading: { state: 'halted', reason: 'conflict', ...decided } })[0]
        ?.next;
    expect(nextWith({})).toContain('activating does not end it');
    expect(nextWith({ by: 'ann', changeReason: 'odd' })).toContain('then activate');
  });

  it('gathers failures of the last minutes by code, with the step of the catalogue', () => {
    const failed = { status: 'failed', errorCode: 'CONFIRM__REVERTED' } as const;
    const [item, ...rest] = attentionItems({
      ...QUIET,
      trades: [
        tradeOf({ ...failed, key: 'a', updatedAtMs: NOW_MS - 1000 }),
        tradeOf({ ...failed, key: 'b', updatedAtMs: NOW_MS - 2000 }),
        tradeOf({ ...failed, key: 'old', updatedAtMs: NOW_MS - 3_600_000 }),
      ],
    });
    expect(rest).toEqual([]);
    expect(item?.title).toBe('2 trades failed: CONFIRM__REVERTED');
    expect(item?.next).toBe(nextStepOf('CONFIRM__REVERTED'));
  });

  it('gathers denials that no limit explains, once they are several', () => {
    const denied = (key: string, errorCode: string) =>
      tradeOf({ key, status: 'denied', errorCode, updatedAtMs: NOW_MS - 1_000 });
    const refused = ['a', 'b', 'c'].map((key) => denied(key, 'QUOTE__REFUSED'));
    expect(idsOf({ trades: refused })).toEqual(['look denied QUOTE__REFUSED']);
    expect(idsOf({ trades: refused.slice(1) })).toEqual([]);
    for (const code of ['RISK__TRADE_EXCEEDS_MAXIMUM', 'PRICE__LIMIT_EXCEEDED']) {
      const meant = ['a', 'b', 'c'].map((key) => denied(key, code));
      expect(idsOf({ trades: meant })).toEqual([]);
    }
    const error = `Venue v refused. ${nextStepOf('QUOTE__REFUSED')}`;
    const [item] = attentionItems({
      ...QUIET,
      trades: refused.map((trade) => ({ ...trade, error })),
    });
    expect(item?.detail).toBe('Venue v refused.');
  });

  it('tells one resting endpoint from all of a kind', () => {
    const node = (label: string, circuit: string) => ({ label, kind: 'node', circuit });
    const health = (...endpoints: ReturnType<typeof node>[]) => ({ endpoints, dryRun: false });
    expect(idsOf({ health: health(node('a', 'open'), node('b', 'closed')) })).toEqual([
      'look endpoints node',
    ]);
    expect(idsOf({ health: health(node('a', 'open'), node('b', 'open')) })).toEqual([
      'act endpoints node',
    ]);
  });

  it('counts reads and sends apart: the sends of the only node read nothing', () => {
    const of = (purpose: string, circuit: string) => ({
      label: 'a',
      kind: 'rpc',
      purpose,
      circuit,
    });
    const health = { endpoints: [of('reads', 'open'), of('sends', 'closed')], dryRun: false };
    expect(idsOf({ health })).toEqual(['act endpoints rpc reads']);
  });

  it('is loud about a venue that does not answer, and tells of sockets once none is left', () => {
    const source = (kind: string, state: string, label = kind) => ({ kind, state, label });
    const health = (...sources: ReturnType<typeof source>[]) => ({
      endpoints: [],
      sources,
      dryRun: false,
    });
    expect(idsOf({ health: health(source('venue', 'failing'), source('ws', 'well')) })).toEqual([
      'act source venue',
    ]);
    const sockets = [source('ws', 'failing', 'a'), source('ws', 'well', 'b')];
    expect(idsOf({ health: health(...sockets) })).toEqual([]);
    expect(
      idsOf({ health: health(source('ws', 'failing', 'a'), source('ws', 'unused', 'b')) }),
    ).toEqual(['look source ws']);
    expect(idsOf({ health: health(source('venue', 'unused')) })).toEqual([]);
  });

  it('names one item for all trades past their deadline, and what cannot be proven by itself', () => {
    const deadlineAtMs = NOW_MS - 61_000;
    expect(
      idsOf({
        trades: [tradeOf({ key: 'a', deadlineAtMs }), tradeOf({ key: 'b', deadlineAtMs })],
      }),
    ).toEqual(['look late']);
    expect(idsOf({ trades: [tradeOf({ unprovable: 'history is gone' })] })).toEqual([
      'act unprovable entry-1',
    ]);
  });

  it('is loud about a rollout that stepped down', () => {
    expect(
      idsOf({ rollout: { stage: 'shadow', steppedDown: { reason: 'landing rate' } } }),
    ).toEqual(['act rollout stepped down']);
  });

  it('has a next step for everything', () => {
    const items = attentionItems({
      ...QUIET,
      trades: [tradeOf({ status: 'failed', errorCode: 'NOT__A_CODE', updatedAtMs: NOW_MS })],
      trading: { state: 'reducing' },
    });
    expect(items).toHaveLength(2);
    for (const { next } of items) expect(next.length).toBeGreaterThan(10);
  });
});
