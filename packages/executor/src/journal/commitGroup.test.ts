import { ExecutionError } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createFakePlatform, type FakePlatform } from '../testing/fakePlatform.ts';
import { createCommitGroup, type CommitPace } from './commitGroup.ts';
import { createSqlTransaction } from './transaction.ts';

/** A group over a table of numbers, with a disk that a test can break at a statement. */
function setUp(pace?: (platform: FakePlatform) => CommitPace) {
  const real = createNodePlatform().openDatabase(':memory:');
  real.exec('CREATE TABLE written (n INTEGER PRIMARY KEY) STRICT');
  const statements: string[] = [];
  const disk = { isOwned: true, failsAt: undefined as string | readonly string[] | undefined };
  const database = {
    ...real,
    exec: (sql: string) => {
      statements.push(sql);
      if ([disk.failsAt].flat().includes(sql)) {
        throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
      }
      real.exec(sql);
    },
  };
  const platform = createFakePlatform();
  const turns: Array<() => void> = [];
  const ends: number[] = [];
  const group = createCommitGroup({
    path: '/data/journal.sqlite',
    transaction: createSqlTransaction(database),
    beforeCommit: () => {
      ends.push(written().length);
    },
    isOwner: () => disk.isOwned,
    ...(pace && { pace: pace(platform) }),
    nextTurn: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      turns.push(resolve);
      return promise;
    },
  });
  const write = (number: number, urgency?: 'now' | 'soon') =>
    group.run(() => {
      real.prepare('INSERT INTO written VALUES (?)').run(number);
      return number;
    }, urgency);
  const written = () =>
    real
      .prepare('SELECT n FROM written ORDER BY n')
      .all()
      .map((row) => Number(row['n']));
  const turn = async (): Promise<void> => {
    for (const end of turns.splice(0)) end();
    await platform.settle();
  };
  const count = (sql: string) => statements.filter((statement) => statement === sql).length;
  return { group, disk, write, written, turn, count, platform, ends, real };
}

const UNAVAILABLE = expect.objectContaining({ code: 'JOURNAL__UNAVAILABLE' });

describe('a commit group', () => {
  it('makes one commit of everything written in a turn', async () => {
    const { group, write, written, turn, count } = setUp();
    expect([write(1), write(2), write(3)]).toEqual([1, 2, 3]);
    expect(written()).toEqual([1, 2, 3]);
    expect(count('COMMIT')).toBe(0);
    const durable = group.durable();
    await turn();
    await expect(durable).resolves.toBeUndefined();
    expect(count('COMMIT')).toBe(1);
    write(4);
    await turn();
    expect(count('COMMIT')).toBe(2);
  });

  it('ends every commit with what belongs at its end, once', async () => {
    const { write, turn, ends } = setUp();
    write(1);
    write(2);
    expect(ends).toEqual([]);
    await turn();
    expect(ends).toEqual([2]);
  });

  it('is durable at once when nothing is open', async () => {
    const { group } = setUp();
    await expect(group.durable()).resolves.toBeUndefined();
  });

  it('is not durable before its commit', async () => {
    const { group, write, turn, platform } = setUp();
    write(1);
    let isDurable = false;
    const durable = group.durable().then(() => {
      isDurable = true;
    });
    await platform.settle();
    expect(isDurable).toBe(false);
    await turn();
    await durable;
    expect(isDurable).toBe(true);
  });

  it('keeps nothing of a write that is impossible and all of the others', async () => {
    const { group, write, written, turn } = setUp();
    write(1);
    const impossible = new ExecutionError('INVARIANT__VIOLATED', { id: 'INV-08', detail: 'no' });
    expect(() =>
      group.run(() => {
        write(2);
        throw impossible;
      }),
    ).toThrow(impossible);
    write(3);
    await turn();
    await expect(group.durable()).resolves.toBeUndefined();
    expect(written()).toEqual([1, 3]);
  });

  it('names the journal when a defect stops a write', () => {
    const { group } = setUp();
    expect(() =>
      group.run(() => {
        throw new TypeError('a gate broke');
      }),
    ).toThrow(UNAVAILABLE);
    expect(group.failure()).toBeUndefined();
  });

  it('writes nothing for a process that owns the journal no more', async () => {
    const { disk, write, written, turn, count } = setUp();
    disk.isOwned = false;
    expect(write(1)).toEqual({ kind: 'fenced' });
    await turn();
    expect(written()).toEqual([]);
    expect(count('COMMIT')).toBe(0);
  });

  it('commits what is open when it is flushed', async () => {
    const { group, write, turn, count } = setUp();
    write(1);
    group.flush();
    expect(count('COMMIT')).toBe(1);
    await turn();
    group.flush();
    expect(count('COMMIT')).toBe(1);
    await expect(group.durable()).resolves.toBeUndefined();
  });
});

describe('a commit group whose disk fails', () => {
  it.each(['COMMIT', 'BEGIN IMMEDIATE', 'SAVEPOINT entry', 'RELEASE entry'])(
    'at %s, tells everybody, keeps nothing and writes no more',
    async (statement) => {
      const { group, disk, write, written, turn } = setUp();
      disk.failsAt = statement;
      if (statement === 'COMMIT') write(1);
      else expect(() => write(1)).toThrow(UNAVAILABLE);
      const durable = group.durable();
      const refused = expect(durable).rejects.toEqual(UNAVAILABLE);
      await turn();
      await refused;
      disk.failsAt = undefined;
      expect(() => write(2)).toThrow(UNAVAILABLE);
      await expect(group.durable()).rejects.toEqual(UNAVAILABLE);
      expect(group.failure()).toEqual(UNAVAILABLE);
      expect(written()).toEqual([]);
    },
  );

  it('loses the whole group when a write cannot be undone', async () => {
    const { group, disk, write, written, turn } = setUp();
    write(1);
    const durable = group.durable();
    const refused = expect(durable).rejects.toEqual(UNAVAILABLE);
    disk.failsAt = 'ROLLBACK TO entry; RELEASE entry';
    expect(() =>
      group.run(() => {
        throw new TypeError('a gate broke');
      }),
    ).toThrow(UNAVAILABLE);
    await refused;
    await turn();
    expect(written()).toEqual([]);
    expect(group.failure()).toEqual(UNAVAILABLE);
  });

  it('reads nothing any more where what was lost cannot be rolled back', async () => {
    const { group, disk, write, written, turn } = setUp();
    write(1);
    expect(group.read(written)).toEqual([1]);
    disk.failsAt = ['COMMIT', 'ROLLBACK'];
    await turn();
    expect(() => group.read(written)).toThrow(UNAVAILABLE);
  });

  it('is broken when the database cannot be read', async () => {
    const { group, write, written, turn, real } = setUp();
    write(1);
    expect(() => group.read(() => real.prepare('SELECT nothing'))).toThrow(UNAVAILABLE);
    await expect(group.durable()).rejects.toEqual(UNAVAILABLE);
    await turn();
    expect(written()).toEqual([]);
  });

  it('is whole when reading only finds what it cannot understand', () => {
    const { group, write } = setUp();
    expect(() =>
      group.read(() => {
        throw new SyntaxError('no JSON');
      }),
    ).toThrow('no JSON');
    expect(write(1)).toBe(1);
  });

  it('is broken when a write of the database itself fails', () => {
    const { group, write } = setUp();
    write(1);
    expect(() => write(1)).toThrow(UNAVAILABLE);
    expect(group.failure()).toEqual(UNAVAILABLE);
  });
});

/** A disk that takes some milliseconds for each commit. */
function slowDisk(commitMs: number) {
  return (platform: FakePlatform): CommitPace => {
    let lateMs = 0;
    let reads = 0;
    return {
      delay: async (milliseconds) => platform.delay(milliseconds),
      // A commit reads the clock before and after: the second reading is later by what it took.
      monotonicMs: () => {
        reads += 1;
        if (reads % 3 === 0) lateMs += commitMs;
        return platform.monotonicMs() + lateMs;
      },
    };
  };
}

describe('a commit group that rests between its commits', () => {
  it('puts what is written meanwhile into one commit, nine times as long after the last', async () => {
    const { group, write, turn, count, platform } = setUp(slowDisk(0.5));
    write(1, 'soon');
    await turn();
    expect(count('COMMIT')).toBe(1);
    write(2, 'soon');
    write(3, 'soon');
    const durable = group.durable();
    await turn();
    expect(platform.pendingDelaysMs()).toEqual([5]);
    expect(count('COMMIT')).toBe(1);
    await platform.advance(5);
    await expect(durable).resolves.toBeUndefined();
    expect(count('COMMIT')).toBe(2);
  });

  it('is durable with its commit and no sooner, however long it rests', async () => {
    const { group, write, turn, count, platform } = setUp(slowDisk(0.5));
    write(1, 'soon');
    await turn();
    write(2, 'soon');
    let isDurable = false;
    const durable = group.durable().then(() => {
      isDurable = true;
    });
    await turn();
    await platform.advance(4);
    expect([isDurable, count('COMMIT')]).toEqual([false, 1]);
    await platform.advance(1);
    await durable;
    expect([isDurable, count('COMMIT')]).toEqual([true, 2]);
  });

  it.each(['soon', 'now'] as const)(
    'is never durable when the commit after the rest fails: %s',
    async (urgency) => {
      const { group, disk, write, turn, platform } = setUp(slowDisk(0.5));
      write(1, 'soon');
      await turn();
      write(2, 'soon');
      write(3, urgency);
      disk.failsAt = 'COMMIT';
      const durable = group.durable();
      durable.catch(() => undefined);
      await turn();
      await platform.advance(10);
      await expect(durable).rejects.toEqual(UNAVAILABLE);
      expect(group.failure()).toEqual(UNAVAILABLE);
    },
  );

  it('keeps nobody waiting for more than ten milliseconds, however slow the disk is', async () => {
    const { write, turn, platform } = setUp(slowDisk(300));
    write(1, 'soon');
    await turn();
    write(2, 'soon');
    expect(platform.pendingDelaysMs()).toEqual([10]);
  });

  it('does not rest where the last commit was quick, or long ago', async () => {
    const quick = setUp(slowDisk(0.1));
    quick.write(1, 'soon');
    await quick.turn();
    quick.write(2, 'soon');
    await quick.turn();
    expect(quick.count('COMMIT')).toBe(2);
    const idle = setUp(slowDisk(0.5));
    idle.write(1, 'soon');
    await idle.turn();
    await idle.platform.advance(5);
    idle.write(2, 'soon');
    await idle.turn();
    expect(idle.count('COMMIT')).toBe(2);
  });

  it('takes what is urgent to the disk in its turn, and what waits with it', async () => {
    const { group, write, turn, count, platform } = setUp(slowDisk(1));
    write(1, 'soon');
    await turn();
    write(2, 'soon');
    expect(platform.pendingDelaysMs()).toEqual([9]);
    write(3, 'now');
    const durable = group.durable();
    await turn();
    await expect(durable).resolves.toBeUndefined();
    expect(count('COMMIT')).toBe(2);
  });

  it('does not end a later commit with the rest of an earlier one', async () => {
    const { write, turn, count, platform } = setUp(slowDisk(1));
    write(1, 'soon');
    await turn();
    write(2, 'soon');
    write(3, 'now');
    await turn();
    expect(count('COMMIT')).toBe(2);
    write(4, 'soon');
    await platform.advance(8);
    expect(count('COMMIT')).toBe(2);
    await platform.advance(2);
    expect(count('COMMIT')).toBe(3);
  });
});
