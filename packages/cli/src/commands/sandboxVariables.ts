import type { Sandbox } from '@quantbot/sandbox';

/** What a client needs of a running sandbox, on whatever chain. */
export type SandboxAddresses = Pick<
  Sandbox,
  | 'allowedPrograms'
  | 'configPath'
  | 'directory'
  | 'jitoUrl'
  | 'jupiterUrl'
  | 'keypairPath'
  | 'rpcUrl'
  | 'wsUrl'
>;

/**
 * Variables that point `quantbot execute` at a sandbox. `EXECUTION_DRY_RUN` is not among them: even
 * play money moves only when somebody says so.
 */
export function sandboxVariables(sandbox: SandboxAddresses): Readonly<Record<string, string>> {
  return {
    EXECUTION_ADAPTER: 'real',
    EXECUTION_CLUSTER: 'sandbox',
    EXECUTION_CONFIG: sandbox.configPath,
    EXECUTION_DATA_DIR: `${sandbox.directory}/data`,
    EXECUTION_KEYPAIR_PATH: sandbox.keypairPath,
    EXECUTION_ALLOWED_PROGRAMS: sandbox.allowedPrograms.join(','),
    SOLANA_RPC_URL: sandbox.rpcUrl,
    SOLANA_WS_URL: sandbox.wsUrl,
    JUPITER_API_URL: sandbox.jupiterUrl,
    JITO_BLOCK_ENGINE_URL: sandbox.jitoUrl,
  };
}
