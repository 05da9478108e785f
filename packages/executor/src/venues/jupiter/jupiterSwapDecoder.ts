import {
  BPS_PER_WHOLE,
  type DecodedSwap,
  divFloor,
  type SwapDecoder,
  type SwapInstruction,
  type UndecodableSwap,
} from '@quantbot/core';

import { WIRE_BYTES_MAX } from '../../transaction/wireTransaction.ts';
import {
  DISCRIMINATOR_BYTES,
  JUPITER_PROGRAM_ADDRESS,
  JUPITER_REFUSED_INSTRUCTIONS,
  JUPITER_ROUTE_LAYOUTS,
  type JupiterRouteLayout,
} from './jupiterLayouts.ts';
import { type JupiterAccounts, readJupiterAccounts } from './readJupiterAccounts.ts';
import { type JupiterArguments, readJupiterArguments } from './readJupiterArguments.ts';

/** `SlippageToleranceExceeded` in the Jupiter v6 interface; other programs use it for other things. */
const SLIPPAGE_ERROR_CODE = 6001;

/**
 * Reads the swaps of Jupiter v6 with a fixed amount in: `route`, `shared_accounts_route` and their
 * `_v2` successors. All else is refused with a reason: exact-out and token-ledger variants by name,
 * the unknown because what cannot be read cannot be checked.
 *
 * The minimum out is `quoted out - floor(quoted out * slippage bps / 10,000)`, which is what the
 * program enforces. With 10,000 bps of slippage it is 0 and said to be.
 *
 * When the instruction names an *other destination*, that account receives the output, so it is
 * reported as the destination: a policy that demands the wallet's own account refuses a stranger's.
 *
 * The `_v2` family gives its platform fee account no fixed place: a fee is reported without one.
 */
export const jupiterSwapDecoder: SwapDecoder = {
  name: 'jupiter-v6',
  programAddress: JUPITER_PROGRAM_ADDRESS,
  decodeSwap,
  classifyError(customErrorCode) {
    return customErrorCode === SLIPPAGE_ERROR_CODE ? 'slippage' : 'unknown';
  },
};

function decodeSwap(instruction: SwapInstruction): DecodedSwap | UndecodableSwap {
  const layout = findLayout(instruction);
  if ('reason' in layout) return layout;
  const values = readJupiterArguments(layout, instruction.data);
  if ('reason' in values) return values;
  const accounts = readJupiterAccounts(layout, instruction.accounts);
  if ('reason' in accounts) return accounts;
  return describeSwap(layout, values, accounts);
}

function findLayout({
  programAddress,
  data,
}: SwapInstruction): JupiterRouteLayout | UndecodableSwap {
  if (programAddress !== JUPITER_PROGRAM_ADDRESS) {
    return { reason: `program is ${programAddress}, not ${JUPITER_PROGRAM_ADDRESS}` };
  }
  if (data.length < DISCRIMINATOR_BYTES || data.length > WIRE_BYTES_MAX) {
    return {
      reason: `data has ${data.length} bytes, a swap ${DISCRIMINATOR_BYTES} to ${WIRE_BYTES_MAX}`,
    };
  }
  const discriminator = hexOf(data.subarray(0, DISCRIMINATOR_BYTES));
  const layout = JUPITER_ROUTE_LAYOUTS.find((known) => known.discriminator === discriminator);
  if (layout !== undefined) return layout;
  const refused = JUPITER_REFUSED_INSTRUCTIONS.find(
    (known) => known.discriminator === discriminator,
  );
  return refused === undefined
    ? { reason: `instruction ${discriminator} is not a known swap` }
    : { reason: `${refused.variant} is not traded through: ${refused.reason}` };
}

function describeSwap(
  { variant }: JupiterRouteLayout,
  { amountIn, quotedOut, slippageBps, platformFeeBps }: JupiterArguments,
  accounts: JupiterAccounts,
): DecodedSwap | UndecodableSwap {
  const { authority, source, sourceMint, destinationMint, platformFeeAccount } = accounts;
  const destination = accounts.otherDestination ?? accounts.destination;
  if (authority === undefined || source === undefined || destination === undefined) {
    return { reason: `${variant} names no authority, source or destination` };
  }
  return {
    variant,
    amountIn,
    minimumOut: quotedOut - divFloor(quotedOut * BigInt(slippageBps), BPS_PER_WHOLE),
    authority,
    source,
    destination,
    ...(sourceMint === undefined ? {} : { sourceMint }),
    ...(destinationMint === undefined ? {} : { destinationMint }),
    platformFeeBps,
    ...(platformFeeAccount === undefined ? {} : { platformFeeAccount }),
  };
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
