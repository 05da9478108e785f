/** What an instruction tells about the fee. */
export interface FeeInstruction {
  readonly program: string;
  readonly data: Uint8Array;
}

const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111';
const TAG = { computeUnitLimit: 2, computeUnitPrice: 3 } as const;
const LIMIT_MAX = 1_400_000n;
const LIMIT_PER_INSTRUCTION = 200_000n;
const LIMIT_PER_BUILTIN = 3_000n;
const MICRO_LAMPORTS_PER_LAMPORT = 1_000_000n;
const BUILTINS: ReadonlySet<string> = new Set([
  COMPUTE_BUDGET,
  '11111111111111111111111111111111',
  'Vote111111111111111111111111111111111111111',
  'BPFLoader1111111111111111111111111111111111',
  'BPFLoader2111111111111111111111111111111111',
  'BPFLoaderUpgradeab1e11111111111111111111111',
  'LoaderV411111111111111111111111111111111111',
  'Ed25519SigVerify111111111111111111111111111',
  'KeccakSecp256k11111111111111111111111111111',
]);

/**
 * Computes the priority fee of a legacy or version 0 transaction, in lamports: the price times the
 * limit, not times what was used, rounded up.
 */
export function computePriorityFee(instructions: readonly FeeInstruction[]): bigint {
  const price = readBudget(instructions, { tag: TAG.computeUnitPrice, bytes: 8 }) ?? 0n;
  const asked = readBudget(instructions, { tag: TAG.computeUnitLimit, bytes: 4 });
  const limit = asked ?? defaultLimit(instructions);
  const microLamports = price * (limit < LIMIT_MAX ? limit : LIMIT_MAX);
  return (microLamports + MICRO_LAMPORTS_PER_LAMPORT - 1n) / MICRO_LAMPORTS_PER_LAMPORT;
}

function readBudget(
  instructions: readonly FeeInstruction[],
  { tag, bytes }: { tag: number; bytes: number },
): bigint | undefined {
  const found = instructions.find(
    ({ program, data }) =>
      program === COMPUTE_BUDGET && data[0] === tag && data.length === bytes + 1,
  );
  return found?.data.subarray(1).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

function defaultLimit(instructions: readonly FeeInstruction[]): bigint {
  return instructions.reduce(
    (sum, { program }) => sum + (BUILTINS.has(program) ? LIMIT_PER_BUILTIN : LIMIT_PER_INSTRUCTION),
    0n,
  );
}
