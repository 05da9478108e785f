import { createExecutionClient } from '@quantbot/client';
import { executionPortContract, type OpenedPort } from '@quantbot/core/contract';
import { createExecutionStubAdapter } from '@quantbot/workflows';
import { describe, it } from 'vitest';

import { serveOverHttp } from './support/serveOverHttp.ts';

async function createPort(): Promise<OpenedPort> {
  const machine = { failing: false };
  const stub = createExecutionStubAdapter({
    delay: async () => {
      if (machine.failing) throw new Error('no time left');
    },
  });
  const { url, close } = await serveOverHttp(stub);
  return {
    port: createExecutionClient({ url, token: 'a-token' }),
    close,
    failTrades: () => {
      machine.failing = true;
    },
  };
}

describe('the client over HTTP, as an ExecutionPort', () => {
  for (const contractCase of executionPortContract({
    createPort,
    token: { mint: 'DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263', decimals: 6 },
    // Every request gets a key of its own, so that none attaches to another.
    attachesWithoutKey: false,
    breaker: { maxConsecutiveFailures: 5 },
  })) {
    it(contractCase.name, contractCase.run);
  }
});
