import type { TradeTimePageQuery } from '@quantbot/executor';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { tradeRecord } from '../testing/records.ts';
import { seedJournal } from '../testing/seedJournal.ts';
import { accountingRows } from './addExportCommand.ts';

describe('accountingRows', () => {
  it('reads every page to the end, in order', () => {
    const trades = Array.from({ length: 1_203 }, (_, index) =>
      tradeRecord({ tradeId: String(index).padStart(5, '0'), key: `key-${index}` }),
    );
    const limits: number[] = [];
    const reader = {
      pageByTime: ({ after, limit }: TradeTimePageQuery) => {
        limits.push(limit);
        return trades.filter(({ tradeId }) => tradeId > (after?.tradeId ?? '')).slice(0, limit);
      },
    };
    const rows = [...accountingRows(reader, { mode: 'live' })];
    expect(rows.map(({ key }) => key)).toEqual(trades.map(({ key }) => key));
    expect(limits).toEqual([500, 500, 500]);
  });

  it('keeps to the mode and the time that are asked for', () => {
    const at = (createdAtMs: number, mode: 'live' | 'dry') =>
      tradeRecord({ key: `${mode}-${createdAtMs}`, createdAtMs, mode });
    const trades = [at(10, 'live'), at(20, 'live'), at(20, 'dry'), at(30, 'live')];
    const keysOf = (filter: Parameters<typeof accountingRows>[1]) =>
      [...accountingRows({ pageByTime: () => trades }, filter)].map(({ key }) => key);
    expect(keysOf({ mode: 'live', since: 20, until: 30 })).toEqual(['live-20']);
    expect(keysOf({ mode: 'dry' })).toEqual(['dry-20']);
    expect(keysOf({ mode: 'all', until: 30 })).toEqual(['live-10', 'live-20', 'dry-20']);
  });
});

describe('quantbot journal export', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const exportRows = async (...args: readonly string[]) =>
    run(['node', 'quantbot', 'journal', 'export', ...args]);

  it('writes the header alone where nothing was traded live', async () => {
    await seedJournal('seeded');
    const { out } = captureConsole();
    expect(await exportRows()).toBe(0);
    expect(out()).toMatch(/^key,mode,status,[\w,]+,errorCode\n$/u);
  });

  it('writes rehearsals when they are asked for', async () => {
    await seedJournal('seeded');
    const { out } = captureConsole();
    expect(await exportRows('--mode', 'all', '--format', 'jsonl')).toBe(0);
    expect(JSON.parse(out())).toMatchObject({ key: 'seeded', mode: 'dry', walletLamports: '0' });
  });

  it('refuses a time that is none', async () => {
    const { err } = captureConsole();
    expect(await exportRows('--since', 'yesterday')).toBe(2);
    expect(err()).toContain('not a time such as 2026-01-31');
  });
});
