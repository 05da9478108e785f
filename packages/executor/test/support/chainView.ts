import { readFileSync } from 'node:fs';

import { findAssociatedTokenPda, getTokenDecoder } from '@solana-program/token';
import { getTransferSolInstruction } from '@solana-program/system';
import {
  address,
  appendTransactionMessageInstructions,
  createKeyPairSignerFromBytes,
  createSolanaRpc,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signature as toSignature,
  signTransactionMessageWithSigners,
  type Address,
  type Instruction,
  type KeyPairSigner,
} from '@solana/kit';
import { waitUntil, type Sandbox } from '@quantbot/sandbox';

/** Wrapped SOL and the program that holds it. */
export const WRAPPED_SOL = {
  mint: 'So11111111111111111111111111111111111111112',
  tokenProgram: 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
} as const;

/** A mint and its program. */
export interface MintAt {
  readonly mint: string;
  readonly tokenProgram: string;
}

/** What a wallet holds, as the chain has it. */
export interface Holdings {
  readonly lamports: bigint;
  /** Base units by mint; absent where there is no account. */
  readonly units: Readonly<Record<string, bigint | undefined>>;
  /** Transactions that ever named the wallet. */
  readonly signatures: number;
}

/** The chain as a bystander sees it, and the wallet's key for what a test does by hand. */
export interface ChainView {
  lamportsOf(owner: string): Promise<bigint>;
  /** Base units in the associated account; `undefined` when it does not exist. */
  unitsOf(token: MintAt, owner?: string): Promise<bigint | undefined>;
  tokenAccountOf(token: MintAt, owner?: string): Promise<Address>;
  holdings(owner?: string): Promise<Holdings>;
  blockHeight(): Promise<bigint>;
  /** Whether a transaction is on chain, and how it ended. */
  statusOf(
    signature: string,
  ): Promise<{ readonly error: unknown; readonly commitment: string | null } | undefined>;
  /** Signs with a key file and waits until the instructions took effect. */
  send(keypairPath: string, build: InstructionsOf): Promise<string>;
  /** Moves SOL out of the sandbox's wallet. */
  pay(destination: string, lamports: bigint): Promise<string>;
}

/** Makes instructions for whoever signs. */
export type InstructionsOf = (
  signer: KeyPairSigner,
) => readonly Instruction[] | Promise<readonly Instruction[]>;

const CONFIRM_TIMEOUT_MS = 120_000;

/** Looks at a sandbox's chain without the code under test. */
export function createChainView(sandbox: Sandbox): ChainView {
  const rpc = createSolanaRpc(sandbox.rpcUrl);
  const tokenAccountOf = async (token: MintAt, owner = sandbox.wallet): Promise<Address> => {
    const [account] = await findAssociatedTokenPda({
      owner: address(owner),
      mint: address(token.mint),
      tokenProgram: address(token.tokenProgram),
    });
    return account;
  };
  const unitsOf = async (token: MintAt, owner?: string): Promise<bigint | undefined> => {
    const account = await tokenAccountOf(token, owner);
    const { value } = await rpc.getAccountInfo(account, { encoding: 'base64' }).send();
    if (value === null) return undefined;
    return getTokenDecoder().decode(Buffer.from(value.data[0], 'base64')).amount;
  };
  const lamportsOf = async (owner: string): Promise<bigint> => {
    const { value } = await rpc.getBalance(address(owner)).send();
    return value;
  };
  const statusOf: ChainView['statusOf'] = async (signature) => {
    const { value } = await rpc
      .getSignatureStatuses([toSignature(signature)], { searchTransactionHistory: true })
      .send();
    const [status] = value;
    return status === null || status === undefined
      ? undefined
      : { error: status.err, commitment: status.confirmationStatus };
  };
  const send: ChainView['send'] = async (keypairPath, build) => {
    const signer = await createKeyPairSignerFromBytes(readKey(keypairPath));
    const { value: blockhash } = await rpc.getLatestBlockhash().send();
    const instructions = await build(signer);
    const transaction = await pipe(
      createTransactionMessage({ version: 0 }),
      (message) => setTransactionMessageFeePayerSigner(signer, message),
      (message) => setTransactionMessageLifetimeUsingBlockhash(blockhash, message),
      (message) => appendTransactionMessageInstructions(instructions, message),
      signTransactionMessageWithSigners,
    );
    const signature = getSignatureFromTransaction(transaction);
    const wire = getBase64EncodedWireTransaction(transaction);
    await rpc.sendTransaction(wire, { encoding: 'base64' }).send();
    await waitUntil(async () => (await statusOf(signature)) !== undefined, {
      timeoutMs: CONFIRM_TIMEOUT_MS,
      description: `transaction ${signature}`,
    });
    return signature;
  };
  return {
    lamportsOf,
    unitsOf,
    tokenAccountOf,
    statusOf,
    send,
    blockHeight: async () => rpc.getBlockHeight().send(),
    holdings: async (owner = sandbox.wallet) => {
      const mints = [...sandbox.tokens, WRAPPED_SOL];
      const [lamports, signatures, ...units] = await Promise.all([
        lamportsOf(owner),
        rpc.getSignaturesForAddress(address(owner), { limit: 1_000 }).send(),
        ...mints.map(async (token) => unitsOf(token, owner)),
      ]);
      const entries = mints.map(({ mint }, index) => [mint, units[index]] as const);
      return { lamports, units: Object.fromEntries(entries), signatures: signatures.length };
    },
    pay: async (destination, lamports) =>
      send(sandbox.keypairPath, (source) => [
        getTransferSolInstruction({ source, destination: address(destination), amount: lamports }),
      ]),
  };
}

function readKey(path: string): Uint8Array {
  return Uint8Array.from(JSON.parse(readFileSync(path, 'utf8')) as number[]);
}
