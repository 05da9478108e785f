import { TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import {
  address,
  getAddressEncoder,
  getBase58Decoder,
  getBase64Decoder,
  getBase64Encoder,
  getCompiledTransactionMessageDecoder,
} from '@solana/kit';

import { LOOKUP_TABLE, lookupTableData } from './benchRoute.ts';

/** Base units of the token that the wallet holds before every trade. */
const TOKEN_UNITS = 5_000_000n;
const WALLET_LAMPORTS = 1_000_000_000_000n;
const DECIMALS = 6;
const COMPUTE_UNITS_USED = 76_000;
const BASE_FEE_LAMPORTS = 5_000n;
const MICRO_PER_LAMPORT = 1_000_000n;

/** A transaction that was sent, and what it cost. */
interface Sent {
  readonly priorityFeeLamports: bigint;
  readonly mint: string;
}

/** Answers every question of a node at once, without a network. */
export interface InstantChain {
  answer(method: string, params: readonly unknown[]): unknown;
  /** Answers what a signer process asks of its own: the wallet, one token account, tables. */
  answerSigner(method: string, params: readonly unknown[]): unknown;
  /** Takes a sent transaction in and tells its signature. */
  land(wireBase64: string, mint: string): string;
}

/** What the chain is about. */
export interface InstantChainOptions {
  readonly wallet: string;
  readonly lamportsIn: bigint;
  readonly tokensOut: bigint;
}

/**
 * A chain that lands everything at once and in full. It answers in the shapes of a real node, so
 * that what is measured is the executor and nothing else.
 */
export function createInstantChain(options: InstantChainOptions): InstantChain {
  const sent = new Map<string, Sent>();
  const tokenAccounts = new Map<string, string>();
  let slot = 200n;
  const context = () => ({ slot: Number(slot), apiVersion: '4.1.2' });
  const answers: Record<string, (params: readonly unknown[]) => unknown> = {
    getGenesisHash: () => 'Gj3hrvBt899RjySsNF6wy5tv7go6RyU4AA6g6fU21UdK',
    getBlockHeight: () => Number(slot),
    getLatestBlockhash: () => ({ context: context(), value: blockhashAt(slot) }),
    isBlockhashValid: () => ({ context: context(), value: true }),
    getMinimumBalanceForRentExemption: ([size]) => 890_880 + Number(size) * 6_960,
    getRecentPrioritizationFees: () => [{ slot: Number(slot), prioritizationFee: 5_000 }],
    getMultipleAccounts: ([addresses]) => ({
      context: context(),
      value: readAccounts(addresses as readonly string[]),
    }),
    simulateTransaction: ([, given]) => ({
      context: context(),
      value: simulationOf(given as SimulationOptions, options.wallet),
    }),
    getSignatureStatuses: ([signatures]) => ({
      context: context(),
      value: (signatures as readonly string[]).map((signature) =>
        sent.has(signature) ? seen(slot) : null,
      ),
    }),
    getTransaction: ([signature]) => {
      const landed = sent.get(String(signature));
      return landed === undefined
        ? null
        : transactionOf({
            ...options,
            ...landed,
            slot,
            tokenAccount: tokenAccounts.get(landed.mint) ?? '',
          });
    },
  };

  const readAccounts = (addresses: readonly string[]): unknown[] => {
    if (addresses[0] === LOOKUP_TABLE) return [accountOf(lookupTableData(), LOOKUP_TABLE_PROGRAM)];
    const [, mint = '', token = ''] = addresses;
    tokenAccounts.set(mint, token);
    return [
      walletAccount(),
      accountOf(mintData(), TOKEN_PROGRAM_ADDRESS),
      accountOf(tokenData(mint, options.wallet), TOKEN_PROGRAM_ADDRESS),
      null,
      null,
    ];
  };

  return {
    answer: (method, params) => {
      const answer = answers[method];
      if (answer === undefined) throw new Error(`the benchmark does not answer ${method}`);
      return answer(params);
    },
    answerSigner: (method, params) => {
      if (method === 'getTokenAccountsByOwner') return { context: context(), value: [] };
      if (method !== 'getMultipleAccounts') return answers[method]?.(params);
      return { context: context(), value: signerAccounts(params, options.wallet) };
    },
    land: (wireBase64, mint) => {
      slot += 1n;
      const wire = Uint8Array.from(getBase64Encoder().encode(wireBase64));
      const signature = getBase58Decoder().decode(wire.subarray(1, 65));
      sent.set(signature, { priorityFeeLamports: priorityFeeOf(wire.subarray(65)), mint });
      return signature;
    },
  };
}

/** A lookup table, or the wallet, its wrapped SOL, which is not there, and one token account. */
function signerAccounts([asked]: readonly unknown[], wallet: string): unknown[] {
  const [first] = asked as readonly string[];
  if (first === LOOKUP_TABLE) return [accountOf(lookupTableData(), LOOKUP_TABLE_PROGRAM)];
  const token = accountOf(tokenData(wallet, wallet), TOKEN_PROGRAM_ADDRESS);
  return [walletAccount(), null, token];
}

function walletAccount() {
  const lamports = Number(WALLET_LAMPORTS);
  return { ...accountOf(new Uint8Array(0), SYSTEM_PROGRAM), lamports };
}

function blockhashAt(slot: bigint) {
  return {
    blockhash: 'EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N',
    lastValidBlockHeight: Number(slot + 150n),
  };
}

function simulationOf({ accounts }: SimulationOptions, wallet: string) {
  return {
    err: null,
    logs: [],
    unitsConsumed: COMPUTE_UNITS_USED,
    accounts: accountsAfter(accounts.addresses, wallet),
  };
}

/** The wallet, its token account and all else after a trade that went as it should. */
function accountsAfter(addresses: readonly string[], owner: string): unknown[] {
  const lamports = Number(WALLET_LAMPORTS);
  const [, token = owner] = addresses;
  const after = [
    { ...accountOf(new Uint8Array(0), SYSTEM_PROGRAM), lamports },
    accountOf(tokenData(token, owner, 2n ** 60n), TOKEN_PROGRAM_ADDRESS),
  ];
  return addresses.map((_, place) => after[place] ?? null);
}

/** What a simulation is asked besides its transaction. */
interface SimulationOptions {
  readonly accounts: { readonly addresses: readonly string[] };
}

interface Landing extends InstantChainOptions, Sent {
  readonly slot: bigint;
  readonly tokenAccount: string;
}

function transactionOf(landing: Landing): unknown {
  const { wallet, mint, lamportsIn, tokensOut } = landing;
  const fee = BASE_FEE_LAMPORTS + landing.priorityFeeLamports;
  const token = (amount: bigint) => [
    {
      accountIndex: 1,
      mint,
      owner: wallet,
      uiTokenAmount: { amount: String(amount), decimals: DECIMALS },
    },
  ];
  return {
    slot: Number(landing.slot),
    version: 0,
    transaction: {
      message: {
        accountKeys: [wallet, landing.tokenAccount],
        header: { numRequiredSignatures: 1 },
      },
    },
    meta: {
      err: null,
      fee: Number(fee),
      preBalances: [Number(WALLET_LAMPORTS), 2_039_280],
      postBalances: [Number(WALLET_LAMPORTS - fee - lamportsIn), 2_039_280],
      preTokenBalances: token(TOKEN_UNITS),
      postTokenBalances: token(TOKEN_UNITS + tokensOut),
      logMessages: [],
      computeUnitsConsumed: COMPUTE_UNITS_USED,
    },
  };
}

/** The executor's first two instructions set the compute unit limit and price. */
function priorityFeeOf(messageBytes: Uint8Array): bigint {
  const message = getCompiledTransactionMessageDecoder().decode(messageBytes);
  if (message.version !== 0) throw new Error('the message is not of version 0');
  const [limit, price] = message.instructions.map(({ data }) => Uint8Array.from(data ?? []));
  if (limit === undefined || price === undefined) throw new Error('the message is too short');
  const units = new DataView(limit.buffer).getUint32(1, true);
  const microLamports = new DataView(price.buffer).getBigUint64(1, true);
  return (BigInt(units) * microLamports + MICRO_PER_LAMPORT - 1n) / MICRO_PER_LAMPORT;
}

const SYSTEM_PROGRAM = '11111111111111111111111111111111';
const LOOKUP_TABLE_PROGRAM = 'AddressLookupTab1e1111111111111111111111111';

function seen(slot: bigint) {
  return { slot: Number(slot), confirmations: null, err: null, confirmationStatus: 'finalized' };
}

function accountOf(data: Uint8Array, owner: string) {
  return {
    lamports: 2_039_280,
    owner,
    data: [getBase64Decoder().decode(data), 'base64'],
    executable: false,
    rentEpoch: 0,
    space: data.length,
  };
}

function mintData(): Uint8Array {
  const data = new Uint8Array(82);
  data[44] = DECIMALS;
  data[45] = 1;
  return data;
}

function tokenData(mint: string, owner: string, units = TOKEN_UNITS): Uint8Array {
  const data = new Uint8Array(165);
  const addresses = getAddressEncoder();
  data.set(addresses.encode(address(mint)), 0);
  data.set(addresses.encode(address(owner)), 32);
  new DataView(data.buffer).setBigUint64(64, units, true);
  data[108] = 1;
  return data;
}
