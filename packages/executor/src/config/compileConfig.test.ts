import type { SwapDecoder } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { passphrase } from '../testing/cheapMachine.ts';
import { createFakeRemoteSigner } from '../testing/fakeRemoteSigner.ts';
import { compileConfig } from './compileConfig.ts';
import { DEFAULT_LIMITS, DEFAULT_SETTINGS, JUPITER_PROGRAM_ADDRESS } from './defaults.ts';
import type { ExecutionAdapterConfig, ExecutionLimits } from './executionAdapterConfig.ts';

const WALLET = '76PG3z9Nw6LiNnAvSAgCkVvgr9a97HgHdUSDEpov1Q7G';
const OTHER_PROGRAM = 'So11111111111111111111111111111111111111112';
const BASE: ExecutionAdapterConfig = { clock: { nowMs: () => 0 }, platform: createFakePlatform() };
const LIVE: ExecutionAdapterConfig = {
  ...BASE,
  dryRun: false,
  rpcEndpoint: 'https://rpc.example',
  keypairPath: '/keys/wallet.json',
  limits: { tradeLamportsMax: 1n, solReserveLamportsMin: 2n, openTradesMax: 3 },
};

function otherDecoder(programAddress = OTHER_PROGRAM): SwapDecoder {
  return {
    name: 'other',
    programAddress,
    decodeSwap: () => ({ reason: 'never' }),
    classifyError: () => 'unknown',
  };
}

function refused(config: ExecutionAdapterConfig, code: string, context: object = {}): void {
  expect(() => compileConfig(config)).toThrow(
    expect.objectContaining({ code, context: expect.objectContaining(context) }),
  );
}

function without(field: keyof ExecutionAdapterConfig): ExecutionAdapterConfig {
  const { [field]: _left, ...rest } = LIVE;
  return { ...rest, clock: LIVE.clock };
}

describe('default', () => {
  it('is a dry run with every default of the table', () => {
    const { decoders, platform, clock, riskDay, ...values } = compileConfig(BASE);
    expect([...decoders.keys()]).toEqual([JUPITER_PROGRAM_ADDRESS]);
    expect(riskDay(86_400_000 + 7)).toBe(86_400_000);
    expect(platform).toBe(BASE.platform);
    expect(clock.nowMs()).toBe(0);
    expect(values).toEqual({
      ...DEFAULT_SETTINGS,
      repeatIntervalMs: 1_000,
      checkWalletHistory: true,
      haltFilePath: '.quantbot/HALT',
      dryRun: true,
      enableIdempotency: true,
      lanePolicy: 'rpc-only',
      rpcEndpoints: [],
      limits: undefined,
      marketData: undefined,
      telemetry: undefined,
      wsEndpoints: [],
      jitoEndpoints: [],
      jupiterApiKey: undefined,
      keypairPath: undefined,
      requestRules: {
        slippageBpsMax: 1_000,
        deadlineMsMax: 300_000,
        waitMsMax: 600_000,
        retriesMax: 10,
      },
    });
  });

  it('publishes these defaults of limits, and fills them in where limits are given', () => {
    expect(DEFAULT_LIMITS).toEqual({
      dailyLossMarkToMarket: false,
      riskTimeZone: 'UTC',
      orderWindowMs: 60_000,
      priceAgeMsMax: 60_000,
      tokenSafety: true,
      trustedTokens: [],
      transferFeeBpsMax: 0,
      alsoOnSells: [],
    });
    const given = { tradeLamportsMax: 1n, solReserveLamportsMin: 2n, openTradesMax: 3 };
    const { limits } = compileConfig({ ...BASE, limits: { ...given, tokenSafety: false } });
    expect(limits).toEqual({ ...DEFAULT_LIMITS, ...given, tokenSafety: false });
  });

  it.each([undefined, {}, { nowMs: 7 }])('refuses %j for a clock', (clock) => {
    const config = { ...BASE, clock } as unknown as ExecutionAdapterConfig;
    const context = expect.objectContaining({ name: 'clock' }) as object;
    const refusal = { code: 'CONFIG__VALUE_MISSING', context };
    expect(() => compileConfig(config)).toThrow(expect.objectContaining(refusal));
  });

  it.each<[string, Partial<ExecutionLimits>]>([
    ['priceDeviationBpsMax', { priceDeviationBpsMax: 4 }],
    ['dailyLossMarkToMarket', { dailyLossMarkToMarket: true, dailyLossLamportsMax: 5n }],
  ])('refuses %s without a second source of prices', (name, chosen) => {
    const limits = {
      tradeLamportsMax: 1n,
      solReserveLamportsMin: 2n,
      openTradesMax: 3,
      ...chosen,
    };
    expect(() => compileConfig({ ...BASE, limits })).toThrow(
      expect.objectContaining({
        code: 'CONFIG__VALUE_MISSING',
        context: { name: 'marketData', reason: `limits.${name} asks it for prices` },
      }),
    );
    const marketData = {
      fetchHistoricalPriceAtTime: async () => null,
      fetchMetadata: async () => null,
      fetchOhlcv: async () => [],
    };
    expect(compileConfig({ ...BASE, limits, marketData }).marketData).toBe(marketData);
  });

  it('publishes these defaults', () => {
    expect(DEFAULT_SETTINGS).toEqual({
      cluster: 'mainnet-beta',
      jupiterEndpoint: 'https://api.jup.ag',
      dataDirectory: '.quantbot',
      allowedPrograms: ['JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4'],
      allowSingleWitness: false,
      lanePolicy: 'jito-then-rpc',
      rpcSendsPerSecondMax: 50,
      rpcReadsPerSecondMax: 200,
      jitoRequestsPerSecondMax: 1,
      publicAfterSlots: 4,
      publicSlippageBpsMax: 300,
      slippageBps: 100,
      slippageBpsMax: 1_000,
      maxRetries: 2,
      deadlineMs: 90_000,
      tipPercentile: 50,
      tipLamportsMax: 1_000_000n,
      priorityFeeLamportsMax: 1_000_000n,
      feeEscalationBps: 20_000,
      quoteAgeMsMax: 5_000,
      derivedKeyWindowMs: 60_000,
      derivedKeys: 'attach',
      walletHistoryIntervalMs: 30_000,
      reconcileIntervalMs: 60_000,
      pollIntervalMs: 400,
      maxConsecutiveFailures: 5,
      breakerProbeAfterMs: 60_000,
      breakerProbeLamportsMax: 10_000_000n,
      breakerLandingAttempts: 20,
      breakerLandingRateBpsMin: 2_500,
      breakerDriftFills: 10,
      breakerDriftBpsMax: 200,
    });
  });

  it('looks for the halt file where it is told to, else in the data directory', () => {
    const dataDirectory = '/data/bot';
    expect(compileConfig({ ...BASE, dataDirectory }).haltFilePath).toBe('/data/bot/HALT');
    const haltFilePath = '/run/halt';
    expect(compileConfig({ ...BASE, dataDirectory, haltFilePath }).haltFilePath).toBe('/run/halt');
  });

  it('takes an explicit undefined for absent', () => {
    const given = { ...BASE, slippageBps: undefined } as unknown as ExecutionAdapterConfig;
    expect(compileConfig(given).slippageBps).toBe(100);
  });

  it('keeps its own copy of the endpoints', () => {
    const endpoint = { url: 'https://a.example' };
    const compiled = compileConfig({ ...BASE, rpcEndpoints: [endpoint] });
    endpoint.url = 'https://attacker.example';
    expect(compiled.rpcEndpoints).toEqual([{ url: 'https://a.example' }]);
  });

  it('is live only with the value false', () => {
    expect(compileConfig(LIVE).dryRun).toBe(false);
    for (const dryRun of [true, undefined, 0, '', 'false', null]) {
      const config = { ...LIVE, dryRun } as unknown as ExecutionAdapterConfig;
      expect(compileConfig(config).dryRun).toBe(true);
    }
  });

  it.each([
    [{}, 'rpc-only'],
    [{ lanePolicy: 'rpc-only' as const }, 'rpc-only'],
    [{ jitoEndpoint: 'https://jito.example' }, 'jito-then-rpc'],
    [{ jitoEndpoint: 'https://jito.example', lanePolicy: 'race' as const }, 'race'],
    [{ jitoEndpoint: 'https://jito.example', lanePolicy: 'rpc-only' as const }, 'rpc-only'],
  ])('from %j, chooses the lanes %s', (settings, lanePolicy) => {
    expect(compileConfig({ ...BASE, ...settings }).lanePolicy).toBe(lanePolicy);
  });

  it('knows every region and every socket once, in either form', () => {
    const one = compileConfig({ ...BASE, jitoEndpoint: 'https://jito.example' });
    expect(one.jitoEndpoints).toEqual(['https://jito.example']);
    const two = ['https://a.jito.example', 'https://b.jito.example'];
    const several = compileConfig({
      ...BASE,
      jitoEndpoints: [...two, ...two],
      wsEndpoint: 'wss://a.example',
      rpcEndpoints: [
        { url: 'https://a.example', wsUrl: 'wss://a.example' },
        { url: 'https://b.example', wsUrl: 'wss://b.example' },
        { url: 'https://c.example' },
      ],
    });
    expect(several.jitoEndpoints).toEqual(two);
    expect(several.wsEndpoints).toEqual(['wss://a.example', 'wss://b.example']);
    expect(several.lanePolicy).toBe('jito-then-rpc');
  });

  it('holds requests to the configured ceiling', () => {
    const { requestRules } = compileConfig({ ...BASE, slippageBpsMax: 250 });
    expect(requestRules.slippageBpsMax).toBe(250);
  });

  it('chooses the decoder of each allowed program', () => {
    const decoder = otherDecoder();
    const { decoders } = compileConfig({
      ...BASE,
      allowedPrograms: [OTHER_PROGRAM],
      decoders: [decoder],
    });
    expect([...decoders]).toEqual([[OTHER_PROGRAM, decoder]]);
  });
});

describe('denies', () => {
  it('live trading without limits, whatever else is set', () => {
    refused(without('limits'), 'CONFIG__LIMITS_MISSING', {
      missing: ['tradeLamportsMax', 'solReserveLamportsMin', 'openTradesMax'],
    });
  });

  it.each(['tradeLamportsMax', 'solReserveLamportsMin', 'openTradesMax'] as const)(
    'live trading without the limit %s',
    (field) => {
      const limits = { ...LIVE.limits, [field]: undefined };
      const config = { ...LIVE, limits } as unknown as ExecutionAdapterConfig;
      refused(config, 'CONFIG__FIELD_INVALID');
    },
  );

  it('a short form beside its list, because it does not say which counts', () => {
    const jito = { jitoEndpoint: 'https://a.example', jitoEndpoints: ['https://b.example'] };
    refused({ ...BASE, ...jito }, 'CONFIG__CONTRADICTION', {
      first: 'jitoEndpoint',
      second: 'jitoEndpoints, which is set as well',
    });
  });

  it('a signer process beside a key, or half of what it takes to reach one', () => {
    const socket = { signerSocketPath: '/run/s', signerPublicKey: WALLET };
    const whole = { ...socket, signerSecretFile: '/etc/s' };
    const { keypairPath: _key, ...keyless } = LIVE;
    expect(compileConfig({ ...keyless, ...whole }).signerPlace).toEqual({
      at: { kind: 'process', socketPath: '/run/s' },
      publicKey: WALLET,
      secretFile: '/etc/s',
    });
    refused({ ...keyless, ...socket }, 'CONFIG__VALUE_MISSING', { name: 'signerSecretFile' });
    expect(compileConfig({ ...keyless, ...socket, dryRun: true }).signerPlace).toMatchObject({
      secretFile: undefined,
    });
    refused({ ...keyless, signerSocketPath: '/run/s' }, 'CONFIG__VALUE_MISSING', {
      name: 'signerPublicKey',
    });
    for (const first of ['keypairPath', 'keystorePath']) {
      refused({ ...keyless, ...whole, [first]: '/etc/k' }, 'CONFIG__CONTRADICTION', { first });
    }
    for (const first of ['signerPublicKey', 'signerSecretFile']) {
      refused({ ...LIVE, [first]: WALLET }, 'CONFIG__CONTRADICTION', { first });
    }
    const signer = createFakeRemoteSigner();
    refused({ ...keyless, ...whole, signer }, 'CONFIG__CONTRADICTION', {
      first: 'signerSocketPath',
    });
  });

  it.each([
    [{ kind: 'vault', key: 'k' }, 'signerService.address: vault needs it'],
    [{ kind: 'vault', key: 'k', address: 'https://v', region: 'r' }, 'region: vault has no use'],
    [{ kind: 'aws-kms', key: 'k', region: 'r' }, 'signerSecretFile: aws-kms has no use for it'],
    [{ kind: 'turnkey', key: 'k', account: 'a' }, 'signerService.apiPublicKey: turnkey needs it'],
    [{ kind: 'privy', account: 'a' }, 'signerService.key: privy needs it'],
    [{ kind: 'fireblocks', key: 'k' }, 'signerService.account: fireblocks needs it'],
  ] as const)('a service that lacks something or has too much: %j', (signerService, says) => {
    const { keypairPath: _key, ...keyless } = LIVE;
    const signer = { signerService, signerPublicKey: WALLET, signerSecretFile: '/etc/s' };
    expect(() => compileConfig({ ...keyless, ...signer })).toThrow(
      expect.objectContaining({
        code: 'CONFIG__FIELD_INVALID',
        message: expect.stringContaining(says),
      }),
    );
  });

  it('a service without its secret, unless it is a rehearsal, and one beside a signer process', () => {
    const { keypairPath: _key, ...keyless } = LIVE;
    const signerService = { kind: 'privy', key: 'k', account: 'a' } as const;
    const signer = { signerService, signerPublicKey: WALLET };
    refused({ ...keyless, ...signer }, 'CONFIG__FIELD_INVALID');
    expect(compileConfig({ ...keyless, ...signer, dryRun: true }).signerPlace).toMatchObject({
      at: { kind: 'service' },
    });
    refused({ ...keyless, ...signer, signerSocketPath: '/run/s' }, 'CONFIG__CONTRADICTION', {
      first: 'signerService',
    });
  });

  it('live trading without a node or a wallet', () => {
    refused(without('rpcEndpoint'), 'CONFIG__VALUE_MISSING', { name: 'rpcEndpoint' });
    const name = 'keystorePath (or signerSocketPath, signerService or keypairPath)';
    refused(without('keypairPath'), 'CONFIG__VALUE_MISSING', { name });
  });

  it('a signer beside a key file, which live trading does not need then', () => {
    const signer = createFakeRemoteSigner();
    expect(compileConfig({ ...without('keypairPath'), signer }).signer).toBe(signer);
    const second = 'signer, which is given as well';
    refused({ ...LIVE, signer }, 'CONFIG__CONTRADICTION', { first: 'keypairPath', second });
    const sealed = { ...BASE, keystorePath: 'k', signer };
    refused(sealed, 'CONFIG__CONTRADICTION', { first: 'keystorePath', second });
  });

  it('live trading with a keystore without its passphrase, which a rehearsal does not need', () => {
    const sealed = { ...without('keypairPath'), keystorePath: 'k' };
    const name = 'keystorePassphraseFile';
    refused(sealed, 'CONFIG__VALUE_MISSING', { name });
    const rehearsal = compileConfig({ ...sealed, dryRun: true });
    expect(rehearsal).toMatchObject({ keystorePath: 'k', keystorePassphraseFile: undefined });
    const live = compileConfig({ ...sealed, keystorePassphraseFile: 'p' });
    expect(live).toMatchObject({ keystorePath: 'k', keystorePassphraseFile: 'p' });
  });

  it.each([
    ['two wallets', { keypairPath: 'w', keystorePath: 'k', keystorePassphraseFile: 'p' }],
    ['a passphrase for no keystore', { keystorePassphraseFile: 'p' }],
    ['a passphrase of code for no keystore', { keystorePassphrase: passphrase }],
    [
      'two passphrases',
      { keystorePath: 'k', keystorePassphraseFile: 'p', keystorePassphrase: passphrase },
    ],
  ])('%s', (_name, wallet) => {
    refused({ ...BASE, ...wallet }, 'CONFIG__CONTRADICTION');
  });

  it('live trading without idempotency, before anything else', () => {
    refused({ ...BASE, dryRun: false, enableIdempotency: false }, 'CONFIG__IDEMPOTENCY_REQUIRED');
    expect(compileConfig({ ...BASE, enableIdempotency: false }).enableIdempotency).toBe(false);
  });

  it('nodes that are named twice', () => {
    const rpcEndpoints = [{ url: 'https://a.example' }];
    refused({ ...LIVE, rpcEndpoints }, 'CONFIG__CONTRADICTION', { first: 'rpcEndpoint' });
  });

  it('a public cluster without a look at the history of the wallet', () => {
    const second = 'cluster devnet, where it is always on';
    const devnet = { ...BASE, cluster: 'devnet' } as const;
    refused({ ...devnet, checkWalletHistory: false }, 'CONFIG__CONTRADICTION', { second });
    expect(compileConfig(devnet).checkWalletHistory).toBe(true);
    const sandbox = { ...BASE, cluster: 'sandbox' } as const;
    expect(compileConfig(sandbox).checkWalletHistory).toBe(false);
    expect(compileConfig({ ...sandbox, checkWalletHistory: true }).checkWalletHistory).toBe(true);
  });

  it('a default slippage above the ceiling, also when only the ceiling is set', () => {
    const first = 'slippageBps 100';
    refused({ ...BASE, slippageBpsMax: 99 }, 'CONFIG__CONTRADICTION', { first });
    refused({ ...BASE, slippageBps: 1_001 }, 'CONFIG__CONTRADICTION');
    expect(compileConfig({ ...BASE, slippageBpsMax: 100 }).slippageBps).toBe(100);
  });

  it.each(['jito-only', 'race'] as const)('%s without a block engine', (lanePolicy) => {
    refused({ ...BASE, lanePolicy }, 'CONFIG__CONTRADICTION', {
      first: `lanePolicy ${lanePolicy}`,
    });
  });

  it('a program that nobody can decode', () => {
    const allowedPrograms = [JUPITER_PROGRAM_ADDRESS, OTHER_PROGRAM];
    refused({ ...BASE, allowedPrograms }, 'CONFIG__DECODER_MISSING', { program: OTHER_PROGRAM });
  });

  it.each(['dryrun', 'DryRun', 'limit', 'rpcUrl'])('the misspelt field %s', (field) => {
    const config = { ...LIVE, [field]: false } as ExecutionAdapterConfig;
    refused(config, 'CONFIG__FIELD_UNKNOWN', { fields: [field] });
  });

  it('a malformed short form by its place in the long one', () => {
    refused({ ...BASE, rpcEndpoint: 'rpc.example' }, 'CONFIG__FIELD_INVALID');
  });
});
