import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { HttpRequest, SqlDatabase } from '@quantbot/executor';
import { createNodePlatform } from '@quantbot/executor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createMortalPlatform, isSend } from './mortalPlatform.ts';
import type { DeathPlan } from './traderOrders.ts';

class Died extends Error {}

let directory: string;
let database: SqlDatabase;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'quantbot-mortal-'));
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

function open(death: DeathPlan | undefined, openTrades = { before: 0, minimum: 0 }) {
  const loaded: number[] = [];
  const mortal = createMortalPlatform({
    death,
    openTrades: openTrades.before,
    openTradesMin: openTrades.minimum,
    onLoaded: () => loaded.push(1),
    die: () => {
      throw new Died();
    },
    machine: {
      ...createNodePlatform(),
      http: async () => ({ status: 200, headers: {}, body: '' }),
    },
  });
  database = mortal.platform.openDatabase(join(directory, 'journal.sqlite'));
  database.exec('CREATE TABLE IF NOT EXISTS events (trade_id TEXT, name TEXT)');
  const insert = database.prepare('INSERT INTO events (trade_id, name) VALUES (?, ?)');
  const commit = (...names: readonly string[]): void => {
    database.exec('BEGIN IMMEDIATE');
    for (const name of names) insert.run('trade-1', name);
    database.exec('COMMIT');
  };
  const stored = (): number => database.prepare('SELECT name FROM events').all().length;
  return { ...mortal, commit, stored, loaded };
}

describe('a process that is to die', () => {
  it('before the second commit of an event dies with the first one durable', () => {
    const mortal = open({ moment: 'before-commit', event: 'AttemptSigned', count: 2 });
    mortal.arm();
    mortal.commit('AttemptSigned');
    mortal.commit('FillRead');
    expect(() => mortal.commit('AttemptSigned')).toThrow(Died);
    expect(database.isInTransaction()).toBe(true);
    database.exec('ROLLBACK');
    expect(mortal.stored()).toBe(2);
  });

  it('after a commit dies with it durable', () => {
    const mortal = open({ moment: 'after-commit', event: 'AttemptSigned', count: 1 });
    mortal.arm();
    expect(() => mortal.commit('FillRead', 'AttemptSigned')).toThrow(Died);
    expect(mortal.stored()).toBe(2);
  });

  it('lives until it is armed and so many trades are open', () => {
    const death = { moment: 'after-commit', event: 'AttemptSigned', count: 1 } as const;
    const mortal = open(death, { before: 1, minimum: 3 });
    mortal.commit('TradeReceived', 'TradeReceived', 'AttemptSigned', 'TradeDenied');
    mortal.arm();
    mortal.commit('AttemptSigned');
    expect(mortal.loaded).toHaveLength(0);
    mortal.commit('TradeReopened');
    expect(mortal.loaded).toHaveLength(1);
    mortal.commit('FillRecorded');
    mortal.commit('AttemptSigned');
    mortal.commit('TradeReceived');
    expect(() => mortal.commit('AttemptSigned')).toThrow(Died);
  });

  it('does not count what is not durable yet', () => {
    const death = { moment: 'before-commit', event: 'TradeReceived', count: 1 } as const;
    const mortal = open(death, { before: 0, minimum: 1 });
    mortal.arm();
    mortal.commit('TradeReceived');
    expect(() => mortal.commit('TradeReceived')).toThrow(Died);
    database.exec('ROLLBACK');
  });

  it.each(['before-send', 'after-send'] as const)('%s dies at a send alone', async (moment) => {
    const mortal = open({ moment, count: 1 });
    mortal.arm();
    await mortal.platform.http(request('getSlot'));
    await expect(mortal.platform.http(request('sendTransaction'))).rejects.toThrow(Died);
  });

  it('after a signature dies with it made', () => {
    const mortal = open({ moment: 'after-sign', count: 1 });
    const key = mortal.platform.importEd25519Seed(new Uint8Array(32).fill(1));
    expect(key.sign(new Uint8Array(1))).toHaveLength(64);
    mortal.arm();
    expect(() => key.sign(new Uint8Array(1))).toThrow(Died);
  });
});

describe('isSend', () => {
  it.each([
    ['sendTransaction', true],
    ['sendBundle', true],
    ['simulateTransaction', false],
  ])('tells whether %s hands bytes over: %s', (method, expected) => {
    database = createNodePlatform().openDatabase(':memory:');
    expect(isSend(request(method))).toBe(expected);
  });
});

function request(method: string): HttpRequest {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] });
  return { method: 'POST', url: 'http://node', body, timeoutMs: 1_000 };
}
