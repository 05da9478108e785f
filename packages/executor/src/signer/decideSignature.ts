import { getAddressDecoder } from '@solana/kit';
import { fault, isFault, type Fault, type SwapDecoder } from '@quantbot/core';

import { approveTransaction } from '../approve/approveTransaction.ts';
import { decodeMessage, type DecodedMessage } from '../approve/decodeMessage.ts';
import { readMessage } from '../approve/readMessage.ts';
import type { SignPolicy } from '../approve/signPolicy.ts';
import { TIP_ACCOUNTS } from '../facts/tipLevels.ts';
import type { WalletAccounts } from '../facts/walletAccounts.ts';
import { BASE_FEE_LAMPORTS } from '../transaction/feeBudget.ts';
import { approvedBytes } from '../transaction/approvedTransaction.ts';
import type { LocalSigner } from '../wallet/walletSigner.ts';
import type { OutflowLedger } from './outflowLedger.ts';
import type { SignerEyes } from './signerEyes.ts';
import type { SignerCaps } from './signerSettings.ts';
import { tradeOfMessage, type MessageTrade } from './tradeOfMessage.ts';

/** What a signature was given for. */
export interface SignedMessage {
  readonly signature: Uint8Array;
  readonly side: 'buy' | 'sell';
  readonly mint: string;
  /** Lamports that were counted; 0 for bytes that were signed before. */
  readonly lamports: bigint;
}

/** What decides about signatures. */
export interface SignerParts {
  readonly key: LocalSigner;
  readonly caps: SignerCaps;
  readonly accounts: WalletAccounts;
  readonly decoders: ReadonlyMap<string, SwapDecoder>;
  readonly eyes: SignerEyes;
  readonly ledger: OutflowLedger;
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  readonly nowMs: () => number;
  /** Why nothing may be signed now: the halt file, looked at every time. */
  readonly haltFault: () => Fault | undefined;
}

/** The swap's own bound may be rounded up by a venue: this part of it may be missing. */
const ROUNDING_PART = 100n;

/**
 * Signs a message, or says why not. Nothing but the bytes is taken from whoever asks: the trade is
 * read from them, tables and balances from nodes of the signer's own, and the same policy as in the
 * trading process holds one against the other. What may leave is in the ledger before it is signed.
 */
export async function decideSignature(
  parts: SignerParts,
  messageBytes: Uint8Array,
): Promise<SignedMessage | Fault> {
  const halted = parts.haltFault();
  if (halted !== undefined) return halted;
  const judged = await judge(parts, messageBytes);
  if (isFault(judged)) return judged;
  const { trade, lamports, policy } = judged;
  // Nothing comes between these looks, the entry in the ledger and the signature.
  const forbidden = parts.haltFault() ?? count(parts, messageBytes, { trade, lamports });
  if (isFault(forbidden)) return forbidden;
  const approved = approveTransaction(messageBytes, policy);
  if (isFault(approved)) return approved;
  const signature = await parts.key.sign(approvedBytes(approved));
  return { signature, side: trade.side, mint: trade.mint.mint, lamports: forbidden };
}

interface Judgement {
  readonly trade: MessageTrade;
  readonly lamports: bigint;
  readonly policy: SignPolicy;
}

async function judge(parts: SignerParts, bytes: Uint8Array): Promise<Judgement | Fault> {
  const { eyes, key } = parts;
  const compiled = readMessage(bytes);
  if (compiled === undefined) return refuse('version', 'it is no message of a known version');
  const addresses = getAddressDecoder();
  const tables = compiled.lookups.map(({ table }) => addresses.decode(table));
  const lookupTables = await eyes.tablesOf(compiled, tables);
  if (isFault(lookupTables)) return lookupTables;
  const message = decodeMessage(bytes, lookupTables);
  if (message === undefined) return refuse('version', 'it is no message of a known version');
  const trade = await tradeOfMessage(message, parts);
  if (isFault(trade)) return trade;
  const tooLarge = tradeFault(trade, parts.caps);
  if (tooLarge !== undefined) return tooLarge;
  const { wrappedSolAccount } = trade;
  const [wallet, held, rent] = await Promise.all([
    eyes.wallet({ wallet: key.address, wrappedSolAccount, tokenAccount: trade.tokenAccount }),
    eyes.tokenAccounts(key.address),
    eyes.tokenRent(),
  ]);
  if (isFault(wallet)) return wallet;
  if (isFault(held)) return held;
  if (isFault(rent)) return rent;
  const { slot, lamports: seen, wrappedLamports, tokenUnits } = wallet;
  const balance = parts.ledger.observe({ slot, lamports: seen, atMs: parts.nowMs() });
  if (isFault(balance)) return balance;
  const halfClosed = closeFault(trade, tokenUnits);
  if (halfClosed !== undefined) return halfClosed;
  // Bytes that were signed before are in what is used already: they need no room of their own.
  const isKnown = parts.ledger.has(hashOf(parts, bytes));
  const room = isKnown ? parts.caps.hourLamportsMax : parts.ledger.room(parts.nowMs()).lamports;
  const policy: SignPolicy = {
    side: trade.side,
    blockhash: message.blockhash,
    wallet: key.address,
    mint: trade.mint,
    tokenAccount: trade.tokenAccount,
    wrappedSolAccount,
    walletTokenAccounts: { has: (name) => held.has(name) || parts.accounts.known.has(name) },
    amountIn: trade.amountIn,
    swapMinimumOut: 1n,
    tokenUnitsMin: tokenUnitsMin(trade, tokenUnits),
    wrappedSolUnitsMin: wrappedLamports + (trade.side === 'sell' ? leastOut(trade) : 0n),
    solFloorLamports: higher(parts.caps.solReserveLamportsMin, balance - room),
    closesTokenAccount: trade.closesTokenAccount && trade.side === 'sell',
    tipAccounts: TIP_ACCOUNTS,
    tipLamportsMax: parts.caps.tipLamportsMax,
    priorityFeeLamportsMax: parts.caps.priorityFeeLamportsMax,
    decoders: parts.decoders,
    lookupTables,
  };
  const approved = approveTransaction(bytes, policy);
  if (isFault(approved)) return approved;
  return { trade, policy, lamports: outflowOf(trade, message, { caps: parts.caps, rent }) };
}

function tradeFault(
  { side, amountIn, minimumOut }: MessageTrade,
  { tradeLamportsMax: max }: SignerCaps,
): Fault | undefined {
  if (minimumOut <= 0n) return refuse('minimum out', 'the swap may give nothing for its input');
  if (side === 'sell' || amountIn <= max) return undefined;
  return fault('SIGNER__CAP_EXCEEDED', {
    cap: 'tradeLamportsMax',
    wanted: amountIn,
    used: 0n,
    max,
  });
}

/** A closed account asserts no balance, so what is not sold could be gone as well. */
function closeFault(
  { side, closesTokenAccount, amountIn, tokenAccount }: MessageTrade,
  units: bigint,
): Fault | undefined {
  if (side === 'buy' || !closesTokenAccount || amountIn >= units) return undefined;
  const detail = `it sells ${amountIn} of ${units} base units and closes ${tokenAccount}`;
  return refuse('close', detail);
}

/** What has to be in the token account at the end, by the balance that the signer sees itself. */
function tokenUnitsMin(trade: MessageTrade, units: bigint): bigint {
  if (trade.side === 'buy') return units + leastOut(trade);
  if (trade.closesTokenAccount) return 0n;
  return higher(units - trade.amountIn, 0n);
}

function leastOut({ minimumOut }: MessageTrade): bigint {
  return higher(minimumOut - minimumOut / ROUNDING_PART, 1n);
}

/**
 * What leaves at worst. Tip and priority fee count at what the signer allows, not at what the
 * message says of itself: so much is what its caps are for.
 */
function outflowOf(
  { side, amountIn, createsTokenAccount }: MessageTrade,
  { signers }: DecodedMessage,
  { caps, rent }: { readonly caps: SignerCaps; readonly rent: bigint },
): bigint {
  const fees =
    BASE_FEE_LAMPORTS * BigInt(signers.length) + caps.tipLamportsMax + caps.priorityFeeLamportsMax;
  const spent = side === 'buy' ? amountIn : 0n;
  return spent + fees + (createsTokenAccount ? rent : 0n);
}

/** @returns lamports that were counted: none for bytes that have an entry already. */
function count(
  parts: SignerParts,
  bytes: Uint8Array,
  { trade, lamports }: Pick<Judgement, 'trade' | 'lamports'>,
): bigint | Fault {
  const messageHash = hashOf(parts, bytes);
  if (parts.ledger.has(messageHash)) return 0n;
  const { side, mint } = trade;
  const outflow = { messageHash, side, mint: mint.mint, lamports, atMs: parts.nowMs() };
  return parts.ledger.admit(outflow) ?? lamports;
}

function hashOf({ sha256 }: SignerParts, bytes: Uint8Array): string {
  return Buffer.from(sha256(bytes)).toString('hex');
}

function higher(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}

function refuse(rule: string, detail: string): Fault {
  return fault('APPROVE__REFUSED', { rule, detail, instructionIndex: -1 });
}
