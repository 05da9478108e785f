import type { SwapAccount, SwapInstruction } from '@quantbot/core';
import { getAddressDecoder, getBase64Decoder } from '@solana/kit';

import {
  JUPITER_ACCOUNT_RULES,
  JUPITER_PROGRAM_ADDRESS,
  JUPITER_ROUTE_LAYOUTS,
  type JupiterAccountName,
  type JupiterAccountRule,
  type JupiterRouteLayout,
} from '../jupiterLayouts.ts';

/** Arguments of a made-up swap; amounts in base units. */
export interface FixtureArguments {
  readonly amountIn: bigint;
  readonly quotedOut: bigint;
  readonly slippageBps: number;
  readonly platformFeeBps: number;
  readonly positiveSlippageBps: number;
  /** Bytes of each step of the plan. */
  readonly steps: readonly (readonly number[])[];
}

/** A swap of 1,000,000 for at least 1,990 of a quoted 2,000 over one hop. */
const FIXTURE_ARGUMENTS = {
  amountIn: 1_000_000n,
  quotedOut: 2_000n,
  slippageBps: 50,
  platformFeeBps: 0,
  positiveSlippageBps: 0,
} as const;

/** One plain step of each family: kind of swap, share, input index, output index. */
export const PLAIN_STEP = {
  'before-plan': [7, 0x10, 0x27, 0, 1],
  'after-plan': [7, 100, 0, 1],
} as const;

/** Address that nobody holds, told apart by a number. */
export function fixtureAddress(number: number): string {
  return getAddressDecoder().decode(new Uint8Array(32).fill(number));
}

/** Layout of a variant. */
export function layoutOf(variant: string): JupiterRouteLayout {
  const layout = JUPITER_ROUTE_LAYOUTS.find((known) => known.variant === variant);
  if (layout === undefined) throw new Error(`no layout ${variant}`);
  return layout;
}

/** Writes the data of a swap as the interface lays it out, byte by byte. */
export function fixtureData(
  { discriminator, hasSharedAccountsId, amounts }: JupiterRouteLayout,
  changes: Partial<FixtureArguments> = {},
): Uint8Array {
  const values = { ...FIXTURE_ARGUMENTS, steps: [PLAIN_STEP[amounts]], ...changes };
  const plan = [...littleEndian(BigInt(values.steps.length), 4), ...values.steps.flat()];
  const isBeforePlan = amounts === 'before-plan';
  const figures = [
    ...littleEndian(values.amountIn, 8),
    ...littleEndian(values.quotedOut, 8),
    ...littleEndian(BigInt(values.slippageBps), 2),
    ...littleEndian(BigInt(values.platformFeeBps), isBeforePlan ? 2 : 1),
    ...(isBeforePlan ? littleEndian(BigInt(values.positiveSlippageBps), 2) : []),
  ];
  return Uint8Array.from([
    ...Buffer.from(discriminator, 'hex'),
    ...(hasSharedAccountsId ? [3] : []),
    ...(isBeforePlan ? [...figures, ...plan] : [...plan, ...figures]),
  ]);
}

/** Accounts that satisfy every rule, optional ones absent, and two of a hop after them. */
export function fixtureAccounts(
  layout: JupiterRouteLayout,
  changes: Partial<Record<JupiterAccountName, Partial<SwapAccount>>> = {},
): SwapAccount[] {
  const fixed = layout.accounts.map((name, index) => {
    const rule: JupiterAccountRule = JUPITER_ACCOUNT_RULES[name];
    const isAbsent = rule.isOptional === true && changes[name] === undefined;
    return {
      address: isAbsent ? JUPITER_PROGRAM_ADDRESS : (rule.oneOf?.[0] ?? fixtureAddress(index + 1)),
      isSigner: rule.isSigner === true,
      isWritable: rule.isWritable === true && !isAbsent,
      ...changes[name],
    };
  });
  const hop = [101, 102].map((number) => ({
    address: fixtureAddress(number),
    isSigner: false,
    isWritable: true,
  }));
  return [...fixed, ...hop];
}

/** A whole swap instruction of a variant. */
export function fixtureInstruction(
  variant: string,
  changes: Partial<FixtureArguments> = {},
): SwapInstruction {
  const layout = layoutOf(variant);
  return {
    programAddress: JUPITER_PROGRAM_ADDRESS,
    accounts: fixtureAccounts(layout),
    data: fixtureData(layout, changes),
  };
}

export const FIXTURE_INPUT_MINT = 'So11111111111111111111111111111111111111112';
export const FIXTURE_OUTPUT_MINT = fixtureAddress(50);
export const FIXTURE_MIDDLE_MINT = fixtureAddress(51);

/** An answer of `/swap/v2/build` that fits a request for `FIXTURE_ARGUMENTS`. */
export function fixtureBuild(changes: Readonly<Record<string, unknown>> = {}) {
  const { programAddress, accounts, data } = fixtureInstruction('route_v2');
  return {
    inputMint: FIXTURE_INPUT_MINT,
    outputMint: FIXTURE_OUTPUT_MINT,
    inAmount: '1000000',
    outAmount: '2000',
    otherAmountThreshold: '1990',
    swapMode: 'ExactIn',
    slippageBps: 50,
    priceImpactPct: '0.00123',
    routePlan: [fixtureStep(FIXTURE_INPUT_MINT, FIXTURE_OUTPUT_MINT)],
    computeBudgetInstructions: ['not looked at'],
    swapInstruction: {
      programId: programAddress,
      accounts: accounts.map(({ address, ...flags }) => ({ pubkey: address, ...flags })),
      data: getBase64Decoder().decode(data),
    },
    otherInstructions: [] as unknown[],
    tipInstruction: null,
    addressesByLookupTableAddress: { [fixtureAddress(60)]: [fixtureAddress(61)] },
    ...changes,
  };
}

/** One step of the route plan of an answer. */
export function fixtureStep(inputMint: string, outputMint: string) {
  return { percent: 100, bps: 10_000, swapInfo: { label: 'pool', inputMint, outputMint } };
}

function littleEndian(value: bigint, length: number): number[] {
  return Array.from({ length }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}
