import { startSandbox, type Sandbox } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { plain } from '../testing/records.ts';
import { readBalances, type Balances } from './chainBalances.ts';
import { demoSteps } from './demoStory.ts';
import { playSteps, type Scene } from './playSteps.ts';

const SLOT_MS = 50;
let sandbox: Sandbox;
let written = '';

beforeAll(async () => {
  sandbox = await startSandbox({ slotMs: SLOT_MS, tokenCount: 6 });
});

afterAll(async () => {
  await sandbox.stop();
});

function scene(): Scene {
  const [token] = sandbox.tokens;
  if (token === undefined) throw new Error('the sandbox has no token');
  const { rpcUrl, wallet } = sandbox;
  const tokenPrograms = [...new Set(sandbox.tokens.map(({ tokenProgram }) => tokenProgram))];
  const read = async () => readBalances({ rpcUrl, wallet, tokenPrograms });
  const write = (text: string) => {
    written += text;
  };
  const telemetry = createStderrTelemetry();
  return { sandbox, token, slotMs: SLOT_MS, telemetry, write, readBalances: read };
}

describe('playSteps', () => {
  it('plays live steps, waits until they are final, and times the stages', async () => {
    const stage = scene();
    const steps = demoSteps(stage.token).filter(({ live }) => live);
    await playSteps(stage, steps, 'live');
    expect(plain(written)).toContain('✔ every landing is final');
    for (const { title } of steps) expect(written).toContain(`▸ ${title}`);
    expect(stage.telemetry.spans.map(({ operation }) => operation)).toContain('confirm');
  });

  it('fails when a venue that was to lie is honest', async () => {
    const stage = scene();
    const steps = demoSteps(stage.token).filter(({ setting }) => setting === 'hostileQuote');
    const honest = steps.map(({ setting: _lies, ...step }) => ({
      ...step,
      request: { ...step.request, idempotencyKey: 'honest' },
    }));
    await expect(playSteps(stage, honest, 'live')).rejects.toThrow('answered with a success');
  });

  it('fails when the chain does not agree', async () => {
    const stage = scene();
    let looks = 0n;
    const lying = (): Promise<Balances> =>
      Promise.resolve({ lamports: (looks += 1n), tokens: new Map() });
    const steps = demoSteps(stage.token).filter(({ live }) => !live);
    await expect(playSteps({ ...stage, readBalances: lying }, steps, 'dry')).rejects.toThrow(
      'lamports moved: the chain says 1, the answer 0',
    );
  });
});
