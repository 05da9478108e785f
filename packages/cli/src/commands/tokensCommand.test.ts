import { join } from 'node:path';

import { EXIT_CODE } from '@quantbot/core';
import { describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';

async function tokens(...args: string[]) {
  const said = captureConsole();
  const status = await run(['node', 'quantbot', 'tokens', ...args]);
  return { status, out: said.out().trim(), err: said.err() };
}

describe('quantbot tokens', () => {
  it('makes a token in the data directory, lists it and revokes it', async () => {
    const directory = join(temporaryDirectory(), 'not', 'there');
    vi.stubEnv('EXECUTION_DATA_DIR', directory);
    const made = await tokens('new', 'bot', '--scope', 'read', '--scope', 'trade', '--json');
    expect(made.status).toBe(EXIT_CODE.success);
    const token = JSON.parse(made.out) as Record<string, unknown>;
    expect(token).toMatchObject({ name: 'bot', scopes: ['read', 'trade'] });
    expect(token['token']).toMatch(/^qbt_/u);
    expect(Number(token['expiresAtMs']) - Number(token['createdAtMs'])).toBe(90 * 86_400_000);
    const listed = await tokens('list', '--json');
    expect(listed.out).not.toContain(String(token['token']));
    expect(listed.out).not.toContain('hash');
    expect(JSON.parse(listed.out)).toMatchObject([{ name: 'bot' }]);
    expect((await tokens('revoke', 'bot')).out).toBe('bot is in force no more.');
    const again = await tokens('revoke', 'bot');
    expect([again.status, again.err]).toEqual([
      EXIT_CODE.configuration,
      expect.stringContaining('SERVER__TOKEN_NOT_FOUND'),
    ]);
    vi.unstubAllEnvs();
  });

  it.each([
    [['new', 'bot']],
    [['new', 'bot', '--scope', 'admin']],
    [['new', 'b t', '--scope', 'read']],
    [['new', 'bot', '--scope', 'read', '--days', '0']],
    [['new', 'bot', '--scope', 'read', '--days', '1', '--never-expires']],
  ])('refuses %o', async (args) => {
    const file = join(temporaryDirectory(), 'tokens.json');
    expect((await tokens(...args, '--file', file)).status).toBe(EXIT_CODE.configuration);
  });
});
