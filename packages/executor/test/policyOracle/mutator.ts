import type { SignPolicy } from '../../src/approve/signPolicy.ts';
import type { DraftInstruction, LooseDraft } from './looseDraft.ts';

/** What a mutator works with. */
export interface MutatorInput {
  readonly draft: LooseDraft;
  readonly policy: SignPolicy;
  /** Somewhere in the list of instructions, before the last one. */
  readonly place: number;
  /** A figure of at least 1. */
  readonly amount: bigint;
}

/** What a mutation means for the wallet, by construction. */
export type Label = 'harmless' | 'harmless and fails' | 'harmful';

/** One way to change a draft. */
export interface Mutator {
  readonly name: string;
  readonly label: Label;
  /** @returns false when the draft has nothing that it could change. */
  apply(input: MutatorInput): boolean;
}

export const SYSTEM = '11111111111111111111111111111111';
export const BUDGET = 'ComputeBudget111111111111111111111111111111';
export const ASSOCIATED = 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL';
export const TOKEN = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
export const MEMO = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';
export const CLOCK = 'SysvarC1ock11111111111111111111111111111111';
export const STAKE = 'Stake11111111111111111111111111111111111111';
export const STRANGER = '4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T';
export const STRANGERS_ACCOUNT = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
export const OTHER_MINT = 'DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263';

export const PRICE_MAX = 700_000n;
export const UNITS_ENOUGH = 400_000;
export const U64_MAX = 2n ** 64n - 1n;

export const u64 = (value: bigint): number[] =>
  Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
export const u32 = (value: number): number[] => u64(BigInt(value)).slice(0, 4);
export const key = (fill: number): number[] => Array<number>(32).fill(fill);

export const viewOf = ({ data }: DraftInstruction): DataView =>
  new DataView(data.buffer, data.byteOffset, data.byteLength);

/** An earlier mutation may have cut the figure off. */
export function write64(found: DraftInstruction, offset: number, value: bigint): void {
  if (found.data.length >= offset + 8) viewOf(found).setBigUint64(offset, value, true);
}

export function insert(
  { draft, place }: MutatorInput,
  instruction: Omit<DraftInstruction, 'data'> & { data: readonly number[] },
): boolean {
  const at = place % draft.instructions.length;
  const { program, accounts, data } = instruction;
  draft.instructions.splice(at, 0, {
    program,
    accounts: [...accounts],
    data: Uint8Array.from(data),
  });
  return true;
}

export const isBudget = (tag: number) => (found: DraftInstruction) =>
  found.program === BUDGET && found.data[0] === tag;
const isTransfer = (found: DraftInstruction): boolean =>
  found.program === SYSTEM && found.data[0] === 2;
export const isTip =
  ({ policy }: MutatorInput) =>
  (found: DraftInstruction) =>
    isTransfer(found) && policy.tipAccounts.includes(found.accounts[1] ?? '');
export const isWrap =
  ({ policy }: MutatorInput) =>
  (found: DraftInstruction) =>
    isTransfer(found) && found.accounts[1] === policy.wrappedSolAccount;
export const isFloor =
  ({ policy }: MutatorInput) =>
  (found: DraftInstruction) =>
    isTransfer(found) && found.accounts[1] === policy.wallet;
export const isSwap =
  ({ policy }: MutatorInput) =>
  (found: DraftInstruction) =>
    policy.decoders.has(found.program);
const isTokenTag = (tag: number, account: string) => (found: DraftInstruction) =>
  found.data[0] === tag && found.accounts[0] === account && found.program.startsWith('Token');

/** Picks the instructions that a mutation is about. */
export type Which = (input: MutatorInput) => (found: DraftInstruction) => boolean;

/** Only what is ours: a mutation that removes these must not undo the harm of another. */
export const tokenAssertion: Which =
  ({ policy }) =>
  (found) =>
    isTokenTag(12, policy.tokenAccount)(found) && found.accounts[2] === policy.tokenAccount;
export const revocation: Which = ({ policy }) => isTokenTag(5, policy.tokenAccount);
export const unwrapping: Which =
  ({ policy }) =>
  (found) =>
    isTokenTag(9, policy.wrappedSolAccount)(found) && found.accounts[1] === policy.wallet;
export const noCloser: Which =
  ({ policy }) =>
  (found) =>
    isTokenTag(6, policy.tokenAccount)(found) && found.data[2] === 0;
/** The account that a full exit empties. */
export const tokenClosing: Which =
  ({ policy }) =>
  (found) =>
    policy.closesTokenAccount && isTokenTag(9, policy.tokenAccount)(found);
export const syncing: Which = ({ policy }) => isTokenTag(17, policy.wrappedSolAccount);

/** Changes all instructions of a kind, so that no copy of one keeps its promise. */
export const change =
  (which: Which, write: (found: DraftInstruction, input: MutatorInput) => void) =>
  (input: MutatorInput): boolean => {
    const found = input.draft.instructions.filter(which(input));
    for (const instruction of found) write(instruction, input);
    return found.length > 0;
  };

export const remove =
  (which: Which) =>
  (input: MutatorInput): boolean => {
    const { draft } = input;
    const before = draft.instructions.length;
    draft.instructions = draft.instructions.filter((found) => !which(input)(found));
    return draft.instructions.length < before;
  };

/** Writes one more of what stands there already, right behind it. */
export const repeat =
  (which: Which) =>
  (input: MutatorInput): boolean => {
    const { instructions } = input.draft;
    const at = instructions.findIndex(which(input));
    const found = instructions[at];
    if (found === undefined) return false;
    instructions.splice(at, 0, { ...found, data: Uint8Array.from(found.data) });
    return true;
  };

export const moveBeforeSwap =
  (which: Which) =>
  (input: MutatorInput): boolean => {
    const { draft } = input;
    const moved = draft.instructions.filter(which(input));
    if (moved.length === 0 || !remove(which)(input)) return false;
    const swap = draft.instructions.findIndex(isSwap(input));
    draft.instructions.splice(Math.max(swap, 0), 0, ...moved);
    return true;
  };

export const modulo = (amount: bigint, max: bigint): bigint => (amount % max) + 1n;
