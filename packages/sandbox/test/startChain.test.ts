import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { callRpc } from '../src/chain/callRpc.ts';
import { spawnChainProcess, startChain } from '../src/chain/startChain.ts';
import { waitUntil } from '../src/waitUntil.ts';

/** Waited for a start that never comes, and for one on a machine that does much else. */
const HANG_MS = 500;
const READY_MS = 60_000;
const CHAIN_SOURCES = join(import.meta.dirname, '../src/chain');

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

describe('startChain', () => {
  it('ends its process when it stops', async () => {
    const chain = await startChain({ slotMs: 30, programs: [], balances: [] });
    expect(isAlive(chain.processId)).toBe(true);
    await Promise.all([chain.stop(), chain.stop()]);
    expect(isAlive(chain.processId)).toBe(false);
  });

  it('stops its slots for whoever wants it, and lets them go on', async () => {
    const chain = await startChain({ slotMs: 30, programs: [], balances: [] });
    const slot = async () =>
      callRpc<number>(chain.rpcUrl, 'getSlot', [{ commitment: 'processed' }]);
    await Promise.all([chain.hold(false), chain.hold(true)]);
    // One that was being made may still come.
    const held = (await slot()) + 1;
    for (let look = 0; look < 50; look += 1) expect(await slot()).toBeLessThanOrEqual(held);
    await chain.hold(false);
    await waitUntil(async () => (await slot()) > held + 5, { timeoutMs: 120_000 });
    await chain.stop();
  });

  it('dies with a parent that was killed without warning', async () => {
    const parent = fork(join(import.meta.dirname, 'support/holdChain.ts'), [], { execArgv: [] });
    const [processId] = await once(parent, 'message');
    expect(isAlive(Number(processId))).toBe(true);
    parent.kill('SIGKILL');
    await waitUntil(() => !isAlive(Number(processId)), { timeoutMs: 120_000 });
  });

  it('kills a start that hangs and starts again', async () => {
    const hung: ChildProcess[] = [];
    let starts = 0;
    const chain = await startChain(
      { slotMs: 30, programs: [], balances: [] },
      {
        get readyTimeoutMs() {
          return starts === 1 ? HANG_MS : READY_MS;
        },
        spawnProcess() {
          starts += 1;
          if (starts > 1) return spawnChainProcess();
          const hanging = fork(join(import.meta.dirname, 'support/hangingChain.ts'));
          hung.push(hanging);
          return hanging;
        },
      },
    );
    await chain.stop();
    expect(hung[0]?.signalCode).toBe('SIGKILL');
  });

  it('tries no second time where there is no chain to start', async () => {
    let starts = 0;
    const started = startChain(
      { slotMs: 30, programs: [], balances: [] },
      {
        readyTimeoutMs: READY_MS,
        spawnProcess() {
          starts += 1;
          // Elsewhere than in the repository there is no binding to load.
          const directory = mkdtempSync(join(tmpdir(), 'quantbot-chain-'));
          onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
          cpSync(CHAIN_SOURCES, directory, { recursive: true });
          writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
          return fork(join(directory, 'chainProcess.ts'), [], {
            execArgv: ['--disable-warning=ExperimentalWarning'],
            stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
          });
        },
      },
    );
    await expect(started).rejects.toThrow(/^The embedded chain .* cannot be loaded/u);
    expect(starts).toBe(1);
  });

  it('tells the reason when the chain cannot be set up', async () => {
    const programs = [{ address: 'not an address', path: '/nowhere' }];
    await expect(startChain({ slotMs: 30, programs, balances: [] })).rejects.toThrow(
      /did not start in 5 attempts.*What went wrong: ENOENT/,
    );
  });
});
