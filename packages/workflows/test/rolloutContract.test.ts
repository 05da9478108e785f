import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { executionPortContract, type OpenedPort } from '@quantbot/core/contract';
import { createProductionPorts, silentTelemetry, type RolloutStage } from '@quantbot/workflows';
import { describe, it } from 'vitest';

const WHY = { reason: 'the contract', by: 'a test' };

/** A rollout at a stage, in dry-run, with nothing configured. */
async function openPort(stage: RolloutStage): Promise<OpenedPort> {
  const directory = mkdtempSync(join(tmpdir(), 'rollout-contract-'));
  const ports = await createProductionPorts(undefined, {
    env: { EXECUTION_ADAPTER: 'real', EXECUTION_DATA_DIR: directory },
    telemetry: silentTelemetry,
  });
  await ports.rollout.move('back', { ...WHY, to: stage === 'live' ? 'canary' : stage });
  if (stage === 'live') await ports.rollout.move('advance', WHY);
  return {
    port: ports.execution,
    async close() {
      await ports.close();
      rmSync(directory, { recursive: true });
    },
  };
}

describe.each(['stub', 'shadow', 'canary', 'live'] as const)(
  'the contract of the port, kept by a rollout at %s',
  (stage) => {
    const contract = executionPortContract({
      createPort: async () => openPort(stage),
      token: { mint: 'DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263', decimals: 5 },
    });
    for (const contractCase of contract) it(contractCase.name, contractCase.run);
  },
);
