import { describe, expect, it, vi } from 'vitest';

import { run } from '../../run.ts';
import { captureConsole } from '../../testing/captureConsole.ts';
import { sandboxStub } from '../../testing/sandboxStub.ts';

const { start } = vi.hoisted(() => ({ start: vi.fn() }));
vi.mock('@quantbot/sandbox', async (original) => ({
  ...(await original<object>()),
  startSandbox: start,
}));

/** Runs until it waits, then asks it to stop. */
async function runAndStop(args: readonly string[]): Promise<number> {
  const before = process.listenerCount('SIGTERM');
  const running = run(['node', 'quantbot', 'sandbox', ...args]);
  await vi.waitUntil(() => process.listenerCount('SIGTERM') > before, { timeout: 120_000 });
  process.emit('SIGTERM');
  return running;
}

describe('quantbot sandbox', () => {
  it('tells a person what there is and how to use it, then stops what it started', async () => {
    const stop = vi.fn(() => Promise.resolve());
    start.mockResolvedValueOnce(sandboxStub({ stop }));
    const { out, err } = captureConsole();
    expect(await runAndStop([])).toBe(0);
    expect(stop).toHaveBeenCalledOnce();
    expect(out()).toMatchInlineSnapshot(`
      "✔ The sandbox is running. Stop it with Ctrl+C.
      tokens
        SPARK  So11111111111111111111111111111111111111112  6 decimals
      operators
        operator-1  http://127.0.0.1:1001  ws://127.0.0.1:1002
      faults  http://127.0.0.1:1006  PUT a plan, DELETE it, GET counts
      environment
        EXECUTION_ADAPTER           real
        EXECUTION_CLUSTER           sandbox
        EXECUTION_CONFIG            /tmp/sandbox/config.json
        EXECUTION_DATA_DIR          /tmp/sandbox/data
        EXECUTION_KEYPAIR_PATH      /tmp/sandbox/sandbox-wallet.json
        EXECUTION_ALLOWED_PROGRAMS  Swap
        SOLANA_RPC_URL              http://127.0.0.1:1001
        SOLANA_WS_URL               ws://127.0.0.1:1002
        JUPITER_API_URL             http://127.0.0.1:1003
        JITO_BLOCK_ENGINE_URL       http://127.0.0.1:1004
      "
    `);
    expect(err()).toBe('Starting the sandbox …\n');
  });

  it('refuses further wallets of a chain that has one', async () => {
    const { err } = captureConsole();
    expect(await run(['node', 'quantbot', 'sandbox', '--wallets', '2'])).toBe(2);
    expect(err()).toContain("'--wallets <n>' needs '--model'");
  });

  it('prints one line for a machine', async () => {
    start.mockResolvedValueOnce(sandboxStub());
    const { out, err } = captureConsole();
    expect(await runAndStop(['--json', '--slot-ms', '20'])).toBe(0);
    expect(start).toHaveBeenLastCalledWith({ slotMs: 20 });
    expect(out().trimEnd().split('\n')).toHaveLength(1);
    const { operators, faults } = sandboxStub();
    expect(JSON.parse(out())).toMatchObject({ operators, faultsUrl: faults.controlUrl });
    expect(err()).toBe('');
  });

  it('plays several operators and shows a person each of them', async () => {
    const operators = ['honest', 'liar'].map((label, index) => ({
      label,
      rpcUrl: `http://127.0.0.1:${2_001 + index}`,
      wsUrl: `ws://127.0.0.1:${3_001 + index}`,
    }));
    start.mockResolvedValueOnce(sandboxStub({ operators }));
    const { out } = captureConsole();
    expect(await runAndStop(['--operators', '2'])).toBe(0);
    expect(start).toHaveBeenLastCalledWith({ slotMs: 400, operators: 2 });
    for (const { label, rpcUrl, wsUrl } of operators) {
      expect(out()).toMatch(new RegExp(`${label} +${rpcUrl} +${wsUrl}`, 'u'));
    }
    expect(out()).not.toContain('SOLANA_RPC_URL');
  });

  it('ends with the reason when it does not start', async () => {
    start.mockRejectedValueOnce(new Error('no space left'));
    const { err } = captureConsole();
    expect(await run(['node', 'quantbot', 'sandbox'])).toBe(2);
    expect(err()).toContain(
      'CONFIG__SANDBOX_UNAVAILABLE: The sandbox did not start: no space left',
    );
  });

  it('runs the model chain with the same line and what only the model has', async () => {
    const { out } = captureConsole();
    const args = ['--model', '--wallets', '2', '--operators', '3', '--json', '--slot-ms', '50'];
    expect(await runAndStop(args)).toBe(0);
    const line = JSON.parse(out()) as Record<string, unknown>;
    expect(Object.keys(line)).toEqual([
      'rpcUrl',
      'wsUrl',
      'jupiterUrl',
      'jitoUrl',
      'keypairPath',
      'configPath',
      'wallet',
      'allowedPrograms',
      'tokens',
      'wallets',
      'operators',
    ]);
    expect(line['wallets']).toHaveLength(2);
    expect(line['operators']).toHaveLength(3);
    await expect(fetch(String(line['rpcUrl']))).rejects.toThrow(TypeError);
  });

  it('takes no fault plan with the model', async () => {
    captureConsole();
    expect(await run(['node', 'quantbot', 'sandbox', '--model', '--faults', 'plan.json'])).toBe(2);
  });
});
