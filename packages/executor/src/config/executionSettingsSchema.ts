import { isBase58Address, LANE_POLICIES, U64_MAX } from '@quantbot/core';
import { z } from 'zod';

import { WIDENABLE_GATES } from '../gates/gateNames.ts';
import { isTimeZone } from '../gates/riskDay.ts';
import { contradictionsIn } from './limitContradictions.ts';
import { CLUSTERS, SIGNER_SERVICES } from './executionAdapterConfig.ts';

const LAMPORTS_RULE = 'expected whole lamports, in JSON as digits in quotes';

/** Lamports in JSON: digits in a string, or a whole number small enough to be exact. */
const lamports = z
  .union(
    [
      z.bigint(),
      z.string().regex(/^\d{1,20}$/u, LAMPORTS_RULE),
      z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    ],
    LAMPORTS_RULE,
  )
  .transform(BigInt)
  .refine((value) => value >= 0n && value <= U64_MAX, 'expected 0 to 2^64 - 1 lamports')
  .meta({ title: 'lamports' });

const url = (...schemes: string[]) => {
  const begins = `URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`;
  return z
    .string()
    .refine((text) => schemes.includes(URL.parse(text)?.protocol ?? ''), {
      message: `expected a ${begins}`,
    })
    .meta({ title: begins });
};
const httpUrl = url('http:', 'https:');

const wholeNumber = (minimum: number, maximum: number) =>
  z.number().int().min(minimum).max(maximum);

const mints = z
  .array(
    z.string().refine(isBase58Address, 'expected a mint address').meta({ title: 'mint address' }),
  )
  .max(1_000);

const limits = z
  .strictObject({
    tradeLamportsMax: lamports.describe('Most lamports one buy may put into a swap.'),
    solReserveLamportsMin: lamports.describe('Lamports that stay in the wallet whatever happens.'),
    openTradesMax: wholeNumber(1, 1_000).describe('Most trades open at the same time.'),
    tokensDenied: mints.min(1).optional().describe('Tokens that are never bought.'),
    tokensAllowed: mints.min(1).optional().describe('The only tokens that are bought.'),
    positionLamportsMax: lamports
      .optional()
      .describe(
        'Most lamports that the position in one token may cost, with open buys and every cost.',
      ),
    exposureLamportsMax: lamports
      .optional()
      .describe(
        'Most lamports that all positions together may cost, with open buys and every cost.',
      ),
    positionsMax: wholeNumber(1, 10_000)
      .optional()
      .describe('Most tokens held or being bought at the same time.'),
    dailyLossLamportsMax: lamports
      .optional()
      .describe('Most lamports that a day may lose; what open trades may lose counts as lost.'),
    dailyLossMarkToMarket: z
      .boolean()
      .optional()
      .describe(
        'Whether what positions are worth less than they cost counts as lost today. Needs ' +
          '`marketData`, which code brings.',
      ),
    dailyVolumeLamportsMax: lamports
      .optional()
      .describe('Most lamports that a day may move on the SOL side of swaps.'),
    dailyFeeLamportsMax: lamports
      .optional()
      .describe('Most lamports of fees and tips that a day may pay.'),
    riskTimeZone: z
      .string()
      .refine(isTimeZone, 'expected the name of a time zone')
      .meta({ title: 'IANA name of a time zone' })
      .optional()
      .describe('Time zone whose days the daily limits are for.'),
    ordersMax: wholeNumber(1, 100_000)
      .optional()
      .describe('Most trades that begin within `orderWindowMs`.'),
    orderWindowMs: wholeNumber(1_000, 86_400_000)
      .optional()
      .describe('Milliseconds that `ordersMax` is for.'),
    priceImpactBpsMax: wholeNumber(0, 10_000)
      .optional()
      .describe(
        'Most that a trade may move the price, basis points; a venue that does not tell is denied.',
      ),
    priceDeviationBpsMax: wholeNumber(0, 10_000)
      .optional()
      .describe(
        'Most by which a quote may be worse than the second source says, basis points. Needs ' +
          '`marketData`, which code brings.',
      ),
    priceAgeMsMax: wholeNumber(1_000, 86_400_000)
      .optional()
      .describe('Oldest second price that counts, milliseconds.'),
    tokenSafety: z
      .boolean()
      .optional()
      .describe('Whether a token that can be taken away, frozen or diluted is refused.'),
    trustedTokens: mints
      .optional()
      .describe('Tokens that are bought whatever powers others have over them.'),
    transferFeeBpsMax: wholeNumber(0, 10_000)
      .optional()
      .describe('Highest transfer fee a token may have, basis points.'),
    alsoOnSells: z
      .array(z.enum(WIDENABLE_GATES))
      .max(WIDENABLE_GATES.length)
      .optional()
      .describe('Gates that judge sells as well; by itself none of these holds a sell up.'),
  })
  .superRefine(
    (given: unknown, context) => {
      for (const { field, message } of contradictionsIn(given)) {
        context.addIssue({ code: 'custom', path: [field], message });
      }
    },
    // Whatever else is wrong with them, so that every problem is reported at once.
    { when: () => true },
  );

const rpcEndpoint = z.strictObject({
  url: httpUrl.describe('Address of the node.'),
  operator: z
    .string()
    .min(1)
    .optional()
    .describe('Who runs it; the host of the URL when absent. Two nodes of one are one witness.'),
  wsUrl: url('ws:', 'wss:')
    .optional()
    .describe('WebSocket of the node: a hint that makes confirmations faster, never evidence.'),
});

/**
 * Shape of a configuration file, and of the same fields given in code. docs/configuration.md is
 * made of its descriptions; a `title` names what a range alone does not tell.
 */
export const executionSettingsSchema = z.strictObject({
  cluster: z
    .enum(CLUSTERS)
    .optional()
    .describe('Cluster the nodes are expected to serve; checked against their genesis hash.'),
  rpcEndpoints: z
    .array(rpcEndpoint)
    .min(1)
    .max(16)
    .optional()
    .describe('Nodes, first the preferred one for reads; sends go to all of them.'),
  wsEndpoint: url('ws:', 'wss:')
    .optional()
    .describe('WebSocket of a node beside those that the nodes name: a hint, never evidence.'),
  jitoEndpoint: httpUrl
    .optional()
    .describe('One block engine, host only; the short form of `jitoEndpoints`.'),
  jitoEndpoints: z
    .array(httpUrl)
    .min(1)
    .max(16)
    .optional()
    .describe(
      'Block engines, one for each region, host only. Without one the `jito` lane does not exist.',
    ),
  rpcSendsPerSecondMax: wholeNumber(1, 10_000)
    .optional()
    .describe(
      'Most sends a second to one node; what is over waits its turn, first sends before repeats.',
    ),
  rpcReadsPerSecondMax: wholeNumber(1, 100_000)
    .optional()
    .describe('Most reads a second from one node; sends have a budget of their own.'),
  jitoRequestsPerSecondMax: wholeNumber(1, 1_000)
    .optional()
    .describe('Most requests a second to one block engine (Jito allows 1 a region).'),
  jupiterEndpoint: httpUrl
    .optional()
    .describe('Host of the Jupiter Swap API; `/swap/v2/build` is appended.'),
  keystorePath: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Encrypted keystore, as `quantbot keys` writes it; only its owner may read it. Instead of ' +
        '`keypairPath`.',
    ),
  keystorePassphraseFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File with the passphrase of the keystore, which only its owner can read, or a pipe. A ' +
        'rehearsal needs none.',
    ),
  keypairPath: z
    .string()
    .min(1)
    .optional()
    .describe('Path of a solana-keygen file that only its owner can read. It is not encrypted.'),
  signerService: z
    .strictObject({
      kind: z.enum(SIGNER_SERVICES).describe('Which service it is.'),
      address: httpUrl
        .optional()
        .describe("Address of its server: needed for `vault`, the service's own otherwise."),
      key: z
        .string()
        .min(1)
        .optional()
        .describe(
          'Name or id of the key: of the vault account for `fireblocks`, of the wallet for `privy`.',
        ),
      account: z
        .string()
        .min(1)
        .optional()
        .describe('Organization of `turnkey`, application of `privy`, API user of `fireblocks`.'),
      region: z.string().min(1).optional().describe('Region of `aws-kms`.'),
      apiPublicKey: z
        .string()
        .min(1)
        .optional()
        .describe('Public half of the API key of `turnkey`.'),
      assetId: z
        .string()
        .min(1)
        .optional()
        .describe('Asset of `fireblocks`; `SOL` unless it says otherwise.'),
    })
    .optional()
    .describe(
      'Key-management service that has the key, in the place of a key file. No secret stands in it.',
    ),
  signerSocketPath: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Unix socket of a signer process (`quantbot signer`), which has the key. Instead of a key file.',
    ),
  signerPublicKey: z
    .string()
    .refine(isBase58Address, 'expected the address of a wallet')
    .meta({ title: 'address of a wallet' })
    .optional()
    .describe('Address of the wallet whose key the signer process or the service has.'),
  signerSecretFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File that only its owner can read: the secret that the signer process shares, or the token, ' +
        'secret or private key by which the service lets us in.',
    ),
  checkWalletHistory: z
    .boolean()
    .optional()
    .describe(
      "Holds the wallet's history and balances on chain against the journal before it signs, and " +
        'from time to time after. Always so on a public cluster; on `sandbox` only when this is true.',
    ),
  walletHistoryIntervalMs: wholeNumber(50, 600_000)
    .optional()
    .describe('Milliseconds between two comparisons of wallet and journal.'),
  reconcileIntervalMs: wholeNumber(50, 3_600_000)
    .optional()
    .describe("Milliseconds between two comparisons of the wallet's balances and the journal."),
  dataDirectory: z.string().min(1).optional().describe('Directory of the journal.'),
  allowedPrograms: z
    .array(
      z
        .string()
        .refine(isBase58Address, 'expected a program address')
        .meta({ title: 'program address' }),
    )
    .min(1)
    .max(32)
    .optional()
    .describe('Swap programs that may be traded through; each needs a decoder.'),
  limits: limits
    .optional()
    .describe('Bounds on what may be lost. Live trading needs the first three, set on purpose.'),
  allowSingleWitness: z
    .boolean()
    .optional()
    .describe(
      'Accepts proofs of expiry, blockhashes, balances and rent by one operator, also where two are configured.',
    ),
  lanePolicy: z
    .enum(LANE_POLICIES)
    .optional()
    .describe('Lanes for a request that names none; `rpc-only` without a block engine.'),
  publicAfterSlots: wholeNumber(0, 150)
    .optional()
    .describe('Slots after which `jito-then-rpc` goes public.'),
  publicSlippageBpsMax: wholeNumber(0, 10_000)
    .optional()
    .describe('Highest slippage with which `jito-then-rpc` goes public, basis points.'),
  slippageBps: wholeNumber(0, 10_000)
    .optional()
    .describe('Slippage when the request has none, basis points; not above `slippageBpsMax`.'),
  slippageBpsMax: wholeNumber(0, 10_000)
    .optional()
    .describe('Highest slippage a request may ask for, basis points.'),
  maxRetries: wholeNumber(0, 10)
    .optional()
    .describe(
      'Further attempts when the request does not say: after one that is proven dead, or reverted ' +
        'for slippage and final.',
    ),
  deadlineMs: wholeNumber(1, 300_000)
    .optional()
    .describe('Milliseconds from claim to the last moment of signing.'),
  tipPercentile: z
    .literal([25, 50, 75, 95, 99])
    .optional()
    .describe('Percentile of recent Jito tips to pay.'),
  tipLamportsMax: lamports
    .refine((value) => value >= 1_000n, 'expected at least 1000')
    .meta({ title: 'lamports, at least 1000' })
    .optional()
    .describe('Most lamports of tip.'),
  priorityFeeLamportsMax: lamports
    .optional()
    .describe('Most lamports of priority fee for one attempt.'),
  feeEscalationBps: wholeNumber(10_000, 100_000)
    .optional()
    .describe(
      'What each further attempt offers after one that never landed, basis points of the attempt ' +
        'before: for the compute unit price inside `priorityFeeLamportsMax`, for the tip inside ' +
        '`tipLamportsMax`. A `priorityFee` of the request stays as it is.',
    ),
  quoteAgeMsMax: wholeNumber(100, 60_000)
    .optional()
    .describe('Oldest quote that may be signed, milliseconds.'),
  derivedKeyWindowMs: wholeNumber(0, 86_400_000)
    .optional()
    .describe('Milliseconds within which a request without key attaches to an ended trade.'),
  derivedKeys: z
    .enum(['attach', 'refuse'])
    .optional()
    .describe('`refuse` makes `idempotencyKey` mandatory.'),
  pollIntervalMs: wholeNumber(10, 5_000)
    .optional()
    .describe('Milliseconds between two looks at the chain while a trade is open.'),
  maxConsecutiveFailures: wholeNumber(1, 1_000)
    .optional()
    .describe(
      'Consecutive failures that open the breaker: then only sells are traded, and after as many ' +
        'failed sells on top nothing.',
    ),
  breakerProbeAfterMs: wholeNumber(1_000, 86_400_000)
    .optional()
    .describe('Milliseconds after which an open breaker lets one small buy through.'),
  breakerProbeLamportsMax: lamports
    .optional()
    .describe('Most lamports of a buy that an open breaker lets through.'),
  breakerLandingAttempts: wholeNumber(1, 1_000)
    .optional()
    .describe('Newest attempts over which the landing rate is looked at.'),
  breakerLandingRateBpsMin: wholeNumber(0, 10_000)
    .optional()
    .describe('Share of them below which the breaker opens, basis points.'),
  breakerDriftFills: wholeNumber(1, 1_000)
    .optional()
    .describe('Newest fills over which the drift from their quotes is looked at.'),
  breakerDriftBpsMax: wholeNumber(0, 10_000)
    .optional()
    .describe(
      'Basis points that they may bring less than quoted, on average, before the breaker opens.',
    ),
  haltFilePath: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Path of the file whose existence halts trading, whatever it holds. One that cannot be ' +
        'looked at halts as well.',
    ),
});
