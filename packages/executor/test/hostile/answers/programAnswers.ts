import { TOKEN_PROGRAM_ADDRESS } from '../../../src/facts/tokenProgram.ts';
import { PLAN } from '../../../src/testing/tradeFixtures.ts';
import {
  BUY_AMOUNT_IN,
  rewriteData,
  STRANGER,
  STRANGERS_ACCOUNT,
  type Answer,
  type AnsweredInstruction,
} from '../answerScene.ts';
import type { HostileAnswer } from '../hostileCase.ts';

const NOT_ALLOWED = 'APPROVE__PROGRAM_NOT_ALLOWED';
const NOT_UNDERSTOOD = 'APPROVE__SWAP_NOT_UNDERSTOOD';
const SYSTEM_PROGRAM = '11111111111111111111111111111111';
const STAKE_PROGRAM = 'Stake11111111111111111111111111111111111111';
const LOADER = 'BPFLoaderUpgradeab1e11111111111111111111111';
const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111';
const ASSOCIATED_TOKEN = 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL';

const signer = { pubkey: PLAN.wallet, isSigner: true, isWritable: true };
const writable = (pubkey: string) => ({ pubkey, isSigner: false, isWritable: true });

/** Puts another instruction in the place of the swap. */
function instead(answer: Answer, instruction: AnsweredInstruction): void {
  answer.swapInstruction = instruction;
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

const base64 = (...parts: ReadonlyArray<Buffer | readonly number[]>): string =>
  Buffer.concat(parts.map((part) => Buffer.from(part))).toString('base64');

const discriminator =
  (hex: string) =>
  (answer: Answer): void =>
    rewriteData(answer, (data) => {
      data.set(Buffer.from(hex, 'hex'));
    });

/** Another program in the place of the swap, and bytes that the decoder cannot vouch for. */
export const programAnswers: readonly HostileAnswer[] = [
  {
    name: 'runs a program that nobody allowed',
    scene: 'buy by route_v2',
    tamper: ({ swapInstruction }) => {
      swapInstruction.programId = STRANGER;
    },
    verdict: { code: NOT_ALLOWED, says: 'Instruction 6' },
  },
  {
    name: 'runs a copy of the aggregator under another address',
    scene: "buy by the sandbox's program",
    tamper: ({ swapInstruction }) => {
      swapInstruction.programId = 'JUP4Fb2cqiRUcaTHdrPC8h2gNsA2ETXiPDD33WcGuJB';
    },
    verdict: { code: NOT_ALLOWED, says: 'JUP4Fb2cqiRUcaTHdrPC8h2gNsA2ETXiPDD33WcGuJB' },
  },
  {
    name: 'transfers SOL to a stranger in the place of the swap',
    scene: 'buy by route_v2',
    tamper: (answer) =>
      instead(answer, {
        programId: SYSTEM_PROGRAM,
        accounts: [signer, writable(STRANGER)],
        data: base64([2, 0, 0, 0], u64(BUY_AMOUNT_IN)),
      }),
    verdict: { code: 'APPROVE__REFUSED', says: 'instruction 6 (system)' },
  },
  {
    name: 'transfers tokens to a stranger in the place of the swap',
    scene: 'sell by route_v2',
    tamper: (answer) =>
      instead(answer, {
        programId: TOKEN_PROGRAM_ADDRESS,
        accounts: [writable(PLAN.tokenAccount), writable(STRANGERS_ACCOUNT), signer],
        data: base64([3], u64(1_000n)),
      }),
    verdict: { code: 'APPROVE__REFUSED', says: 'token instruction 3' },
  },
  {
    name: 'makes a stranger the delegate of the token account',
    scene: 'sell by route_v2',
    tamper: (answer) =>
      instead(answer, {
        programId: TOKEN_PROGRAM_ADDRESS,
        accounts: [writable(PLAN.tokenAccount), writable(STRANGER), signer],
        data: base64([4], u64(2n ** 64n - 1n)),
      }),
    verdict: { code: 'APPROVE__REFUSED', says: 'token instruction 4' },
  },
  {
    name: 'gives the token account to a stranger',
    scene: 'sell by route_v2',
    tamper: (answer) =>
      instead(answer, {
        programId: TOKEN_PROGRAM_ADDRESS,
        accounts: [writable(PLAN.tokenAccount), signer],
        data: base64([6, 2, 1], Array<number>(32).fill(200)),
      }),
    verdict: { code: 'APPROVE__REFUSED', says: 'token instruction 6' },
  },
  {
    name: 'burns the tokens',
    scene: 'sell by route_v2',
    tamper: (answer) =>
      instead(answer, {
        programId: TOKEN_PROGRAM_ADDRESS,
        accounts: [writable(PLAN.tokenAccount), writable(PLAN.mint), signer],
        data: base64([8], u64(400n)),
      }),
    verdict: { code: 'APPROVE__REFUSED', says: 'token instruction 8' },
  },
  {
    name: 'gives the wallet itself to a program',
    scene: 'buy by route_v2',
    tamper: (answer) =>
      instead(answer, {
        programId: SYSTEM_PROGRAM,
        accounts: [signer],
        data: base64([1, 0, 0, 0], Array<number>(32).fill(200)),
      }),
    verdict: { code: 'APPROVE__REFUSED', says: 'only transfers are allowed' },
  },
  {
    name: 'delegates stake of the wallet',
    scene: 'buy by route_v2',
    tamper: (answer) =>
      instead(answer, {
        programId: STAKE_PROGRAM,
        accounts: [writable(STRANGER), signer],
        data: base64([2, 0, 0, 0]),
      }),
    verdict: { code: NOT_ALLOWED, says: STAKE_PROGRAM },
  },
  {
    name: 'upgrades a program that the wallet may upgrade',
    scene: 'buy by route_v2',
    tamper: (answer) =>
      instead(answer, {
        programId: LOADER,
        accounts: [writable(STRANGER), signer],
        data: base64([3, 0, 0, 0]),
      }),
    verdict: { code: NOT_ALLOWED, says: LOADER },
  },
  {
    name: 'raises the price of a compute unit in the place of the swap',
    scene: 'buy by route_v2',
    tamper: (answer) =>
      instead(answer, {
        programId: COMPUTE_BUDGET,
        accounts: [],
        data: base64([3], u64(10n ** 12n)),
      }),
    verdict: { code: 'APPROVE__REFUSED', says: 'instruction 6 (repeat)' },
  },
  {
    name: 'opens an account for a stranger at the expense of the wallet',
    scene: 'buy by route_v2',
    tamper: (answer) =>
      instead(answer, {
        programId: ASSOCIATED_TOKEN,
        accounts: [
          signer,
          writable(STRANGERS_ACCOUNT),
          { pubkey: STRANGER, isSigner: false, isWritable: false },
          { pubkey: PLAN.mint, isSigner: false, isWritable: false },
          { pubkey: SYSTEM_PROGRAM, isSigner: false, isWritable: false },
          { pubkey: TOKEN_PROGRAM_ADDRESS, isSigner: false, isWritable: false },
        ],
        data: base64([1]),
      }),
    verdict: { code: 'APPROVE__REFUSED', says: 'instruction 6 (create-account)' },
  },
  {
    name: 'fixes the output and leaves the input open',
    scene: 'buy by route_v2',
    tamper: discriminator('9d8ab85215f4f324'),
    verdict: { code: NOT_UNDERSTOOD, says: 'exact_out_route_v2' },
  },
  {
    name: 'fixes the output over shared accounts',
    scene: 'buy by shared_accounts_route',
    tamper: discriminator('b0d169a89a7d453e'),
    verdict: { code: NOT_UNDERSTOOD, says: 'shared_accounts_exact_out_route' },
  },
  {
    name: 'takes what a ledger account says',
    scene: 'buy by route',
    tamper: discriminator('96564774a75d0e68'),
    verdict: { code: NOT_UNDERSTOOD, says: 'token_ledger' },
  },
  {
    name: 'calls an instruction that nobody knows',
    scene: 'buy by route_v2',
    tamper: discriminator('0102030405060708'),
    verdict: { code: NOT_UNDERSTOOD, says: '0102030405060708' },
  },
  {
    name: "calls an unknown instruction of the sandbox's program",
    scene: "buy by the sandbox's program",
    tamper: (answer) => rewriteData(answer, (data) => void data.writeUInt8(2, 0)),
    verdict: { code: NOT_UNDERSTOOD, says: 'instruction tag is 2' },
  },
  {
    name: "appends bytes to the sandbox's swap",
    scene: "buy by the sandbox's program",
    tamper: (answer) => rewriteData(answer, (data) => Buffer.concat([data, Buffer.of(0)])),
    verdict: { code: NOT_UNDERSTOOD, says: '21 bytes' },
  },
  {
    name: 'hides greedy amounts behind harmless-looking ones at the end',
    scene: 'buy by route',
    tamper: (answer) =>
      rewriteData(answer, (data) => {
        const harmless = Buffer.from(data.subarray(-19));
        data.writeBigUInt64LE(1n, data.length - 11);
        data.writeBigUInt64LE(BUY_AMOUNT_IN * 9n, data.length - 19);
        return Buffer.concat([data, harmless]);
      }),
    verdict: { code: NOT_UNDERSTOOD, says: 'the place of its amounts is not certain' },
  },
  {
    name: 'cuts the data of the swap off',
    scene: 'buy by route_v2',
    tamper: (answer) => rewriteData(answer, (data) => data.subarray(0, 20)),
    verdict: { code: NOT_UNDERSTOOD, says: '20 bytes' },
  },
  {
    name: 'sends a swap without data',
    scene: 'buy by route_v2',
    tamper: ({ swapInstruction }) => {
      swapInstruction.data = '';
    },
    verdict: { code: NOT_UNDERSTOOD, says: 'data has 0 bytes' },
  },
  {
    name: 'plans no step at all',
    scene: 'buy by route_v2',
    tamper: (answer) => rewriteData(answer, (data) => void data.writeUInt32LE(0, 30)),
    verdict: { code: NOT_UNDERSTOOD, says: '0 steps' },
  },
  {
    name: 'plans more steps than there is room for',
    scene: 'buy by route_v2',
    tamper: (answer) => rewriteData(answer, (data) => void data.writeUInt32LE(4_000_000_000, 30)),
    verdict: { code: NOT_UNDERSTOOD, says: '4000000000 steps' },
  },
];
