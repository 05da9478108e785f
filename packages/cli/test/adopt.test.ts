import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ExecutionResult } from '@quantbot/core';
import type { Adoption } from '@quantbot/executor';
import { afterAll, beforeAll, expect, it } from 'vitest';

import {
  runQuantbot,
  startSandboxCommand,
  type Ended,
  type SandboxCommand,
  type Variables,
} from './support/quantbot.ts';

let sandbox: SandboxCommand;
let configPath: string;

beforeAll(async () => {
  sandbox = await startSandboxCommand();
  configPath = join(sandbox.directory, 'checked.json');
  const config: object = JSON.parse(readFileSync(sandbox.line.configPath, 'utf8'));
  writeFileSync(configPath, JSON.stringify({ ...config, checkWalletHistory: true }));
});

afterAll(async () => {
  await sandbox.stop();
});

function variablesFor(name: string): Variables {
  return {
    ...sandbox.variables,
    EXECUTION_CONFIG: configPath,
    EXECUTION_DATA_DIR: join(sandbox.directory, name),
  };
}

async function buy(key: string, name: string): Promise<Ended> {
  const amount = ['--side', 'buy', '--amount', '0.1', '--lane', 'rpc-only'];
  const args = ['execute', '--json', '--token', sandbox.mint, '--key', key, ...amount];
  return runQuantbot(args, { ...variablesFor(name), EXECUTION_DRY_RUN: 'false' });
}

it('a second data directory is refused, and goes on after quantbot journal adopt', async () => {
  const first = JSON.parse((await buy('first', 'one')).stdout) as ExecutionResult;
  expect(first).toMatchObject({ success: true });

  const refused = await buy('second', 'two');
  expect(refused.status).toBe(3);
  expect(JSON.parse(refused.stdout)).toMatchObject({ errorCode: 'JOURNAL__HISTORY_MISSING' });
  expect(refused.stdout).toContain(first.txSignature);

  const variables = variablesFor('two');
  const adopt = ['journal', 'adopt', '--reason', 'the first directory is lost', '--by', 'ann'];
  const human = await runQuantbot(adopt, variables);
  expect(human).toMatchObject({ status: 0 });
  expect(human.stdout).toContain("the wallet's history is adopted (adoption 1)");
  const machine = await runQuantbot([...adopt, '--json'], variables);
  expect(machine).toMatchObject({ status: 0 });
  expect(JSON.parse(machine.stdout) as Adoption).toMatchObject({
    number: 2,
    by: 'ann',
    reason: 'the first directory is lost',
    newestSignature: expect.any(String),
  });

  expect(JSON.parse((await buy('second', 'two')).stdout)).toMatchObject({ success: true });

  const third = await buy('third', 'one');
  expect(third.status).toBe(3);
  expect(JSON.parse(third.stdout)).toMatchObject({ errorCode: 'JOURNAL__FOREIGN_SIGNATURES' });

  const foreign = await runQuantbot(['reconcile', '--json'], variablesFor('one'));
  expect(foreign).toMatchObject({ status: 4 });
  expect(JSON.parse(foreign.stdout)).toMatchObject({
    historyProblem: { code: 'JOURNAL__FOREIGN_SIGNATURES' },
    assets: [{ asset: 'SOL', verdict: 'deficit' }, { asset: sandbox.mint }],
  });
  const whole = await runQuantbot(['reconcile'], variablesFor('two'));
  expect(whole).toMatchObject({ status: 0 });
  expect(whole.stdout).toContain('Everything that it signed is in the journal.');
});
