import { isExecutionError } from '@quantbot/core';
import { describe, expect, it, vi } from 'vitest';

import {
  readEnvironment,
  type EnvironmentVariables,
  type ProductionEnvironment,
} from './environment.ts';

function read(env: EnvironmentVariables): {
  environment: ProductionEnvironment;
  warnings: string[];
} {
  const warnings: string[] = [];
  const environment = readEnvironment(env, (message) => void warnings.push(message));
  return { environment, warnings };
}

function refusal(env: EnvironmentVariables): { code: string; message: string } {
  try {
    readEnvironment(env);
  } catch (cause) {
    if (isExecutionError(cause)) return { code: cause.code, message: cause.message };
    throw cause;
  }
  return { code: 'none', message: '' };
}

const QUIET = {
  logFormat: 'text',
  logLevel: 'info',
  metrics: false,
  otlpEndpoint: undefined,
  serviceName: 'quantbot',
};

describe('default', () => {
  it('is the stub in dry-run, without settings and without warnings', () => {
    expect(read({})).toEqual({
      environment: {
        adapter: 'stub',
        ceiling: { stage: 'stub', says: 'EXECUTION_ADAPTER is not set' },
        dryRun: true,
        settings: {},
        telemetry: QUIET,
      },
      warnings: [],
    });
  });

  it('takes an empty text as not set', () => {
    const names = [
      'EXECUTION_ADAPTER',
      'USE_REAL_EXECUTION',
      'EXECUTION_STAGE',
      'EXECUTION_DRY_RUN',
      'EXECUTION_CLUSTER',
      'SOLANA_RPC_URL',
      'SOLANA_WS_URL',
      'JITO_BLOCK_ENGINE_URL',
      'JUPITER_API_URL',
      'JUPITER_API_KEY',
      'EXECUTION_KEYPAIR_PATH',
      'EXECUTION_DATA_DIR',
      'EXECUTION_CONFIG',
      'EXECUTION_ALLOWED_PROGRAMS',
    ];
    expect(read(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(read({}));
  });

  it('reads the process when it is given nothing', () => {
    vi.stubEnv('EXECUTION_ADAPTER', 'nonsense');
    try {
      expect(() => readEnvironment()).toThrow('EXECUTION_ADAPTER is "nonsense"');
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('the adapter', () => {
  it.each([
    [{ EXECUTION_ADAPTER: 'real' }, 'real'],
    [{ EXECUTION_ADAPTER: 'stub' }, 'stub'],
    [{ USE_REAL_EXECUTION: 'true' }, 'real'],
    [{ USE_REAL_EXECUTION: 'false' }, 'stub'],
    [{ EXECUTION_ADAPTER: 'real', USE_REAL_EXECUTION: 'true' }, 'real'],
    [{ EXECUTION_ADAPTER: 'stub', USE_REAL_EXECUTION: 'false' }, 'stub'],
  ])('of %o is %s', (env, adapter) => {
    expect(read(env).environment.adapter).toBe(adapter);
  });

  it.each([
    [{ EXECUTION_ADAPTER: 'stub', USE_REAL_EXECUTION: 'true' }],
    [{ EXECUTION_ADAPTER: 'real', USE_REAL_EXECUTION: 'false' }],
  ])('of %o is refused as a contradiction', (env) => {
    expect(refusal(env).code).toBe('CONFIG__CONTRADICTION');
    expect(refusal(env).message).toContain(`EXECUTION_ADAPTER=${env.EXECUTION_ADAPTER}`);
    expect(refusal(env).message).toContain(`USE_REAL_EXECUTION=${env.USE_REAL_EXECUTION}`);
  });

  it.each([
    [{ EXECUTION_ADAPTER: 'Real' }],
    [{ EXECUTION_ADAPTER: 'live' }],
    [{ USE_REAL_EXECUTION: '1' }],
    [{ USE_REAL_EXECUTION: 'TRUE' }],
  ])('of %o is refused', (env) => {
    expect(refusal(env).code).toBe('CONFIG__FIELD_INVALID');
  });
});

describe('the stage', () => {
  it.each([
    [{}, ['stub', 'stub', 'EXECUTION_ADAPTER is not set']],
    [{ EXECUTION_ADAPTER: 'stub' }, ['stub', 'stub', 'EXECUTION_ADAPTER=stub']],
    [{ EXECUTION_ADAPTER: 'real' }, ['real', 'live', 'EXECUTION_ADAPTER=real']],
    [{ USE_REAL_EXECUTION: 'true' }, ['real', 'live', 'USE_REAL_EXECUTION=true']],
    [{ EXECUTION_STAGE: 'stub' }, ['stub', 'stub', 'EXECUTION_STAGE=stub']],
    [{ EXECUTION_STAGE: 'shadow' }, ['real', 'shadow', 'EXECUTION_STAGE=shadow']],
    [
      { EXECUTION_ADAPTER: 'real', USE_REAL_EXECUTION: 'true', EXECUTION_STAGE: 'canary' },
      ['real', 'canary', 'EXECUTION_STAGE=canary'],
    ],
  ])('of %o is at most what is said', (env, expected) => {
    const { adapter, ceiling } = read(env).environment;
    expect([adapter, ceiling.stage, ceiling.says]).toEqual(expected);
  });

  it.each([
    [{ EXECUTION_ADAPTER: 'stub', EXECUTION_STAGE: 'shadow' }, 'EXECUTION_STAGE=shadow'],
    [{ EXECUTION_ADAPTER: 'real', EXECUTION_STAGE: 'stub' }, 'EXECUTION_STAGE=stub'],
    [{ USE_REAL_EXECUTION: 'false', EXECUTION_STAGE: 'live' }, 'EXECUTION_STAGE=live'],
    [{ EXECUTION_ADAPTER: 'stub', USE_REAL_EXECUTION: 'true' }, 'USE_REAL_EXECUTION=true'],
  ])('that contradicts the adapter is refused: %o', (env, second) => {
    const { code, message } = refusal(env);
    expect(code).toBe('CONFIG__CONTRADICTION');
    expect(message).toContain(second);
  });

  it('is one of four', () => {
    expect(refusal({ EXECUTION_STAGE: 'half' }).message).toContain('EXECUTION_STAGE is "half"');
  });
});

describe('dry-run', () => {
  it('ends for one text alone', () => {
    const { environment, warnings } = read({
      EXECUTION_ADAPTER: 'real',
      EXECUTION_DRY_RUN: 'false',
    });
    expect(environment.dryRun).toBe(false);
    expect(warnings).toEqual([]);
  });

  it.each(['False', 'FALSE', ' false', 'false ', 'no', '0', 'off', 'live', 'falsе'])(
    'stays for "%s", with a warning',
    (text) => {
      const { environment, warnings } = read({ EXECUTION_DRY_RUN: text });
      expect(environment.dryRun).toBe(true);
      expect(warnings.length).toBe(1);
      expect(warnings[0]).toContain(JSON.stringify(text));
    },
  );

  it('stays without a warning for true and for nothing', () => {
    expect(read({ EXECUTION_DRY_RUN: 'true' })).toEqual(read({}));
  });

  it('warns when the stub is told to trade', () => {
    expect(read({ EXECUTION_DRY_RUN: 'false' }).warnings).toMatchInlineSnapshot(`
      [
        "EXECUTION_DRY_RUN=false does not make the stub adapter trade: it refuses. Only sells of what the real side holds go to the real adapter.",
      ]
    `);
  });
});

describe('the passphrase of a keystore', () => {
  const CREDENTIAL = 'EXECUTION_KEYSTORE_PASSPHRASE_CREDENTIAL';

  it('is named as a file or as a credential', () => {
    const path = { EXECUTION_KEYSTORE_PATH: 'k.json' };
    const file = read({ ...path, EXECUTION_KEYSTORE_PASSPHRASE_FILE: '/run/p' });
    expect(file.environment.settings).toEqual({
      keystorePath: 'k.json',
      keystorePassphraseFile: '/run/p',
    });
    const credential = read({ ...path, [CREDENTIAL]: 'p', CREDENTIALS_DIRECTORY: '/run/c' });
    expect(credential.environment.settings.keystorePassphraseFile).toBe('/run/c/p');
  });

  it('is refused when it stands in the environment, without a word of it', () => {
    const { code, message } = refusal({ EXECUTION_KEYSTORE_PASSPHRASE: 'verysecret' });
    expect(code).toBe('WALLET__PASSPHRASE_EXPOSED');
    expect(message).not.toContain('verysecret');
  });

  it('is refused when it is named twice', () => {
    const both = { EXECUTION_KEYSTORE_PASSPHRASE_FILE: 'f', [CREDENTIAL]: 'c' };
    expect(refusal({ ...both, CREDENTIALS_DIRECTORY: '/run/c' }).code).toBe(
      'CONFIG__CONTRADICTION',
    );
  });

  it.each([
    [{ [CREDENTIAL]: 'p' }, 'is set without CREDENTIALS_DIRECTORY'],
    [{ [CREDENTIAL]: 'p', CREDENTIALS_DIRECTORY: '' }, 'is set without CREDENTIALS_DIRECTORY'],
    ...['../p', 'a/b', '.', '..', 'a b', '.hidden'].map((name) => [
      { [CREDENTIAL]: name, CREDENTIALS_DIRECTORY: '/run/c' },
      'is not the name of a credential',
    ]),
  ] as Array<[Record<string, string>, string]>)('is refused as %o', (env, reason) => {
    const { code, message } = refusal(env);
    expect(code).toBe('CONFIG__FIELD_INVALID');
    expect(message).toContain(reason);
  });
});

describe('settings', () => {
  it('come from every variable', () => {
    const { environment } = read({
      EXECUTION_ADAPTER: 'real',
      EXECUTION_CLUSTER: 'devnet',
      SOLANA_RPC_URL: 'https://one.example/?key=a, http://127.0.0.1:8899',
      SOLANA_WS_URL: 'wss://one.example',
      JITO_BLOCK_ENGINE_URL: 'https://engine.example',
      JUPITER_API_URL: 'https://jupiter.example',
      JUPITER_API_KEY: 'secret',
      EXECUTION_KEYPAIR_PATH: 'keys/id.json',
      EXECUTION_DATA_DIR: 'data',
      EXECUTION_ALLOWED_PROGRAMS: 'ProgramOne,ProgramTwo',
      EXECUTION_CONFIG: 'bot.json',
    });
    expect(environment).toMatchInlineSnapshot(`
      {
        "adapter": "real",
        "ceiling": {
          "says": "EXECUTION_ADAPTER=real",
          "stage": "live",
        },
        "configPath": "bot.json",
        "dryRun": true,
        "jupiterApiKey": "secret",
        "settings": {
          "allowedPrograms": [
            "ProgramOne",
            "ProgramTwo",
          ],
          "cluster": "devnet",
          "dataDirectory": "data",
          "jitoEndpoints": [
            "https://engine.example",
          ],
          "jupiterEndpoint": "https://jupiter.example",
          "keypairPath": "keys/id.json",
          "rpcEndpoints": [
            {
              "url": "https://one.example/?key=a",
            },
            {
              "url": "http://127.0.0.1:8899",
            },
          ],
          "wsEndpoint": "wss://one.example",
        },
        "telemetry": {
          "logFormat": "text",
          "logLevel": "info",
          "metrics": false,
          "otlpEndpoint": undefined,
          "serviceName": "quantbot",
        },
      }
    `);
  });

  it('are refused together, without repeating what may hold a key', () => {
    const { code, message } = refusal({
      EXECUTION_CLUSTER: 'mainnet',
      SOLANA_RPC_URL: 'one.example/?key=verysecret,',
      SOLANA_WS_URL: 'https://one.example/verysecret',
      JITO_BLOCK_ENGINE_URL: 'ftp://verysecret',
    });
    expect(code).toBe('CONFIG__FIELD_INVALID');
    expect(message).not.toContain('verysecret');
    expect(message).toMatchInlineSnapshot(
      `"The environment is not valid: EXECUTION_CLUSTER is "mainnet", not one of mainnet-beta, testnet, devnet, sandbox; SOLANA_RPC_URL has an empty entry between its commas; SOLANA_RPC_URL is not a URL that begins with http:// or https://; SOLANA_WS_URL is not a URL that begins with ws:// or wss://; JITO_BLOCK_ENGINE_URL is not a URL that begins with http:// or https://. Correct every field named here."`,
    );
  });
});

/** Every text of each variable with every one of the others. */
function combinations(texts: Record<string, ReadonlyArray<string | undefined>>) {
  let found: EnvironmentVariables[] = [{}];
  for (const [name, values] of Object.entries(texts)) {
    found = found.flatMap((env) => values.map((value) => ({ ...env, [name]: value })));
  }
  return found;
}

describe('every combination of what decides about money', () => {
  const ALL = combinations({
    EXECUTION_ADAPTER: [undefined, '', 'stub', 'real', 'REAL', ' real', 'live'],
    USE_REAL_EXECUTION: [undefined, '', 'true', 'false', 'TRUE', '1', 'yes'],
    EXECUTION_DRY_RUN: [undefined, '', 'false', 'true', 'FALSE', ' false', '0', 'no', 'off'],
    EXECUTION_STAGE: [undefined, '', 'stub', 'shadow', 'canary', 'live', 'Live'],
  });
  const says = (env: EnvironmentVariables, ...texts: readonly string[]): boolean =>
    texts.some((text) => {
      const [name = '', value] = text.split('=');
      return env[name] === value;
    });
  const isReal = (env: EnvironmentVariables): boolean =>
    says(env, 'EXECUTION_ADAPTER=real', 'USE_REAL_EXECUTION=true') ||
    says(env, 'EXECUTION_STAGE=shadow', 'EXECUTION_STAGE=canary', 'EXECUTION_STAGE=live');
  const isStub = (env: EnvironmentVariables): boolean =>
    says(env, 'EXECUTION_ADAPTER=stub', 'USE_REAL_EXECUTION=false', 'EXECUTION_STAGE=stub');
  const isMisspelt = (env: EnvironmentVariables): boolean =>
    says(env, 'EXECUTION_ADAPTER=REAL', 'EXECUTION_ADAPTER= real', 'EXECUTION_ADAPTER=live') ||
    says(env, 'USE_REAL_EXECUTION=TRUE', 'USE_REAL_EXECUTION=1', 'USE_REAL_EXECUTION=yes') ||
    says(env, 'EXECUTION_STAGE=Live');
  const isRefused = (env: EnvironmentVariables): boolean =>
    isMisspelt(env) || (isReal(env) && isStub(env));

  it('is refused where it contradicts itself or is misspelt', () => {
    const refused = ALL.filter(isRefused);
    expect(refused.length).toBeGreaterThan(1_000);
    for (const env of refused) expect(refusal(env).code, JSON.stringify(env)).toMatch(/^CONFIG__/u);
  });

  it('means what it says: real and live only where both are said exactly', () => {
    const allowed = ALL.filter((env) => !isRefused(env));
    const live = allowed.filter((env) => {
      const { adapter, dryRun, ceiling } = read(env).environment;
      const stage = env['EXECUTION_STAGE'] ?? '';
      expect(adapter, JSON.stringify(env)).toBe(isReal(env) ? 'real' : 'stub');
      expect(dryRun, JSON.stringify(env)).toBe(env['EXECUTION_DRY_RUN'] !== 'false');
      const farthest = adapter === 'real' ? 'live' : 'stub';
      expect(ceiling.stage, JSON.stringify(env)).toBe(stage === '' ? farthest : stage);
      return adapter === 'real' && !dryRun;
    });
    // Of the nine pairs that name no stub five name the real one; a stage alone does as well.
    expect(live).toHaveLength(2 * 5 + 3 * 9);
  });
});

describe('a variable that nobody knows', () => {
  it('is told, with its name alone: a misspelt stage would let a process go farther', () => {
    const { environment, warnings } = read({
      EXECUTION_ADAPTER: 'real',
      EXECUTION_STAGES: 'canary',
      EXECUTION_EMPTY: '',
      OTHER: 'x',
    });
    expect(environment.ceiling.stage).toBe('live');
    expect(warnings).toEqual([
      'EXECUTION_STAGES is no variable of QuantBot and has no effect; docs/configuration.md has them all.',
    ]);
  });
});
