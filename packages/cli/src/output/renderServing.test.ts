import { expect, it } from 'vitest';

import { inTerminal } from '../testing/inTerminal.ts';
import { plain } from '../testing/records.ts';
import { renderServing } from './renderServing.ts';

const LINE = {
  url: 'http://127.0.0.1:8787',
  consoleUrl: 'http://127.0.0.1:8787/',
  dryRun: true,
  tokensPath: '/data/tokens.json',
};

it('tells where it is and whether money moves', () => {
  expect(plain(renderServing(LINE))).toContain('money    dry-run: nothing is signed');
  expect(plain(renderServing({ ...LINE, dryRun: false }))).toContain('live: trades move money');
});

it('tells the tokens of a sandbox', () => {
  const tokens = { read: 'qbt_r', trade: 'qbt_t', control: 'qbt_c' };
  const sandbox = { tokens: [{ symbol: 'SPARK', mint: 'M' }] } as never;
  const text = plain(renderServing({ ...LINE, dryRun: false, tokens, sandbox }));
  expect(text).toContain('play money');
  for (const told of ['qbt_r', 'qbt_t', 'qbt_c', 'SPARK', 'M']) expect(text).toContain(told);
});

it('cuts no token, which is shown this once, however narrow the terminal is', () => {
  const read = `qbt_${'0123456789abcdef'.repeat(4)}`;
  const tokens = { read, trade: 'qbt_t', control: 'qbt_c' };
  expect(inTerminal(60, () => renderServing({ ...LINE, tokens }))).toContain(read);
});
