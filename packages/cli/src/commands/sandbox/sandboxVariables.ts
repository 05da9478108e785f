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
  | 'operators'
  | 'rpcUrl'
  | 'wsUrl'
>;

/**
 * Variables that point `quantbot execute` at a sandbox. `EXECUTION_DRY_RUN` is not among them: even
 * play money moves only when somebody says so.
 *
 * Of several operators the configuration file tells which node is whose, which a variable cannot;
 * the variables that would win over it are empty then, so that no older value of a shell wins either.
 */
export function sandboxVariables(sandbox: SandboxAddresses): Readonly<Record<string, string>> {
  const isAlone = sandbox.operators.length === 1;
  return {
    EXECUTION_ADAPTER: 'real',
    EXECUTION_CLUSTER: 'sandbox',
    EXECUTION_CONFIG: sandbox.configPath,
    EXECUTION_DATA_DIR: `${sandbox.directory}/data`,
    EXECUTION_KEYPAIR_PATH: sandbox.keypairPath,
    EXECUTION_ALLOWED_PROGRAMS: sandbox.allowedPrograms.join(','),
    SOLANA_RPC_URL: isAlone ? sandbox.rpcUrl : '',
    SOLANA_WS_URL: isAlone ? sandbox.wsUrl : '',
    JUPITER_API_URL: sandbox.jupiterUrl,
    JITO_BLOCK_ENGINE_URL: sandbox.jitoUrl,
  };
}
