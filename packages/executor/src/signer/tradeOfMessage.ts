import { address, type Address } from '@solana/kit';
import { fault, isFault, type DecodedSwap, type Fault, type SwapDecoder } from '@quantbot/core';

import type { DecodedInstruction, DecodedMessage } from '../approve/decodeMessage.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { WRAPPED_SOL, type WalletAccounts } from '../facts/walletAccounts.ts';
import type { SignerEyes } from './signerEyes.ts';

/** The trade that a message makes, by its own bytes. */
export interface MessageTrade {
  readonly side: 'buy' | 'sell';
  readonly mint: {
    readonly mint: Address;
    readonly tokenProgram: Address;
    readonly decimals: number;
  };
  readonly tokenAccount: Address;
  readonly wrappedSolAccount: Address;
  readonly amountIn: bigint;
  /** Least base units out that the swap program itself enforces. */
  readonly minimumOut: bigint;
  /** Whether the token account is closed at the end. */
  readonly closesTokenAccount: boolean;
  /** Whether an account is made for the token, whose rent is paid. */
  readonly createsTokenAccount: boolean;
}

/** What is known without the message. */
export interface MessageReader {
  readonly accounts: Pick<WalletAccounts, 'candidates' | 'wrappedSol'>;
  readonly decoders: ReadonlyMap<string, SwapDecoder>;
  readonly eyes: Pick<SignerEyes, 'mintOf'>;
}

type MintAndProgram = Pick<MessageTrade['mint'], 'mint' | 'tokenProgram'>;

const TOKEN_CLOSE_ACCOUNT_TAG = 9;
const TOKEN_TRANSFER_CHECKED_TAG = 12;
const TRANSFER_CHECKED_BYTES = 10;
const DECIMALS_AT = 9;
/** Place of the account in an instruction that creates an associated token account. */
const CREATED_ACCOUNT_AT = 1;
const CREATED_MINT_AT = 3;

/**
 * Finds out what a message trades, so that a signer that was told nothing can hold the message
 * against it. What is read here is believed by nobody: the sign policy reads the bytes again.
 */
export async function tradeOfMessage(
  message: DecodedMessage,
  reader: MessageReader,
): Promise<MessageTrade | Fault> {
  const swap = message.instructions.find(({ programAddress }) =>
    reader.decoders.has(programAddress),
  );
  if (swap === undefined) return noSwap(message);
  const decoded = decode(swap, reader.decoders);
  if (isFault(decoded)) return decoded;
  const wrappedSolAccount = await reader.accounts.wrappedSol();
  const side = sideOf(decoded, wrappedSolAccount);
  if (side === undefined) return refuse('swap', 'it does not trade the SOL of this wallet');
  const tokenAccount = side === 'buy' ? decoded.destination : decoded.source;
  const named = side === 'buy' ? decoded.destinationMint : decoded.sourceMint;
  const { accounts } = reader;
  const inMessage = await mintOf(message, { tokenAccount, named, accounts });
  // A sell that empties its account may name the mint nowhere.
  const mint = inMessage ?? (await mintOnChain(tokenAccount, reader));
  if (isFault(mint)) return mint;
  if (mint === undefined) {
    return refuse('swap', `${tokenAccount} is no token account that this wallet derives`);
  }
  return {
    side,
    mint: { ...mint, decimals: decimalsOf(message, tokenAccount) },
    tokenAccount: address(tokenAccount),
    wrappedSolAccount,
    amountIn: decoded.amountIn,
    minimumOut: decoded.minimumOut,
    closesTokenAccount: message.instructions.some(
      ({ data, accounts }) =>
        data.length === 1 &&
        data[0] === TOKEN_CLOSE_ACCOUNT_TAG &&
        accounts[0]?.address === tokenAccount,
    ),
    createsTokenAccount: message.instructions.some(
      ({ accounts }) =>
        accounts[CREATED_ACCOUNT_AT]?.address === tokenAccount &&
        accounts[CREATED_MINT_AT]?.address === mint.mint,
    ),
  };
}

/** A message that names an unknown program is told so, rather than that it lacks a swap. */
function noSwap({ instructions }: DecodedMessage): Fault {
  const programs = [...new Set(instructions.map(({ programAddress }) => programAddress))];
  return refuse('swap', `none of its programs is one that is allowed: ${programs.join(', ')}`);
}

function decode(
  instruction: DecodedInstruction,
  decoders: ReadonlyMap<string, SwapDecoder>,
): DecodedSwap | Fault {
  const { programAddress: program, index: instructionIndex } = instruction;
  const swap = decoders.get(program)?.decodeSwap(instruction) ?? { reason: 'no decoder' };
  if (!('reason' in swap)) return swap;
  return fault('APPROVE__SWAP_NOT_UNDERSTOOD', { program, reason: swap.reason, instructionIndex });
}

function sideOf({ source, destination }: DecodedSwap, wrapped: string): 'buy' | 'sell' | undefined {
  if (source === wrapped && destination !== wrapped) return 'buy';
  return destination === wrapped && source !== wrapped ? 'sell' : undefined;
}

/** The mint whose account of this wallet it is: the one that is named, or any in the message. */
async function mintOf(
  { addresses }: DecodedMessage,
  {
    tokenAccount,
    named,
    accounts,
  }: {
    readonly tokenAccount: string;
    readonly named: string | undefined;
    readonly accounts: MessageReader['accounts'];
  },
): Promise<MintAndProgram | undefined> {
  const candidates = new Set(named === undefined ? addresses : [named, ...addresses]);
  candidates.delete(WRAPPED_SOL);
  for (const candidate of candidates) {
    const mint = asAddress(candidate);
    const held = mint && (await holdingOf(mint, tokenAccount, accounts));
    if (held !== undefined) return held;
  }
  return undefined;
}

async function mintOnChain(
  tokenAccount: string,
  { eyes, accounts }: MessageReader,
): Promise<MintAndProgram | Fault | undefined> {
  const account = asAddress(tokenAccount);
  const mint = account && (await eyes.mintOf(account));
  if (mint === undefined || isFault(mint)) return mint;
  return holdingOf(mint, tokenAccount, accounts);
}

/** The mint with the program under which this wallet holds it there, if it does. */
async function holdingOf(
  mint: Address,
  tokenAccount: string,
  accounts: MessageReader['accounts'],
): Promise<MintAndProgram | undefined> {
  const { token, token2022 } = await accounts.candidates(mint);
  if (token === tokenAccount) return { mint, tokenProgram: TOKEN_PROGRAM_ADDRESS };
  if (token2022 === tokenAccount) return { mint, tokenProgram: TOKEN_2022_PROGRAM_ADDRESS };
  return undefined;
}

/** An entry that no table has stands there as words. */
function asAddress(text: string): Address | undefined {
  try {
    return address(text);
  } catch {
    return undefined;
  }
}

/** The chain refuses wrong ones, so what the message says of itself will do. */
function decimalsOf({ instructions }: DecodedMessage, tokenAccount: string): number {
  for (const { data, accounts } of instructions) {
    const isTransfer =
      data.length === TRANSFER_CHECKED_BYTES && data[0] === TOKEN_TRANSFER_CHECKED_TAG;
    if (isTransfer && accounts[0]?.address === tokenAccount) return data[DECIMALS_AT] ?? 0;
  }
  return 0;
}

function refuse(rule: string, detail: string): Fault {
  return fault('APPROVE__REFUSED', { rule, detail, instructionIndex: -1 });
}
