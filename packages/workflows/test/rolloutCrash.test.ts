import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { AnyExecutionRequest } from '@quantbot/core';
import { startSandbox, type Sandbox } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openStateDatabase } from '../src/platform/openStateDatabase.ts';
import { ROLLOUT_FILE } from '../src/rollout/openRolloutStore.ts';
import type { RoutedPlan } from './support/routedTrader.ts';
import {
  buy,
  createRolloutScene,
  filled,
  isReal,
  lamportsOf,
  sellAll,
  signaturesOf,
  unitsOf,
  type RolloutScene,
} from './support/rolloutScene.ts';

const TRADER = fileURLToPath(new URL('support/routedTrader.ts', import.meta.url));
const BY = 'ann';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ slotMs: 25 });
});

afterAll(async () => {
  await sandbox.stop();
});

/** Has a process of its own trade and be killed on the way, and waits for its death. */
async function crash(
  { env }: RolloutScene,
  dieAt: RoutedPlan['dieAt'],
  request: AnyExecutionRequest,
): Promise<void> {
  const plan: RoutedPlan = { dieAt, env, request };
  const child = spawn(
    process.execPath,
    ['--conditions=quantbot:source', TRADER, JSON.stringify(plan)],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal, complaints).toBe('SIGKILL');
}

/** What the disk says of the route of a key. */
function routeOnDisk({ directory }: RolloutScene, key: string): unknown {
  const database = openStateDatabase(join(directory, ROLLOUT_FILE));
  try {
    const [row] = database.all('SELECT route, state FROM routes WHERE name = ?', [`key ${key}`]);
    return row;
  } finally {
    database.close();
  }
}

/** What a bystander sees of the wallet and the token. */
async function seen({ token }: RolloutScene) {
  return {
    units: await unitsOf(sandbox, token),
    lamports: await lamportsOf(sandbox),
    signatures: await signaturesOf(sandbox),
  };
}

async function begin(here: RolloutScene, stage: 'canary' | 'live' | 'shadow'): Promise<void> {
  const ports = await here.open();
  await ports.rollout.move('back', {
    to: stage === 'live' ? 'canary' : stage,
    reason: 'careful',
    by: BY,
  });
  if (stage === 'live') await ports.rollout.move('advance', { reason: 'it does well', by: BY });
  await ports.close();
}

describe('a process that is killed', () => {
  it.each([
    ['between the signature and the first byte', 'sending'],
    ['between the answer and its note', 'answered'],
  ] as const)(
    '%s has the key traded there once, however the rollout was moved since',
    async (_case, dieAt) => {
      const here = createRolloutScene(sandbox, {});
      await begin(here, 'live');
      const before = await seen(here);
      const key = `real-${dieAt}`;
      await crash(here, dieAt, buy(here, key));
      expect(routeOnDisk(here, key)).toEqual({ route: 'real', state: 'decided' });

      const ports = await here.open();
      await ports.rollout.move('back', { to: 'stub', reason: 'something died', by: BY });
      const answer = await ports.execution.execute(buy(here, key));
      expect(isReal(answer), JSON.stringify(answer)).toBe(true);
      await filled(here, key);
      const after = await seen(here);
      expect(after.signatures).toBe(before.signatures + 1);
      expect(after.units).toBeGreaterThan(before.units);
      expect(after.lamports).toBeLessThan(before.lamports);
      expect(routeOnDisk(here, key)).toEqual({ route: 'real', state: 'taken' });

      const again = await ports.execution.execute(buy(here, key));
      expect(again).toMatchObject({ deduplicated: true, txSignature: answer.txSignature });
      expect(await seen(here)).toEqual(after);
      // Every other key goes where the rollout says now.
      const other = await ports.execution.execute(buy(here, `${key}-other`));
      expect(isReal(other)).toBe(false);
      expect(await seen(here)).toEqual(after);
      // What was bought is sold, so that the next test begins without it.
      expect(isReal(await ports.execution.execute(sellAll(here, `${key}-out`)))).toBe(true);
      await filled(here, `${key}-out`);
    },
  );

  it.each([
    ['between the route of a key and its adapter', 'routed'],
    ['between the claim of a key and its signature', 'quoting'],
  ] as const)(
    '%s has it signed no more once the rollout went back, and once when it goes on',
    async (_case, dieAt) => {
      const here = createRolloutScene(sandbox, {});
      await begin(here, 'live');
      const before = await seen(here);
      const key = `unsigned-${dieAt}`;
      await crash(here, dieAt, buy(here, key));
      // A repeat that is killed there as well finds the same.
      await crash(here, dieAt, buy(here, key));
      expect(routeOnDisk(here, key)).toEqual({ route: 'real', state: 'decided' });

      const ports = await here.open();
      await ports.rollout.move('back', { to: 'stub', reason: 'something died', by: BY });
      const answer = await ports.execution.execute(buy(here, key));
      expect(answer).toMatchObject({
        success: false,
        status: 'denied',
        errorCode: 'ROLLOUT__ENTRY_WITHDRAWN',
        keyReusable: true,
        error: expect.stringContaining('is at stub by decision of ann: something died') as string,
      });
      expect(await seen(here)).toEqual(before);

      for (const reason of ['it is mended', 'it shadows well', 'its share does well']) {
        await ports.rollout.move('advance', { reason, by: BY });
      }
      const meant = await ports.execution.execute(buy(here, key));
      expect(isReal(meant), JSON.stringify(meant)).toBe(true);
      await filled(here, key);
      expect((await seen(here)).signatures).toBe(before.signatures + 1);
      expect(isReal(await ports.execution.execute(sellAll(here, `${key}-out`)))).toBe(true);
      await filled(here, `${key}-out`);
    },
  );

  it('with a buy claimed has it signed no more by an exit of a process that the environment takes back', async () => {
    const here = createRolloutScene(sandbox, {});
    const first = await here.open();
    expect(isReal(await first.execution.execute(buy(here, 'in')))).toBe(true);
    await filled(here, 'in');
    await first.close();
    const before = await seen(here);
    await crash(here, 'quoting', buy(here, 'unsigned'));
    expect(await seen(here)).toEqual(before);

    const ports = await here.open({ EXECUTION_ADAPTER: 'stub' });
    expect(isReal(await ports.execution.execute(sellAll(here, 'out')))).toBe(true);
    await filled(here, 'out');
    expect(await ports.execution.execute(buy(here, 'unsigned'))).toMatchObject({
      success: false,
      errorCode: 'STUB__LIVE_NOT_IMPLEMENTED',
    });
    expect(await seen(here)).toMatchObject({ units: 0n, signatures: before.signatures + 1 });
  });

  it('between a key of the shadow and the stub has it move nothing, though everything is live since', async () => {
    const here = createRolloutScene(sandbox, {});
    await begin(here, 'shadow');
    const before = await seen(here);
    await crash(here, 'routed', buy(here, 'shadowed'));
    expect(routeOnDisk(here, 'shadowed')).toEqual({ route: 'shadow', state: 'decided' });

    const ports = await here.open();
    for (const reason of ['it does well', 'it still does']) {
      await ports.rollout.move('advance', { reason, by: BY });
    }
    expect((await ports.rollout.status()).stage).toBe('live');
    expect(await ports.execution.execute(buy(here, 'shadowed'))).toMatchObject({
      simulated: true,
    });
    expect(await seen(here)).toEqual(before);
  });

  it('between the route of an exit and its adapter has it sold really, once', async () => {
    const here = createRolloutScene(sandbox, {});
    await begin(here, 'live');
    const first = await here.open();
    expect(isReal(await first.execution.execute(buy(here, 'in')))).toBe(true);
    await filled(here, 'in');
    await first.rollout.move('back', { to: 'shadow', reason: 'careful', by: BY });
    await first.close();
    const before = await seen(here);
    await crash(here, 'routed', sellAll(here, 'out'));
    expect(await seen(here)).toEqual(before);

    const ports = await here.open({ EXECUTION_ADAPTER: 'stub' });
    expect(isReal(await ports.execution.execute(sellAll(here, 'out')))).toBe(true);
    await filled(here, 'out');
    const after = await seen(here);
    expect(after).toMatchObject({ units: 0n, signatures: before.signatures + 1 });
    expect(await ports.execution.execute(sellAll(here, 'out'))).toMatchObject({
      deduplicated: true,
    });
    expect(await seen(here)).toEqual(after);
  });
});
