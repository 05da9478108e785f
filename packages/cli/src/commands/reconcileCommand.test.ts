import { EXIT_CODE, fault } from '@quantbot/core';
import type { ReconciledAsset } from '@quantbot/executor';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { seedJournal } from '../testing/seedJournal.ts';
import { exitCodeOfReconciliation } from './reconcileCommand.ts';

const EVEN: ReconciledAsset = {
  asset: 'SOL',
  decimals: 9,
  openTrades: 0,
  expectedUnits: 5n,
  foundUnits: 5n,
  verdict: 'even',
};
const FOREIGN = fault('JOURNAL__FOREIGN_SIGNATURES', {
  wallet: 'w',
  path: 'p',
  signatures: ['s'],
  total: 1,
});
const SILENT = fault('RPC__UNAVAILABLE', { method: 'm', endpoint: 'e', reason: 'r' });

describe('quantbot reconcile', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('needs a chain to look at', async () => {
    await seedJournal('seeded');
    const { out } = captureConsole();
    const status = await run(['node', 'quantbot', 'reconcile', '--json']);
    expect(status).toBe(EXIT_CODE.configuration);
    expect(JSON.parse(out())).toMatchObject({ errorCode: 'CONFIG__VALUE_MISSING' });
  });
});

describe('exitCodeOfReconciliation', () => {
  it.each([
    { fact: 'all is there', verdicts: ['even'], status: EXIT_CODE.success },
    { fact: 'somebody paid in', verdicts: ['surplus', 'even'], status: EXIT_CODE.success },
    {
      fact: 'something is missing',
      verdicts: ['unread', 'deficit'],
      problem: SILENT,
      status: EXIT_CODE.failed,
    },
    { fact: 'others sign', verdicts: ['even'], problem: FOREIGN, status: EXIT_CODE.failed },
    { fact: 'operators differ', verdicts: ['even', 'disputed'], status: EXIT_CODE.unknown },
    { fact: 'too few answer', verdicts: ['unread'], status: EXIT_CODE.unknown },
    { fact: 'nobody tells', verdicts: ['even'], problem: SILENT, status: EXIT_CODE.unknown },
  ] as const)('tells a script that $fact', ({ verdicts, status, ...more }) => {
    const problem = 'problem' in more ? more.problem : undefined;
    const assets = verdicts.map((verdict) => ({ ...EVEN, verdict }));
    const found = { wallet: 'w', assets, ...(problem && { historyProblem: problem }) };
    expect(exitCodeOfReconciliation(found)).toBe(status);
  });
});
