import { expect, it } from 'vitest';

import { sandboxStub } from '../../testing/sandboxStub.ts';
import { sandboxVariables } from './sandboxVariables.ts';

it('points everything at the sandbox and leaves live trading to a person', () => {
  expect(sandboxVariables(sandboxStub())).toMatchInlineSnapshot(`
    {
      "EXECUTION_ADAPTER": "real",
      "EXECUTION_ALLOWED_PROGRAMS": "Swap",
      "EXECUTION_CLUSTER": "sandbox",
      "EXECUTION_CONFIG": "/tmp/sandbox/config.json",
      "EXECUTION_DATA_DIR": "/tmp/sandbox/data",
      "EXECUTION_KEYPAIR_PATH": "/tmp/sandbox/sandbox-wallet.json",
      "JITO_BLOCK_ENGINE_URL": "http://127.0.0.1:1004",
      "JUPITER_API_URL": "http://127.0.0.1:1003",
      "SOLANA_RPC_URL": "http://127.0.0.1:1001",
      "SOLANA_WS_URL": "ws://127.0.0.1:1002",
    }
  `);
});

it('leaves several operators to the configuration file, which knows whose node is whose', () => {
  const operators = ['a', 'b'].map((label, index) => ({
    label,
    rpcUrl: `http://127.0.0.1:${index + 1}`,
    wsUrl: `ws://127.0.0.1:${index + 1}`,
  }));
  expect(sandboxVariables(sandboxStub({ operators }))).toMatchObject({
    EXECUTION_CONFIG: '/tmp/sandbox/config.json',
    SOLANA_RPC_URL: '',
    SOLANA_WS_URL: '',
  });
});
