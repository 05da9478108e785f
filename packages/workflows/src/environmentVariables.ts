/** What one variable of the environment says. */
export interface EnvironmentVariable {
  /** Setting of the configuration file that it wins over, if there is one. */
  readonly setting?: string;
  readonly meaning: string;
  readonly example: string;
  /** Another variable without which this one is refused. */
  readonly needs?: string;
}

/** Every variable that `readEnvironment` reads. docs/configuration.md is made of it. */
export const ENVIRONMENT_VARIABLES = {
  EXECUTION_ADAPTER: {
    meaning: 'Which adapter answers: `stub` (the default) or `real`.',
    example: 'real',
  },
  USE_REAL_EXECUTION: {
    meaning: 'The older way to say the same: `true` or `false`. Both may be set if they agree.',
    example: 'true',
  },
  EXECUTION_STAGE: {
    meaning:
      'The farthest stage of a rollout that this process goes to: `stub`, `shadow`, `canary` or ' +
      '`live` (the default with `real`). It begins the rollout of a data directory that has none.',
    example: 'shadow',
  },
  EXECUTION_DRY_RUN: {
    meaning: 'The exact text `false` lets money move. Every other text keeps dry-run.',
    example: 'false',
  },
  EXECUTION_CONFIG: {
    meaning: 'JSON file with settings. Every variable named here wins over it.',
    example: 'quantbot.json',
  },
  EXECUTION_CLUSTER: {
    setting: 'cluster',
    meaning: 'Cluster that the nodes must serve.',
    example: 'devnet',
  },
  SOLANA_RPC_URL: {
    setting: 'rpcEndpoints',
    meaning: 'Nodes, separated by commas, the preferred one first.',
    example: 'https://node-one.example,https://node-two.example',
  },
  SOLANA_WS_URL: {
    setting: 'wsEndpoint',
    meaning: 'WebSocket of a node.',
    example: 'wss://node-one.example',
  },
  JITO_BLOCK_ENGINE_URL: {
    setting: 'jitoEndpoints',
    meaning: 'Block engines, hosts only, separated by commas.',
    example: 'https://engine.example',
  },
  JUPITER_API_URL: {
    setting: 'jupiterEndpoint',
    meaning: 'Host of the Jupiter Swap API.',
    example: 'https://api.jup.ag',
  },
  JUPITER_API_KEY: {
    meaning: 'Key of the Jupiter Swap API. No file carries it.',
    example: 'your-key',
  },
  EXECUTION_KEYSTORE_PATH: {
    setting: 'keystorePath',
    meaning: 'Encrypted keystore, as `quantbot keys` writes it.',
    example: 'keys/trader.keystore.json',
  },
  EXECUTION_KEYSTORE_PASSPHRASE_FILE: {
    setting: 'keystorePassphraseFile',
    meaning:
      'File or pipe with the passphrase of the keystore. `EXECUTION_KEYSTORE_PASSPHRASE` is ' +
      'refused: other processes can see it.',
    example: '/run/secrets/passphrase',
  },
  EXECUTION_KEYSTORE_PASSPHRASE_CREDENTIAL: {
    setting: 'keystorePassphraseFile',
    meaning:
      'The same as a file of that name in `CREDENTIALS_DIRECTORY`, where systemd puts what ' +
      '`LoadCredential=` and `LoadCredentialEncrypted=` name.',
    example: 'passphrase',
    needs: 'CREDENTIALS_DIRECTORY',
  },
  CREDENTIALS_DIRECTORY: {
    meaning: 'Directory of the credentials; systemd sets it.',
    example: '/run/credentials/quantbot.service',
  },
  EXECUTION_KEYPAIR_PATH: {
    setting: 'keypairPath',
    meaning: 'solana-keygen file that only its owner can read. It is not encrypted.',
    example: 'keys/trader.json',
  },
  EXECUTION_SIGNER_SOCKET: {
    setting: 'signerSocketPath',
    meaning: 'Unix socket of a signer process (`quantbot signer`), which has the key.',
    example: '/run/quantbot-signer/socket',
  },
  EXECUTION_SIGNER_SERVICE: {
    setting: 'signerService',
    meaning:
      'Key-management service that has the key: `vault`, `aws-kms`, `turnkey`, `privy` or ' +
      '`fireblocks` (docs/wallets.md).',
    example: 'vault',
  },
  EXECUTION_SIGNER_ADDRESS: {
    setting: 'signerService',
    meaning: "Address of its server: needed for `vault`, the service's own otherwise.",
    example: 'https://vault.example:8200',
    needs: 'EXECUTION_SIGNER_SERVICE',
  },
  EXECUTION_SIGNER_KEY: {
    setting: 'signerService',
    meaning: 'Name or id of its key: the vault account of `fireblocks`, the wallet of `privy`.',
    example: 'trading',
    needs: 'EXECUTION_SIGNER_SERVICE',
  },
  EXECUTION_SIGNER_ACCOUNT: {
    setting: 'signerService',
    meaning: 'Organization of `turnkey`, application of `privy`, API user of `fireblocks`.',
    example: 'organization-id',
    needs: 'EXECUTION_SIGNER_SERVICE',
  },
  EXECUTION_SIGNER_REGION: {
    setting: 'signerService',
    meaning: 'Region of `aws-kms`. Its credentials are found by the AWS SDK.',
    example: 'eu-central-1',
    needs: 'EXECUTION_SIGNER_SERVICE',
  },
  EXECUTION_SIGNER_API_PUBLIC_KEY: {
    setting: 'signerService',
    meaning: 'Public half of the API key of `turnkey`.',
    example: '02f739f8c77b32f4d5f13265861febd76e7a9c61a1140d296b8c16302508870316',
    needs: 'EXECUTION_SIGNER_SERVICE',
  },
  EXECUTION_SIGNER_ASSET: {
    setting: 'signerService',
    meaning: 'Asset of `fireblocks`, `SOL` unless it says otherwise.',
    example: 'SOL',
    needs: 'EXECUTION_SIGNER_SERVICE',
  },
  EXECUTION_SIGNER_PUBLIC_KEY: {
    setting: 'signerPublicKey',
    meaning: 'Address of the wallet whose key the signer process or the service has.',
    example: '76PG3z9Nw6LiNnAvSAgCkVvgr9a97HgHdUSDEpov1Q7G',
  },
  EXECUTION_SIGNER_SECRET_FILE: {
    setting: 'signerSecretFile',
    meaning:
      'File for its owner alone: the secret that the signer process shares, or the token, secret or ' +
      'private key of the service. No variable carries it.',
    example: '/run/secrets/signer',
  },
  EXECUTION_SIGNER_SECRET_CREDENTIAL: {
    setting: 'signerSecretFile',
    meaning: 'The same as a credential of systemd.',
    example: 'signer-secret',
    needs: 'CREDENTIALS_DIRECTORY',
  },
  EXECUTION_DATA_DIR: {
    setting: 'dataDirectory',
    meaning: 'Directory of the journal and of the workflow state.',
    example: '.quantbot',
  },
  EXECUTION_ALLOWED_PROGRAMS: {
    setting: 'allowedPrograms',
    meaning: 'Swap programs, separated by commas.',
    example: 'JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4',
  },
  EXECUTION_LOG_FORMAT: {
    meaning:
      'How events are written to the standard error: `text` (the default), `json` or `none`.',
    example: 'json',
  },
  EXECUTION_LOG_LEVEL: {
    meaning: 'Least level that is written: `debug`, `info` (the default), `warn` or `error`.',
    example: 'warn',
  },
  EXECUTION_METRICS: {
    meaning: '`true` keeps metrics for Prometheus; `false` is the default of a library.',
    example: 'true',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    meaning:
      'Collector that traces are sent to, HTTP with protobuf. Unset sends none. The other ' +
      'variables of the exporter, such as `OTEL_EXPORTER_OTLP_HEADERS`, are read by its packages.',
    example: 'http://collector.example:4318',
  },
  OTEL_SERVICE_NAME: {
    meaning: 'Name of the service in traces; `quantbot` by default.',
    example: 'quantbot-live',
  },
} as const satisfies Record<string, EnvironmentVariable>;

/** What somebody may try to give a passphrase by. It is refused: other processes can see it. */
export const EXPOSED_PASSPHRASE_VARIABLE = 'EXECUTION_KEYSTORE_PASSPHRASE';

/** Name of a variable that sets execution up. */
export type EnvironmentVariableName = keyof typeof ENVIRONMENT_VARIABLES;
