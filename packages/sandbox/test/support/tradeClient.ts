import { readFileSync } from 'node:fs';

import {
  AccountRole,
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
  signTransactionMessageWithSigners,
  type Address,
  type Instruction,
  type KeyPairSigner,
  type Signature,
} from '@solana/kit';
import { findAssociatedTokenPda, getTokenDecoder } from '@solana-program/token';

import type { JupiterInstruction } from '../../src/jupiter/jupiterInstruction.ts';
import type { Sandbox } from '../../src/startSandbox.ts';
import type { SignedTransaction } from '../../src/testing/signTransfer.ts';
import { waitUntil } from '../../src/waitUntil.ts';

export const WRAPPED_SOL_MINT = address('So11111111111111111111111111111111111111112');

/** The part of a build answer that the tests read. */
export interface BuildAnswer {
  readonly inAmount: string;
  readonly outAmount: string;
  readonly otherAmountThreshold: string;
  readonly slippageBps: number;
  readonly priceImpactPct: string;
  readonly computeBudgetInstructions: readonly JupiterInstruction[];
  readonly setupInstructions: readonly JupiterInstruction[];
  readonly swapInstruction: JupiterInstruction;
  readonly cleanupInstruction: JupiterInstruction | null;
  readonly tipInstruction: JupiterInstruction | null;
  readonly otherInstructions: readonly JupiterInstruction[];
  readonly addressesByLookupTableAddress: null;
  readonly blockhashWithMetadata: { blockhash: number[]; lastValidBlockHeight: number };
}

/** Acts for the sandbox's wallet as a client would that builds transactions on its own. */
export async function createTradeClient(sandbox: Sandbox) {
  const rpc = createSolanaRpc(sandbox.rpcUrl);
  const keypair: number[] = JSON.parse(readFileSync(sandbox.keypairPath, 'utf8'));
  const wallet = await createKeyPairSignerFromBytes(Uint8Array.from(keypair));

  /**
   * A bundle of several transactions rolls back the slot it ran in, and the blockhash of that slot
   * with it. One that is still valid a slot later stays so.
   */
  async function readLivingBlockhash() {
    let found: Awaited<ReturnType<typeof readLatestBlockhash>> | undefined;
    await waitUntil(
      async () => {
        const candidate = await readLatestBlockhash();
        await waitForNextSlot();
        const { value: isValid } = await rpc
          .isBlockhashValid(candidate.blockhash, { commitment: 'processed' })
          .send();
        found = candidate;
        return isValid;
      },
      { timeoutMs: 120_000, description: 'a blockhash that stays valid' },
    );
    if (found === undefined) throw new Error('no blockhash was read');
    return found;
  }

  async function readLatestBlockhash() {
    const { value } = await rpc.getLatestBlockhash({ commitment: 'confirmed' }).send();
    return value;
  }

  async function waitForNextSlot(): Promise<void> {
    const readSlot = () => rpc.getSlot({ commitment: 'processed' }).send();
    const slot = await readSlot();
    await waitUntil(async () => (await readSlot()) > slot, { timeoutMs: 120_000 });
  }

  async function signFor(
    payer: KeyPairSigner,
    instructions: readonly Instruction[],
  ): Promise<SignedTransaction> {
    const blockhash = await readLivingBlockhash();
    const transaction = await pipe(
      createTransactionMessage({ version: 0 }),
      (message) => setTransactionMessageFeePayerSigner(payer, message),
      (message) => setTransactionMessageLifetimeUsingBlockhash(blockhash, message),
      (message) => appendTransactionMessageInstructions(instructions, message),
      signTransactionMessageWithSigners,
    );
    return {
      signature: getSignatureFromTransaction(transaction),
      wire: getBase64EncodedWireTransaction(transaction),
    };
  }

  const sign = (instructions: readonly Instruction[]) => signFor(wallet, instructions);

  /** @returns the error the transaction was executed with, `null` for success */
  async function waitForResult(signature: Signature): Promise<unknown> {
    let result: unknown;
    await waitUntil(
      async () => {
        const { value } = await rpc.getSignatureStatuses([signature]).send();
        result = value[0]?.err;
        return value[0] !== null;
      },
      { timeoutMs: 120_000, description: `transaction ${signature}` },
    );
    return result;
  }

  return {
    rpc,
    wallet,
    sign,
    signFor,
    waitForResult,
    async build(query: Record<string, string>): Promise<BuildAnswer> {
      const parameters = new URLSearchParams({ taker: sandbox.wallet, ...query });
      const response = await fetch(`${sandbox.jupiterUrl}/swap/v2/build?${parameters}`);
      if (!response.ok) throw new Error(`build answered ${await response.text()}`);
      return JSON.parse(await response.text());
    },
    async execute(instructions: readonly Instruction[]): Promise<unknown> {
      const { signature, wire } = await sign(instructions);
      await rpc
        .sendTransaction(wire as Parameters<typeof rpc.sendTransaction>[0], {
          encoding: 'base64',
          skipPreflight: true,
          maxRetries: 0n,
        })
        .send();
      return waitForResult(signature);
    },
    async tokenAccountOf(mint: string, tokenProgram: string): Promise<Address> {
      const [account] = await findAssociatedTokenPda({
        owner: wallet.address,
        mint: address(mint),
        tokenProgram: address(tokenProgram),
      });
      return account;
    },
    async tokenBalance(account: string): Promise<bigint | undefined> {
      const { value } = await rpc
        .getAccountInfo(address(account), { commitment: 'processed', encoding: 'base64' })
        .send();
      if (value === null) return undefined;
      return getTokenDecoder().decode(Buffer.from(value.data[0], 'base64')).amount;
    },
  };
}

/** Turns an answered instruction into one that can be put into a transaction. */
export function fromJupiter({ programId, accounts, data }: JupiterInstruction): Instruction {
  return {
    programAddress: address(programId),
    accounts: accounts.map(({ pubkey, isSigner, isWritable }) => ({
      address: address(pubkey),
      role: roleOf(isSigner, isWritable),
    })),
    data: Buffer.from(data, 'base64'),
  };
}

/** All instructions of an answer in the order they belong into a transaction. */
export function instructionsOf(answer: BuildAnswer): Instruction[] {
  const { computeBudgetInstructions, setupInstructions, swapInstruction } = answer;
  const { cleanupInstruction, otherInstructions, tipInstruction } = answer;
  return [
    ...computeBudgetInstructions,
    ...setupInstructions,
    swapInstruction,
    ...(cleanupInstruction ? [cleanupInstruction] : []),
    ...otherInstructions,
    ...(tipInstruction ? [tipInstruction] : []),
  ].map(fromJupiter);
}

function roleOf(isSigner: boolean, isWritable: boolean): AccountRole {
  if (isSigner) return isWritable ? AccountRole.WRITABLE_SIGNER : AccountRole.READONLY_SIGNER;
  return isWritable ? AccountRole.WRITABLE : AccountRole.READONLY;
}
