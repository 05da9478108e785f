import { standardErrorLines } from '@quantbot/workflows';
import { expect, it, vi } from 'vitest';

import { createServerLogger } from './serverLogger.ts';

it('writes one object a line and keeps secrets out of it, wherever they stand', () => {
  const lines: string[] = [];
  const logger = createServerLogger('info', { write: (line) => void lines.push(line) });
  logger.debug('not this');
  logger.info(
    {
      authorization: 's1',
      headers: { authorization: 's2', cookie: 's3' },
      req: { headers: { authorization: 's4' } },
      config: { jupiterApiKey: 's5', passphrase: 's6' },
      token: 's7',
      key: 'entry',
    },
    'this',
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(/s[1-7]"/u);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', msg: 'this', key: 'entry' });
});

it('writes to the standard error, which may break without harm', () => {
  const write = vi.spyOn(standardErrorLines(), 'write').mockReturnValue(undefined);
  try {
    createServerLogger('info').info('this');
    expect(write).toHaveBeenCalledTimes(1);
  } finally {
    write.mockRestore();
  }
});
