import { startSandbox, type Sandbox } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { readBalances } from './chainBalances.ts';
import { demoSteps } from './demoStory.ts';
import { playSteps } from './playSteps.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ slotMs: 20, walletLamports: 20_000_000_000n });
});

afterAll(async () => {
  await sandbox.stop();
});

describe('readBalances', () => {
  it('reads lamports and the tokens of both programs', async () => {
    const { rpcUrl, wallet } = sandbox;
    const tokenPrograms = sandbox.tokens.map(({ tokenProgram }) => tokenProgram);
    const read = async () => readBalances({ rpcUrl, wallet, tokenPrograms });
    expect(await read()).toEqual({ lamports: 20_000_000_000n, tokens: new Map() });
    for (const token of sandbox.tokens) {
      const buy = demoSteps(token).filter(({ live, isRepeat }) => live && !isRepeat)[0];
      if (buy === undefined) throw new Error('the story has no buy');
      const request = { ...buy.request, idempotencyKey: token.symbol };
      const telemetry = createStderrTelemetry();
      const write = () => undefined;
      const scene = { sandbox, token, slotMs: 20, telemetry, write, readBalances: read };
      await playSteps(scene, [{ ...buy, request }], 'live');
    }
    const { lamports, tokens } = await read();
    expect(lamports).toBeLessThan(18_000_000_000n);
    expect(new Set(tokens.keys())).toEqual(new Set(sandbox.tokens.map(({ mint }) => mint)));
  });
});
