import { getAddressDecoder, getAddressEncoder, getBase64Decoder, type Address } from '@solana/kit';
import { findAssociatedTokenPda, TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { address } from '@solana/kit';
import { WRAPPED_SOL_MINT } from '@quantbot/core';
import { JUPITER_PROGRAM_ADDRESS } from '@quantbot/executor';

const JUPITER_EVENT_AUTHORITY = 'D8cy77BBepLMngZx6ZukaTff5hCt1HrWyKk3Hnd9oitf';

/** First eight bytes of `route_v2` (Jupiter v6 interface). */
const ROUTE_V2 = [0xbb, 0x64, 0xfa, 0xcc, 0x31, 0xc4, 0xaf, 0x14];
const TABLE_HEADER_BYTES = 56;
const TABLE_ENTRIES = 64;
const HOP_ACCOUNTS = 14;

/** An address that nobody else uses in this run. */
export function freshAddress(): Address {
  return getAddressDecoder().decode(crypto.getRandomValues(new Uint8Array(32)));
}

/** Lookup table that every route of the benchmark uses. */
export const LOOKUP_TABLE: string = freshAddress();
const TABLE_ADDRESSES = Array.from({ length: TABLE_ENTRIES }, freshAddress);

/** The table as its account holds it. */
export function lookupTableData(): Uint8Array {
  const data = new Uint8Array(TABLE_HEADER_BYTES + TABLE_ENTRIES * 32);
  const addresses = getAddressEncoder();
  for (const [index, entry] of TABLE_ADDRESSES.entries()) {
    data.set(addresses.encode(entry), TABLE_HEADER_BYTES + index * 32);
  }
  return data;
}

/** What to quote. */
export interface RouteQuery {
  readonly wallet: string;
  readonly mint: string;
  readonly lamportsIn: bigint;
  readonly tokensOut: bigint;
  readonly slippageBps: number;
}

/** A `/swap/v2/build` answer: one hop of `route_v2` over fourteen accounts, most of them looked up. */
export async function buildAnswer(query: RouteQuery): Promise<string> {
  const { wallet, mint, lamportsIn, tokensOut, slippageBps } = query;
  const owner = address(wallet);
  const ata = async (of: string): Promise<string> => {
    const [found] = await findAssociatedTokenPda({
      owner,
      mint: address(of),
      tokenProgram: TOKEN_PROGRAM_ADDRESS,
    });
    return found;
  };
  const [source, destination] = await Promise.all([ata(WRAPPED_SOL_MINT), ata(mint)]);
  const readonly = (pubkey: string) => ({ pubkey, isSigner: false, isWritable: false });
  const writable = (pubkey: string) => ({ pubkey, isSigner: false, isWritable: true });
  const accounts = [
    { pubkey: wallet, isSigner: true, isWritable: false },
    writable(source),
    writable(destination),
    readonly(WRAPPED_SOL_MINT),
    readonly(mint),
    readonly(TOKEN_PROGRAM_ADDRESS),
    readonly(TOKEN_PROGRAM_ADDRESS),
    readonly(JUPITER_PROGRAM_ADDRESS),
    readonly(JUPITER_EVENT_AUTHORITY),
    readonly(JUPITER_PROGRAM_ADDRESS),
    ...TABLE_ADDRESSES.slice(0, HOP_ACCOUNTS).map((entry, index) =>
      index % 2 === 0 ? writable(entry) : readonly(entry),
    ),
  ];
  const minimumOut = tokensOut - (tokensOut * BigInt(slippageBps)) / 10_000n;
  return JSON.stringify({
    inputMint: WRAPPED_SOL_MINT,
    outputMint: mint,
    inAmount: String(lamportsIn),
    outAmount: String(tokensOut),
    otherAmountThreshold: String(minimumOut),
    swapMode: 'ExactIn',
    slippageBps,
    routePlan: [
      {
        percent: 100,
        bps: 10_000,
        swapInfo: {
          ammKey: TABLE_ADDRESSES[0],
          label: 'Bench',
          inputMint: WRAPPED_SOL_MINT,
          outputMint: mint,
          inAmount: String(lamportsIn),
          outAmount: String(tokensOut),
        },
      },
    ],
    computeBudgetInstructions: [],
    setupInstructions: [],
    swapInstruction: {
      programId: JUPITER_PROGRAM_ADDRESS,
      accounts,
      data: getBase64Decoder().decode(routeData(query)),
    },
    cleanupInstruction: null,
    otherInstructions: [],
    tipInstruction: null,
    addressesByLookupTableAddress: { [LOOKUP_TABLE]: TABLE_ADDRESSES },
    blockhashWithMetadata: { blockhash: [], lastValidBlockHeight: 0, fetchedAt: 0 },
  });
}

function routeData({ lamportsIn, tokensOut, slippageBps }: RouteQuery): Uint8Array {
  const data = new Uint8Array(40);
  const view = new DataView(data.buffer);
  data.set(ROUTE_V2, 0);
  view.setBigUint64(8, lamportsIn, true);
  view.setBigUint64(16, tokensOut, true);
  view.setUint16(24, slippageBps, true);
  // Platform fee and positive slippage stay 0; then a plan of one step.
  view.setUint32(30, 1, true);
  return data;
}
