import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { captureConsole } from '../testing/captureConsole.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { writeRows } from './writeRows.ts';

const COLUMNS = ['key', 'note'];

async function written(rows: Array<Record<string, string>>, format: 'csv' | 'jsonl') {
  const path = join(temporaryDirectory(), 'rows');
  await writeRows(rows, { format, columns: COLUMNS, path });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  return readFileSync(path, 'utf8');
}

describe('writeRows', () => {
  it('writes CSV with a header, quoted where it must be', async () => {
    const text = await written([{ note: 'a "b", c', key: 'one' }], 'csv');
    expect(text).toBe('key,note\none,"a ""b"", c"\n');
  });

  it('lets no cell become a formula of a spreadsheet', async () => {
    const text = await written([{ key: '=HYPERLINK("x")', note: '@a' }], 'csv');
    expect(text.split('\n')[1]).toBe('"\'=HYPERLINK(""x"")",\'@a');
  });

  it('leaves amounts below zero numbers', async () => {
    const text = await written([{ key: '-100000000', note: '-0.1' }], 'csv');
    expect(text.split('\n')[1]).toBe('-100000000,-0.1');
    const calls = await written([{ key: '-1+cmd', note: '--1' }], 'csv');
    expect(calls.split('\n')[1]).toBe("'-1+cmd,'--1");
  });

  it('writes an object a line', async () => {
    const rows = [
      { key: 'one', note: '' },
      { key: 'two', note: 'x' },
    ];
    const lines = (await written(rows, 'jsonl')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows);
  });

  it('writes a header where there are no rows', async () => {
    expect(await written([], 'csv')).toBe('key,note\n');
  });

  it('writes to the standard output and leaves it open', async () => {
    const { out } = captureConsole();
    const to = { format: 'csv', columns: COLUMNS, path: undefined } as const;
    await writeRows([{ key: 'one', note: '' }], to);
    await writeRows([], to);
    expect(out()).toBe('key,note\none,\nkey,note\n');
  });

  it('takes no row before there is room for it', async () => {
    let made = 0;
    const rows = function* () {
      for (; made < 100_000; made += 1) yield { key: String(made), note: 'x'.repeat(100) };
    };
    const path = join(temporaryDirectory(), 'gone', 'rows');
    const writing = writeRows(rows(), { format: 'csv', columns: COLUMNS, path });
    await expect(writing).rejects.toMatchObject({ code: 'CONFIG__FILE_UNWRITABLE' });
    expect(made).toBeLessThan(5_000);
  });

  it('writes over no file', async () => {
    const path = join(temporaryDirectory(), 'rows');
    writeFileSync(path, 'mine');
    const writing = writeRows([], { format: 'csv', columns: COLUMNS, path });
    await expect(writing).rejects.toMatchObject({ code: 'CONFIG__FILE_UNWRITABLE' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
