import { EXIT_CODE } from '@quantbot/core';
import { expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { temporaryDirectory } from '../testing/temporaryDirectory.ts';

async function serve(...args: string[]) {
  vi.stubEnv('EXECUTION_DATA_DIR', temporaryDirectory());
  const said = captureConsole();
  const status = await run(['node', 'quantbot', 'serve', '--json', ...args]);
  vi.unstubAllEnvs();
  return { status, said: `${said.out()}${said.err()}` };
}

it.each([
  [['--host', '0.0.0.0'], 'SERVER__PUBLIC_WITHOUT_TLS'],
  [['--tls-cert', '/c.pem'], 'CONFIG__CONTRADICTION'],
  [[], 'SERVER__TOKENS_UNUSABLE'],
  [['--port', '70000'], '70000'],
  [['--log-level', 'loud'], 'loud'],
])('does not start with %o', async (args, reason) => {
  const { status, said } = await serve(...args);
  expect(status).toBe(EXIT_CODE.configuration);
  expect(said).toContain(reason);
});
