import { describe, expect, it } from 'vitest';

import { executionSettingsSchema } from './executionSettingsSchema.ts';

const LIMITS = { tradeLamportsMax: 1, solReserveLamportsMin: 2, openTradesMax: 3 };

function valueOf(settings: unknown) {
  return executionSettingsSchema.parse(settings);
}

function lamportsOf(field: string): readonly [string, readonly unknown[]] {
  return [field, [-1, -1n, 0.5, NaN, Infinity, 2 ** 53, 1n << 64n, '1e9', null]];
}

function problemsOf(settings: unknown): readonly string[] {
  const { error } = executionSettingsSchema.safeParse(settings);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('executionSettingsSchema', () => {
  const whole: ReadonlyArray<readonly [string, number, number]> = [
    ['publicAfterSlots', 0, 150],
    ['publicSlippageBpsMax', 0, 10_000],
    ['slippageBps', 0, 10_000],
    ['slippageBpsMax', 0, 10_000],
    ['maxRetries', 0, 10],
    ['feeEscalationBps', 10_000, 100_000],
    ['deadlineMs', 1, 300_000],
    ['quoteAgeMsMax', 100, 60_000],
    ['derivedKeyWindowMs', 0, 86_400_000],
    ['pollIntervalMs', 10, 5_000],
    ['maxConsecutiveFailures', 1, 1_000],
    ['breakerProbeAfterMs', 1_000, 86_400_000],
    ['breakerLandingAttempts', 1, 1_000],
    ['breakerLandingRateBpsMin', 0, 10_000],
    ['breakerDriftFills', 1, 1_000],
    ['breakerDriftBpsMax', 0, 10_000],
    ['rpcSendsPerSecondMax', 1, 10_000],
    ['rpcReadsPerSecondMax', 1, 100_000],
    ['jitoRequestsPerSecondMax', 1, 1_000],
    ['walletHistoryIntervalMs', 50, 600_000],
    ['reconcileIntervalMs', 50, 3_600_000],
  ];
  it.each(whole)('holds %s between %i and %i', (field, minimum, maximum) => {
    expect(valueOf({ [field]: minimum })).toEqual({ [field]: minimum });
    expect(valueOf({ [field]: maximum })).toEqual({ [field]: maximum });
    for (const value of [minimum - 1, maximum + 1, minimum + 0.5, NaN, Infinity, '1', null]) {
      expect(problemsOf({ [field]: value })).toEqual([expect.stringContaining(`${field}: `)]);
    }
  });

  const notInRange: ReadonlyArray<readonly [string, readonly unknown[]]> = [
    ['cluster', ['mainnet', 'localnet', '', 1]],
    ['rpcEndpoints', [[], 'https://a.example', [{}], [{ url: '' }], [{ url: 'a.example' }]]],
    ['rpcEndpoints', [[{ url: 'ws://a.example' }], [{ url: 'https://a.example', operator: '' }]]],
    ['rpcEndpoints', [Array.from({ length: 17 }, () => ({ url: 'https://a.example' }))]],
    ['wsEndpoint', ['https://a.example', 'a.example', '', 1]],
    ['jitoEndpoint', ['ws://a.example', 'a.example', 'file:///etc/passwd']],
    ['jupiterEndpoint', ['', 'javascript:alert(1)', null]],
    ['keypairPath', ['', 1]],
    ['keystorePath', ['', 1]],
    ['keystorePassphraseFile', ['', null]],
    ['dataDirectory', ['', 1]],
    ['haltFilePath', ['', 1]],
    ['breakerProbeLamportsMax', [-1, 0.5, '-1', null, NaN]],
    ['allowedPrograms', [[], ['x'], 'JUP6', [1], ['0'.repeat(44)]]],
    ['limits', [{}, null, { ...LIMITS, openTradesMax: 1_001 }, { ...LIMITS, openTradesMax: 0.5 }]],
    ['allowSingleWitness', ['true', 1, null]],
    ['lanePolicy', ['jito', '', null]],
    ['tipPercentile', [0, 51, 100, '50']],
    ['derivedKeys', ['Attach', true]],
    ['jitoEndpoints', [[], 'https://a.example', ['wss://a.example'], [null]]],
    ['rpcEndpoints', [[{ url: 'https://a.example', wsUrl: 'https://a.example' }]]],
    ['signerService', [{}, null, { kind: 'vault2' }, { kind: 'vault', key: '', token: 'x' }]],
    ['signerSocketPath', ['', 1]],
    ['signerPublicKey', ['', 'x', '0'.repeat(44), 1]],
    ['signerSecretFile', ['', null]],
    ['checkWalletHistory', ['true', 1, null]],
    ['tipLamportsMax', [-1, 0.5, NaN, Infinity, 1n << 64n, null]],
    ['priorityFeeLamportsMax', [-1, 0.5, NaN, Infinity, 1n << 64n, null]],
  ];
  it.each(notInRange)('refuses for %s whatever it cannot be', (field, values) => {
    for (const value of values) {
      expect(problemsOf({ [field]: value })[0]).toMatch(new RegExp(`^${field}`, 'u'));
    }
  });

  const badLimits: ReadonlyArray<readonly [string, readonly unknown[]]> = [
    ...['tradeLamportsMax', 'solReserveLamportsMin', 'positionLamportsMax'].map(lamportsOf),
    ...['exposureLamportsMax', 'dailyLossLamportsMax', 'dailyVolumeLamportsMax'].map(lamportsOf),
    lamportsOf('dailyFeeLamportsMax'),
    ['openTradesMax', [0, 1_001, 0.5, NaN, Infinity, '1', null]],
    ['positionsMax', [0, 10_001, 0.5, NaN, Infinity, '1', null]],
    ['ordersMax', [0, 100_001, 0.5, NaN, Infinity, '1', null]],
    ['orderWindowMs', [999, 86_400_001, 1_000.5, NaN, Infinity, null]],
    ['priceImpactBpsMax', [-1, 10_001, 0.5, NaN, Infinity, null]],
    ['priceDeviationBpsMax', [-1, 10_001, 0.5, NaN, Infinity, null]],
    ['priceAgeMsMax', [999, 86_400_001, NaN, Infinity, null]],
    ['transferFeeBpsMax', [-1, 10_001, 0.5, NaN, Infinity, null]],
    ['riskTimeZone', ['', 'Europe/Atlantis', 1, null]],
    ['dailyLossMarkToMarket', ['true', 1, null]],
    ['tokenSafety', ['false', 0, null]],
    ['tokensDenied', [[], ['x'], 'x', [1], null]],
    ['tokensAllowed', [[], ['x'], 'x', [1], null]],
    ['trustedTokens', [['x'], 'x', [1], null]],
    ['alsoOnSells', [['solReserve'], ['quoteAge'], ['x'], 'exposure', null]],
  ];
  it.each(badLimits)('refuses for the limit %s whatever it cannot be', (field, values) => {
    for (const value of values) {
      const problems = problemsOf({ limits: { ...LIMITS, [field]: value } });
      expect(problems.some((problem) => problem.startsWith(`limits.${field}`))).toBe(true);
    }
  });

  it('is known field by field: none has escaped these tables', () => {
    const { limits, dataDirectory: _any, ...rest } = executionSettingsSchema.shape;
    const tables = [...whole, ...notInRange].map(([field]) => field);
    expect(Object.keys(rest).filter((field) => !tables.includes(field))).toEqual([]);
    const known = badLimits.map(([field]) => field);
    expect(Object.keys(limits.unwrap().shape).toSorted()).toEqual(known.toSorted());
  });

  it.each([
    [0, 0n],
    [7, 7n],
    ['7', 7n],
    [7n, 7n],
    ['18446744073709551615', 18_446_744_073_709_551_615n],
    [Number.MAX_SAFE_INTEGER, 9_007_199_254_740_991n],
  ])('takes %s lamports', (given, tradeLamportsMax) => {
    const limits = { ...LIMITS, tradeLamportsMax: given };
    expect(valueOf({ limits })).toMatchObject({ limits: { tradeLamportsMax } });
  });

  it.each([-1, -1n, 0.5, 2 ** 53, '', ' 7', '+7', '1e9', '0x10', '7n', null, [], 1n << 64n])(
    'refuses %s lamports',
    (given) => {
      const limits = { ...LIMITS, tradeLamportsMax: given };
      expect(problemsOf({ limits })[0]).toMatch(/^limits\.tradeLamportsMax: /u);
      expect(problemsOf({ priorityFeeLamportsMax: given })[0]).toMatch(/^priorityFee/u);
    },
  );

  it('refuses a tip bound that no tip fits under', () => {
    expect(problemsOf({ tipLamportsMax: 999 })).toEqual(['tipLamportsMax: expected at least 1000']);
    expect(valueOf({ tipLamportsMax: 1_000 })).toEqual({ tipLamportsMax: 1_000n });
  });
});
