import { divCeil, isBase58Address, toDecimal, U64_MAX } from '@quantbot/core';
import { getBase64Decoder, getBase64Encoder } from '@solana/kit';
import { z } from 'zod';

import { WIRE_BYTES_MAX } from '../../transaction/wireTransaction.ts';

/** Largest answer that is read, in characters; a real one has about ten thousand. */
export const BUILD_CHARACTERS_MAX = 1_000_000;

const TABLE_ADDRESSES_MAX = 256;
const INSTRUCTION_ACCOUNTS_MAX = 256;
const ROUTE_STEPS_MAX = 64;
const BPS_MAX = 10_000;
const RATIO = /^-?\d{1,6}(?:\.\d{1,40})?(?:e-\d{1,2})?$/iu;

const addressText = z.string().refine(isBase58Address, 'not an address');

const amountText = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,19})$/u, 'not a whole number in digits')
  .transform(BigInt)
  .refine((amount) => amount <= U64_MAX, 'more than a token account can hold');

const positiveAmountText = amountText.refine((amount) => amount > 0n, 'zero');

const base64Bytes = z.string().transform((text, context): Uint8Array => {
  const bytes = decodeBase64(text);
  if (bytes !== undefined) return bytes;
  context.issues.push({ code: 'custom', message: 'not instruction data in base64', input: text });
  return z.NEVER;
});

const swapInstruction = z
  .object({
    programId: addressText,
    accounts: z
      .array(z.object({ pubkey: addressText, isSigner: z.boolean(), isWritable: z.boolean() }))
      .max(INSTRUCTION_ACCOUNTS_MAX),
    data: base64Bytes,
  })
  .transform(({ programId, accounts, data }) => ({
    programAddress: programId,
    accounts: accounts.map(({ pubkey, ...flags }) => ({ address: pubkey, ...flags })),
    data,
  }));

const buildShape = z.object({
  inputMint: addressText.optional(),
  outputMint: addressText.optional(),
  swapMode: z.string().optional(),
  inAmount: amountText,
  outAmount: positiveAmountText,
  otherAmountThreshold: amountText,
  slippageBps: z.int().min(0).max(BPS_MAX),
  priceImpactPct: z.string().regex(RATIO, 'not a decimal ratio').transform(impactBps).nullish(),
  routePlan: z
    .array(z.object({ swapInfo: z.object({ inputMint: addressText, outputMint: addressText }) }))
    .min(1)
    .max(ROUTE_STEPS_MAX),
  swapInstruction,
  otherInstructions: z.array(z.unknown()).nullish(),
  tipInstruction: z.unknown().optional(),
  addressesByLookupTableAddress: z
    .record(addressText, z.array(addressText).max(TABLE_ADDRESSES_MAX))
    .nullish(),
});

/** The fields of a `/swap/v2/build` answer that a quote is made of (Jupiter Swap API v2). */
export type JupiterBuild = z.output<typeof buildShape>;

/** Why an answer is not one. */
export interface MalformedBuild {
  readonly reason: string;
}

/**
 * Reads an answer of `/swap/v2/build`, or names the first field that is not what it must be.
 *
 * Fields that are not needed are not looked at: setup and cleanup instructions, compute price and
 * blockhash are made by us. The reason may quote the answer and is for the caller to make safe.
 */
export function readJupiterBuild(body: string): JupiterBuild | MalformedBuild {
  if (body.length > BUILD_CHARACTERS_MAX) {
    return { reason: `${body.length} characters, at most ${BUILD_CHARACTERS_MAX} are read` };
  }
  const json = parseJson(body);
  if (json === undefined) return { reason: 'not JSON' };
  const parsed = buildShape.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { reason: `${issue?.path.join('.') || 'answer'}: ${issue?.message ?? 'unreadable'}` };
  }
  return parsed.data.otherAmountThreshold > parsed.data.outAmount
    ? { reason: 'otherAmountThreshold: more than outAmount' }
    : parsed.data;
}

/** Parses JSON; `undefined`, which JSON cannot say, stands for text that is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Strict: text that is not exactly what its bytes encode to is refused, stray bits included. */
function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length > Math.ceil(WIRE_BYTES_MAX / 3) * 4) return undefined;
  try {
    const bytes = getBase64Encoder().encode(text);
    const isExact = bytes.length <= WIRE_BYTES_MAX && getBase64Decoder().decode(bytes) === text;
    return isExact ? Uint8Array.from(bytes) : undefined;
  } catch {
    return undefined;
  }
}

/** Rounded up, against us; a price that the trade improves counts as no impact. */
function impactBps(ratio: string): number {
  const { digits, scale } = toDecimal(Number(ratio));
  return digits <= 0n ? 0 : Number(divCeil(digits * BigInt(BPS_MAX), 10n ** BigInt(scale)));
}
