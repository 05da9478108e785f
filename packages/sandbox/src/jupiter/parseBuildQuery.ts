import { address, isAddress, type Address } from '@solana/kit';
import { z } from 'zod';

import { JupiterRefusal } from './jupiterRefusal.ts';

const AMOUNT_MAX = 2n ** 64n - 1n;
const ACCOUNTS_MAX = 64;
const SLIPPAGE_BPS_DEFAULT = 50;
const SLOTS_TO_EXPIRY_DEFAULT = 150;

const addressText = z
  .string({ error: 'is required' })
  .refine(isAddress, { error: 'must be a base58 address' })
  .transform((text): Address => address(text));

const lamportsText = z
  .string({ error: 'is required' })
  .regex(/^\d{1,20}$/, { error: 'must be a whole number of base units' })
  .transform((text) => BigInt(text))
  .refine((amount) => amount > 0n && amount <= AMOUNT_MAX, {
    error: 'must lie between 1 and 18446744073709551615',
  });

const truth = z.enum(['true', 'false'], { error: 'must be true or false' });

function wholeNumber(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d{1,6}$/, { error: 'must be a whole number' })
    .transform((text) => Number(text))
    .refine((value) => value >= minimum && value <= maximum, {
      error: `must lie between ${minimum} and ${maximum}`,
    });
}

const buildQuery = z.object({
  inputMint: addressText,
  outputMint: addressText,
  amount: lamportsText,
  taker: addressText,
  slippageBps: z
    .union([z.literal('rtse'), wholeNumber(0, 10_000)], {
      error: 'must be "rtse" or a whole number between 0 and 10000',
    })
    .default(SLIPPAGE_BPS_DEFAULT)
    .transform((value) => (value === 'rtse' ? SLIPPAGE_BPS_DEFAULT : value)),
  mode: z.literal('fast', { error: 'must be "fast" when given' }).optional(),
  dexes: z.string().optional(),
  excludeDexes: z.string().optional(),
  platformFeeBps: wholeNumber(0, 10_000).optional(),
  feeAccount: addressText.optional(),
  maxAccounts: wholeNumber(1, 999_999).default(ACCOUNTS_MAX),
  payer: addressText.optional(),
  wrapAndUnwrapSol: truth.default('true').transform((text) => text === 'true'),
  destinationTokenAccount: addressText.optional(),
  nativeDestinationAccount: addressText.optional(),
  blockhashSlotsToExpiry: wholeNumber(1, 300).default(SLOTS_TO_EXPIRY_DEFAULT),
  tipAmount: lamportsText.optional(),
  computeUnitPricePercentile: z
    .union([z.enum(['medium', 'high', 'veryHigh']), wholeNumber(0, 10_000)], {
      error: 'must be medium, high, veryHigh or a whole number between 0 and 10000',
    })
    .optional(),
  forJitoBundle: truth.optional(),
});

/** A request for a swap, understood and within its bounds. */
export type BuildQuery = z.output<typeof buildQuery>;

/**
 * Reads the query of `GET /swap/v2/build`.
 *
 * @throws JupiterRefusal naming each parameter that is wrong, or parameters that exclude each other
 */
export function parseBuildQuery(query: Readonly<Record<string, string>>): BuildQuery {
  const parsed = buildQuery.safeParse(query);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new JupiterRefusal('INVALID_REQUEST', `Invalid query: ${problems.join('; ')}`);
  }
  refuseContradictions(parsed.data);
  return parsed.data;
}

function refuseContradictions(query: BuildQuery): void {
  const { dexes, excludeDexes, destinationTokenAccount, nativeDestinationAccount } = query;
  if (dexes !== undefined && excludeDexes !== undefined) {
    throw new JupiterRefusal('INVALID_REQUEST', 'dexes and excludeDexes are mutually exclusive');
  }
  if (destinationTokenAccount !== undefined && nativeDestinationAccount !== undefined) {
    throw new JupiterRefusal(
      'INVALID_REQUEST',
      'destinationTokenAccount and nativeDestinationAccount are mutually exclusive',
    );
  }
  if (query.maxAccounts > ACCOUNTS_MAX) {
    throw new JupiterRefusal(
      'MAX_ACCOUNT_GREATER_THAN_MAX',
      `maxAccounts ${query.maxAccounts} is greater than ${ACCOUNTS_MAX}`,
    );
  }
  if (query.inputMint === query.outputMint) {
    throw new JupiterRefusal(
      'CIRCULAR_ARBITRAGE_IS_DISABLED',
      `Circular arbitrage is disabled: inputMint and outputMint are both ${query.inputMint}`,
    );
  }
  if ((query.platformFeeBps ?? 0) > 0 || nativeDestinationAccount !== undefined) {
    throw new JupiterRefusal(
      'NOT_SUPPORTED',
      'The sandbox supports neither platform fees nor native destination accounts; ' +
        'leave out platformFeeBps and nativeDestinationAccount',
    );
  }
}
