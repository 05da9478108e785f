import type { DecodedSwap, SwapDecoder, SwapInstruction } from '@quantbot/core';

import { MODEL_SWAP_PROGRAM_ADDRESS } from './programAddresses.ts';
import {
  SWAP_ACCOUNT_COUNT,
  SWAP_DATA_BYTES,
  SWAP_ERROR,
  SWAP_EXACT_IN_TAG,
  SWAP_OFFSET,
  SWAP_PLACE,
} from './swapLayout.ts';

const WRITABLE = ['source', 'destination', 'sourceVault', 'destinationVault'] as const;

/** Reads the swap program's one instruction and refuses everything else. */
export const modelSwapDecoder: SwapDecoder = {
  name: 'model-swap',
  programAddress: MODEL_SWAP_PROGRAM_ADDRESS,
  decodeSwap: (instruction) => {
    const reason = refusal(instruction);
    return reason === undefined ? readSwap(instruction) : { reason };
  },
  classifyError: (code) => (code === SWAP_ERROR.slippageExceeded ? 'slippage' : 'unknown'),
};

function refusal({ programAddress, accounts, data }: SwapInstruction): string | undefined {
  if (programAddress !== MODEL_SWAP_PROGRAM_ADDRESS) return `program is ${programAddress}`;
  if (data.length !== SWAP_DATA_BYTES) return `instruction data has ${data.length} bytes`;
  if (data[0] !== SWAP_EXACT_IN_TAG) return `instruction tag is ${data[0]}`;
  if (accounts.length !== SWAP_ACCOUNT_COUNT) return `instruction has ${accounts.length} accounts`;
  const authority = accounts[SWAP_PLACE.authority];
  if (authority?.isSigner !== true) return 'authority (account 0) is not a signer';
  const readOnly = WRITABLE.find((name) => accounts[SWAP_PLACE[name]]?.isWritable !== true);
  if (readOnly !== undefined) return `${readOnly} is not writable`;
  const extra = accounts.findIndex(
    ({ address, isSigner }) => isSigner && address !== authority.address,
  );
  return extra < 0 ? undefined : `account ${extra} is a signer besides the authority`;
}

function readSwap({ accounts, data }: SwapInstruction): DecodedSwap {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const addressOf = (name: keyof typeof SWAP_PLACE) => accounts[SWAP_PLACE[name]]?.address ?? '';
  return {
    variant: 'swapExactIn',
    amountIn: view.getBigUint64(SWAP_OFFSET.amountIn, true),
    minimumOut: view.getBigUint64(SWAP_OFFSET.minimumOut, true),
    authority: addressOf('authority'),
    source: addressOf('source'),
    destination: addressOf('destination'),
    sourceMint: addressOf('sourceMint'),
    destinationMint: addressOf('destinationMint'),
    platformFeeBps: 0,
  };
}
