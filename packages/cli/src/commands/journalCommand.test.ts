import { DatabaseSync } from 'node:sqlite';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { seedJournal } from '../testing/seedJournal.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { readAnchor } from './journalCommand.ts';

const VERIFY = ['node', 'quantbot', 'journal', 'verify'];

async function verifyJson(...options: readonly string[]) {
  const machine = captureConsole();
  const code = await run([...VERIFY, '--json', ...options]);
  return { code, found: JSON.parse(machine.out()) as Record<string, unknown> };
}

function tamper(directory: string, sql: string): void {
  const database = new DatabaseSync(`${directory}/journal.sqlite`);
  database.exec(sql);
  database.close();
}

describe('quantbot journal verify', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('says that a journal is whole, for a person and for a machine', async () => {
    const directory = await seedJournal('seeded');
    const person = captureConsole();
    expect(await run(VERIFY)).toBe(0);
    expect(person.out()).toMatch(/whole/u);
    const { code, found } = await verifyJson();
    expect(code).toBe(0);
    expect(found).toMatchObject({
      path: `${directory}/journal.sqlite`,
      whole: true,
      trades: 1,
      events: 3,
      lastAnchor: { number: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/u) },
    });
  });

  it('names the first broken link, with another exit status', async () => {
    const directory = await seedJournal('seeded');
    tamper(directory, 'UPDATE events SET at_ms = at_ms + 1 WHERE version = 2');
    const person = captureConsole();
    expect(await run(VERIFY)).toBe(4);
    expect(person.out()).toMatch(/broken first at event 2 of trade .*: does not match its hash/u);
    const { code, found } = await verifyJson();
    expect(code).toBe(4);
    expect(found).toMatchObject({ whole: false, broken: { what: 'event', version: 2 } });
  });

  it('holds the journal against an anchor that was kept elsewhere', async () => {
    await seedJournal('seeded');
    const { found } = await verifyJson();
    const { number, hash } = found['lastAnchor'] as { number: number; hash: string };
    expect((await verifyJson('--anchor', `${number}:${hash}`)).code).toBe(0);
    const other = await verifyJson('--anchor', `${number}:${'0'.repeat(64)}`);
    expect(other).toMatchObject({ code: 4, found: { broken: { what: 'anchor', anchor: number } } });
  });

  it('says that there is none, and refuses an anchor that is none', async () => {
    vi.stubEnv('EXECUTION_DATA_DIR', temporaryDirectory());
    const { err } = captureConsole();
    expect(await run(VERIFY)).toBe(2);
    expect(err()).toContain('JOURNAL__MISSING');
    expect(await run([...VERIFY, '--anchor', '7'])).toBe(2);
    expect(err()).toContain('not a number, a colon and 64 hex digits');
  });
});

describe('readAnchor', () => {
  it.each(['', '7', `0:${'a'.repeat(64)}`, `7:${'A'.repeat(64)}`, `7:${'a'.repeat(63)}`])(
    'refuses "%s"',
    (text) => {
      expect(() => readAnchor(text)).toThrow('not a number');
    },
  );
});
