import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { executionPortContract, type OpenedPort } from '@quantbot/core/contract';
import { createProductionPorts, silentTelemetry } from '@quantbot/workflows';
import { describe, it } from 'vitest';

/** The real adapter as an operator starts it first: in dry-run, with nothing configured. */
async function openPort(): Promise<OpenedPort> {
  const directory = mkdtempSync(join(tmpdir(), 'real-'));
  const ports = await createProductionPorts(undefined, {
    env: { EXECUTION_ADAPTER: 'real', EXECUTION_DATA_DIR: directory },
    telemetry: silentTelemetry,
  });
  return {
    port: ports.execution,
    async close() {
      await ports.close();
      rmSync(directory, { recursive: true });
    },
  };
}

describe('the contract of the port, kept by the real adapter without a node', () => {
  const contract = executionPortContract({
    createPort: openPort,
    token: { mint: 'DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263', decimals: 5 },
  });
  for (const contractCase of contract) it(contractCase.name, contractCase.run);
});
