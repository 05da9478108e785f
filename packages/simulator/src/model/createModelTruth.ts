import { asTokenAccount, type Account } from './account.ts';
import { BLOCKHASH_LIFE_BLOCKS, type ExecutedTransaction } from './block.ts';
import type { BlockTree } from './blockTree.ts';
import type { ModelPool } from './modelPool.ts';
import { associatedTokenAddress } from './derivedAddress.ts';
import type { BalanceChange, Landing, ModelTruth } from './modelTruth.ts';
import { TOKEN_PROGRAM } from './programAddresses.ts';
import type { PendingPool } from './pendingPool.ts';
import type { WireTransaction } from './readWire.ts';
import type { SubmissionBook } from './submissionBook.ts';

/** What the truth is read from. */
export interface TruthSources {
  readonly tree: BlockTree;
  readonly submissions: SubmissionBook;
  readonly pending: PendingPool;
  readonly pools: readonly ModelPool[];
}

/** Makes the view that has no lie in it. */
export function createModelTruth({ tree, submissions, pending, pools }: TruthSources): ModelTruth {
  return {
    landings: () => tree.allExecuted().map(landingOf),
    landingsOf: (wallet) =>
      tree
        .executedOf(wallet)
        .filter(({ transaction }) => transaction.feePayer === wallet)
        .map(landingOf),
    landing: (signature) => {
      const executed = tree.find(signature, tree.tip);
      return executed === undefined ? undefined : landingOf(executed);
    },
    lastValidBlockHeight: (blockhash) => {
      const block = tree.blockOf(blockhash);
      return block === undefined ? undefined : block.height + BLOCKHASH_LIFE_BLOCKS;
    },
    canStillLand: (signature) =>
      submissions.named(signature).some(({ transaction }) => canLand(tree, transaction)),
    waiting: () => pending.size(),
    submissions: () => submissions.all(),
    lamports: (address) => tree.finalized.layer.read(address)?.lamports ?? 0n,
    livingLamports: (address) => tree.tip.layer.read(address)?.lamports ?? 0n,
    branches: () =>
      tree.shownTips().map((tip) => ({
        lamports: (address) => tip.layer.read(address)?.lamports ?? 0n,
        hasLanded: (signature) => tree.find(signature, tip) !== undefined,
      })),
    units: (wallet, mint) => {
      const tokenProgram = pools.find((pool) => pool.mint === mint)?.tokenProgram ?? TOKEN_PROGRAM;
      const { address } = associatedTokenAddress({ owner: wallet, mint, tokenProgram });
      return asTokenAccount(tree.finalized.layer.read(address))?.content.units ?? 0n;
    },
    finalized: () => ({ slot: tree.finalized.slot, blockHeight: tree.finalized.height }),
  };
}

function canLand(tree: BlockTree, transaction: WireTransaction | undefined): boolean {
  if (transaction === undefined) return false;
  const landed = tree.find(transaction.signature, tree.tip);
  if (landed !== undefined) return landed.block.fate === 'open';
  return tree.isBlockhashAlive(transaction.blockhash, tree.tip, tree.tip.height + 1n);
}

function landingOf({ transaction, execution, block }: ExecutedTransaction): Landing {
  return {
    signature: transaction.signature,
    feePayer: transaction.feePayer,
    slot: block.slot,
    blockHeight: block.height,
    fate: block.fate,
    error: execution.error === null ? null : JSON.stringify(execution.error),
    feeLamports: execution.feeLamports,
    changes: transaction.accounts.flatMap((account, index) =>
      changeOf(account, execution.before[index], execution.after[index]),
    ),
  };
}

function changeOf(
  account: string,
  before: Account | undefined,
  after: Account | undefined,
): BalanceChange[] {
  const lamports = (after?.lamports ?? 0n) - (before?.lamports ?? 0n);
  const [was, is] = [asTokenAccount(before)?.content, asTokenAccount(after)?.content];
  const units = (is?.units ?? 0n) - (was?.units ?? 0n);
  if (lamports === 0n && units === 0n) return [];
  const { mint, owner } = is ?? was ?? { mint: undefined, owner: undefined };
  return [{ account, lamports, units, mint, owner }];
}
