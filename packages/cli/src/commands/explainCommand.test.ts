import { ERROR_CODES } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';

const explain = async (...args: readonly string[]) => run(['node', 'quantbot', 'explain', ...args]);

describe('quantbot explain', () => {
  it('says what a code means and what to do', async () => {
    const { out } = captureConsole();
    expect(await explain('breaker__open')).toBe(0);
    expect(out()).toMatch(/^BREAKER__OPEN\n/u);
    expect(out()).toContain('denied: Refused by us: nothing was signed, nothing was sent.');
    expect(out()).toContain('key: may be used again');
    expect(out()).toContain('exit status 3');
  });

  it('says the same in JSON', async () => {
    const { out } = captureConsole();
    expect(await explain('PRICE__MOVED', '--json')).toBe(0);
    expect(JSON.parse(out())).toMatchObject({
      code: 'PRICE__MOVED',
      retry: 'new-key',
      exitCode: 4,
    });
  });

  it('names the nearest codes for one that there is not', async () => {
    const { err, out } = captureConsole();
    expect(await explain('CONFIRM__OUTCOME_UNKNWON')).toBe(2);
    expect(out()).toBe('');
    expect(err()).toContain('There is no code "CONFIRM__OUTCOME_UNKNWON".');
    expect(err()).toContain('CONFIRM__OUTCOME_UNKNOWN');
  });

  it('names them in JSON as well', async () => {
    const { out } = captureConsole();
    expect(await explain('PRICE_MOVED', '--json')).toBe(2);
    expect(JSON.parse(out())).toEqual({
      unknown: 'PRICE_MOVED',
      nearest: expect.arrayContaining(['PRICE__MOVED']),
    });
  });

  it('explains every code there is', async () => {
    const { out } = captureConsole();
    for (const code of ERROR_CODES) expect(await explain(code)).toBe(0);
    expect(out().match(/^exit status \d$/gmu)).toHaveLength(ERROR_CODES.length);
  });
});
