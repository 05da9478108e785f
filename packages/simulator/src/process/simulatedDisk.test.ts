import { describe, expect, it } from 'vitest';

import { createLife, ProcessStopped } from './life.ts';
import { createSimulatedDisk } from './simulatedDisk.ts';

function setUp(stopsAt: (point: string) => boolean = () => false) {
  const durable: string[] = [];
  const disk = createSimulatedDisk((events) => {
    durable.push(...events.map(({ tradeId, name }) => `${tradeId} ${name}`));
  });
  disk.open('journal').exec('CREATE TABLE IF NOT EXISTS events (trade_id TEXT, payload TEXT)');
  const life = createLife(stopsAt);
  const database = disk.open('journal', life);
  const insert = database.prepare('INSERT INTO events (trade_id, payload) VALUES (?, ?)');
  const write = (name: string): void => {
    insert.run('trade-1', JSON.stringify({ name }));
  };
  const rows = (): number => disk.open('journal').prepare('SELECT * FROM events').all().length;
  return { disk, life, database, durable, write, rows };
}

describe('createSimulatedDisk', () => {
  it('keeps what was committed, and tells it then and not before', () => {
    const { database, durable, write, rows, life } = setUp();
    database.exec('BEGIN');
    write('TradeReceived');
    expect(durable).toEqual([]);
    database.exec('COMMIT');
    expect(durable).toEqual(['trade-1 TradeReceived']);
    life.stop();
    expect(rows()).toBe(1);
  });

  it('loses what was not, when the process stops or gives up', () => {
    const { database, durable, write, rows, life } = setUp();
    database.exec('BEGIN');
    write('TradeReceived');
    database.exec('ROLLBACK');
    database.exec('BEGIN');
    write('TradeReceived');
    life.stop();
    expect([rows(), durable]).toEqual([0, []]);
  });

  it('forgets a write that was undone alone', () => {
    const { database, durable, write } = setUp();
    database.exec('BEGIN');
    write('TradeReceived');
    database.exec('SAVEPOINT entry');
    write('TradeDenied');
    database.exec('ROLLBACK TO entry; RELEASE entry');
    database.exec('COMMIT');
    expect(durable).toEqual(['trade-1 TradeReceived']);
  });

  it.each([
    ['before commit', 0],
    ['after commit', 1],
  ])('may stop a process %s', (point, kept) => {
    const { database, durable, write, rows } = setUp((passed) => passed === point);
    database.exec('BEGIN');
    write('TradeReceived');
    expect(() => {
      database.exec('COMMIT');
    }).toThrow(ProcessStopped);
    expect([rows(), durable.length]).toEqual([kept, kept]);
  });

  it('lets a stopped process neither write nor read', () => {
    const { database, write, life } = setUp();
    const select = database.prepare('SELECT * FROM events');
    life.stop();
    for (const use of [
      () => {
        write('TradeReceived');
      },
      () => select.get(),
      () => select.all(),
      () => {
        database.exec('BEGIN');
      },
    ]) {
      expect(use).toThrow(ProcessStopped);
    }
  });

  it.each([
    ['lost', 0],
    ['kept', 1],
  ] as const)('may fail at a commit that is %s, and takes nothing more', (how, kept) => {
    const { database, durable, write, rows, life } = setUp((point) => {
      if (point === 'before commit') life.breakDisk(how);
      return false;
    });
    database.exec('BEGIN');
    write('TradeReceived');
    const failed = expect.objectContaining({ errcode: 10 });
    expect(() => {
      database.exec('COMMIT');
    }).toThrow(failed);
    expect(durable.length).toBe(kept);
    for (const sql of ['ROLLBACK', 'BEGIN', 'COMMIT']) {
      expect(() => {
        database.exec(sql);
      }, sql).toThrow(failed);
    }
    expect(() => {
      write('TradeDenied');
    }).toThrow(failed);
    life.stop();
    expect([rows(), durable.length]).toEqual([kept, kept]);
  });

  it('keeps paths apart', () => {
    const { disk, database, write, rows } = setUp();
    disk.open('other').exec('CREATE TABLE IF NOT EXISTS events (trade_id TEXT, payload TEXT)');
    database.exec('BEGIN');
    write('TradeReceived');
    database.exec('COMMIT');
    expect(rows()).toBe(1);
    expect(disk.open('other').prepare('SELECT * FROM events').all()).toEqual([]);
    disk.dispose();
  });
});
