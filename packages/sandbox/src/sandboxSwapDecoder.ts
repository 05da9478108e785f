import type { DecodedSwap, SwapDecoder, SwapInstruction, UndecodableSwap } from '@quantbot/core';

import {
  SWAP_ACCOUNT,
  SWAP_ACCOUNT_COUNT,
  SWAP_DATA_LENGTH,
  SWAP_EXACT_IN_TAG,
} from './program/swapInstruction.ts';
import {
  SANDBOX_SWAP_PROGRAM_ADDRESS,
  SLIPPAGE_EXCEEDED_ERROR_CODE,
} from './program/swapProgram.ts';

const AMOUNT_IN_OFFSET = 1;
const MINIMUM_OUT_OFFSET = 9;
const WRITABLE_ACCOUNTS = ['source', 'destination', 'sourceVault', 'destinationVault'] as const;

/**
 * Creates the decoder of the sandbox's swap program, which a composition root configures beside
 * the sandbox's addresses. It understands the one instruction the program has and refuses all
 * else, with a reason a person can act on.
 *
 * @param programAddress - where the program is deployed
 */
export function createSandboxSwapDecoder(
  programAddress: string = SANDBOX_SWAP_PROGRAM_ADDRESS,
): SwapDecoder {
  return {
    name: 'sandbox-swap',
    programAddress,
    decodeSwap(instruction) {
      const reason = findRefusal(instruction, programAddress);
      return reason === undefined ? readSwap(instruction) : { reason };
    },
    classifyError(customErrorCode) {
      return customErrorCode === SLIPPAGE_EXCEEDED_ERROR_CODE ? 'slippage' : 'unknown';
    },
  };
}

function findRefusal(instruction: SwapInstruction, programAddress: string): string | undefined {
  const { accounts, data } = instruction;
  if (instruction.programAddress !== programAddress) {
    return `program is ${instruction.programAddress}, this decoder reads ${programAddress}`;
  }
  if (data.length !== SWAP_DATA_LENGTH) {
    return `instruction data has ${data.length} bytes, a swap has ${SWAP_DATA_LENGTH}`;
  }
  if (data[0] !== SWAP_EXACT_IN_TAG) {
    return `instruction tag is ${data[0]}, the only known one is ${SWAP_EXACT_IN_TAG}`;
  }
  if (accounts.length !== SWAP_ACCOUNT_COUNT) {
    return `instruction has ${accounts.length} accounts, a swap has ${SWAP_ACCOUNT_COUNT}`;
  }
  if (accounts[SWAP_ACCOUNT.authority]?.isSigner !== true) {
    return 'authority (account 0) is not a signer';
  }
  const readOnly = WRITABLE_ACCOUNTS.find((name) => !accounts[SWAP_ACCOUNT[name]]?.isWritable);
  if (readOnly !== undefined) {
    return `${readOnly} (account ${SWAP_ACCOUNT[readOnly]}) is not writable`;
  }
  return findExtraSigner(instruction);
}

/** A signature the swap has no use for would lend its power to whatever the program does. */
function findExtraSigner({ accounts }: SwapInstruction): string | undefined {
  const authority = accounts[SWAP_ACCOUNT.authority]?.address;
  const index = accounts.findIndex(({ address, isSigner }) => isSigner && address !== authority);
  return index === -1 ? undefined : `account ${index} is a signer besides the authority`;
}

function readSwap({ accounts, data }: SwapInstruction): DecodedSwap | UndecodableSwap {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const addressOf = (name: keyof typeof SWAP_ACCOUNT) =>
    accounts[SWAP_ACCOUNT[name]]?.address ?? '';
  return {
    variant: 'swapExactIn',
    amountIn: view.getBigUint64(AMOUNT_IN_OFFSET, true),
    minimumOut: view.getBigUint64(MINIMUM_OUT_OFFSET, true),
    authority: addressOf('authority'),
    source: addressOf('source'),
    destination: addressOf('destination'),
    sourceMint: addressOf('sourceMint'),
    destinationMint: addressOf('destinationMint'),
    platformFeeBps: 0,
  };
}
