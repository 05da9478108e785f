import { asTokenAccount, type TokenAccount } from '../account.ts';
import { associatedTokenAddress } from '../derivedAddress.ts';
import {
  customError,
  type InstructionFailure,
  type InstructionFrame,
} from '../instructionFrame.ts';
import { poolAddressOf } from '../poolAddress.ts';
import {
  MODEL_SWAP_PROGRAM_ADDRESS,
  TOKEN_2022_PROGRAM,
  TOKEN_PROGRAM,
  WRAPPED_SOL,
} from '../programAddresses.ts';
import {
  SWAP_ACCOUNT_COUNT,
  SWAP_DATA_BYTES,
  SWAP_ERROR,
  SWAP_EXACT_IN_TAG,
  SWAP_OFFSET,
  SWAP_PLACE,
} from '../swapLayout.ts';
import { amountOutOf } from '../swapMath.ts';
import { transferUnits } from './runTokenInstruction.ts';

/** Addresses of the instruction's accounts, by what they are. */
type Places = Readonly<Record<keyof typeof SWAP_PLACE, string>>;

/** One of the two tokens of a swap as its mint and accounts are. */
interface Side {
  readonly mint: string;
  readonly tokenProgram: string;
  readonly decimals: number;
  readonly vault: TokenAccount;
}

/**
 * Runs the swap program: the same instruction, checks, formula and error codes as the program that
 * the sandbox deploys, so that one decoder fits both.
 */
export function runSwapInstruction(frame: InstructionFrame): InstructionFailure | undefined {
  if (frame.accountCount !== SWAP_ACCOUNT_COUNT) return fail(SWAP_ERROR.accountsMissing);
  const { data } = frame;
  if (data.length !== SWAP_DATA_BYTES || data[0] !== SWAP_EXACT_IN_TAG) {
    return fail(SWAP_ERROR.instructionDataInvalid);
  }
  const places = placesOf(frame);
  if (!frame.isSigner(SWAP_PLACE.authority)) return fail(SWAP_ERROR.authorityNotSigner);
  const sides = checkSides(frame, places);
  return Array.isArray(sides) ? swap(frame, places, sides) : fail(sides);
}

/** Written out: made of the list of names, they cost as much as all the rest of the swap. */
function placesOf(frame: InstructionFrame): Places {
  return {
    authority: frame.addressAt(SWAP_PLACE.authority),
    source: frame.addressAt(SWAP_PLACE.source),
    destination: frame.addressAt(SWAP_PLACE.destination),
    sourceMint: frame.addressAt(SWAP_PLACE.sourceMint),
    destinationMint: frame.addressAt(SWAP_PLACE.destinationMint),
    pool: frame.addressAt(SWAP_PLACE.pool),
    sourceVault: frame.addressAt(SWAP_PLACE.sourceVault),
    destinationVault: frame.addressAt(SWAP_PLACE.destinationVault),
    sourceTokenProgram: frame.addressAt(SWAP_PLACE.sourceTokenProgram),
    destinationTokenProgram: frame.addressAt(SWAP_PLACE.destinationTokenProgram),
  };
}

function fail(code: number): InstructionFailure {
  return customError(MODEL_SWAP_PROGRAM_ADDRESS, code);
}

function checkSides(frame: InstructionFrame, places: Places): [Side, Side] | number {
  const { sourceMint, destinationMint, sourceTokenProgram, destinationTokenProgram } = places;
  const programs = [sourceTokenProgram, destinationTokenProgram];
  if (programs.some((program) => program !== TOKEN_PROGRAM && program !== TOKEN_2022_PROGRAM)) {
    return SWAP_ERROR.tokenProgramNotAllowed;
  }
  const [sourceMintAccount, destinationMintAccount] = [sourceMint, destinationMint].map((mint) =>
    frame.read(mint),
  );
  if (
    sourceMintAccount?.content.kind !== 'mint' ||
    destinationMintAccount?.content.kind !== 'mint' ||
    sourceMintAccount.program !== sourceTokenProgram ||
    destinationMintAccount.program !== destinationTokenProgram ||
    asTokenAccount(frame.read(places.source))?.content.mint !== sourceMint ||
    asTokenAccount(frame.read(places.destination))?.content.mint !== destinationMint ||
    sourceMint === destinationMint
  ) {
    return SWAP_ERROR.mintMismatch;
  }
  const pool = poolAddressOf(sourceMint, destinationMint);
  if (pool.address !== places.pool || pool.bump !== frame.data[SWAP_OFFSET.poolBump]) {
    return SWAP_ERROR.poolMismatch;
  }
  const sourceVault = vaultOf(frame, places, 'source');
  const destinationVault = vaultOf(frame, places, 'destination');
  if (sourceVault === undefined || destinationVault === undefined) return SWAP_ERROR.vaultMismatch;
  return [
    {
      mint: sourceMint,
      tokenProgram: sourceTokenProgram,
      decimals: sourceMintAccount.content.decimals,
      vault: sourceVault,
    },
    {
      mint: destinationMint,
      tokenProgram: destinationTokenProgram,
      decimals: destinationMintAccount.content.decimals,
      vault: destinationVault,
    },
  ];
}

function vaultOf(
  frame: InstructionFrame,
  places: Places,
  side: 'source' | 'destination',
): TokenAccount | undefined {
  const { address, bump } = associatedTokenAddress({
    owner: places.pool,
    mint: places[`${side}Mint`],
    tokenProgram: places[`${side}TokenProgram`],
  });
  const isNamed =
    address === places[`${side}Vault`] && bump === frame.data[SWAP_OFFSET[`${side}VaultBump`]];
  return isNamed ? asTokenAccount(frame.read(address)) : undefined;
}

function swap(
  frame: InstructionFrame,
  places: Places,
  [source, destination]: [Side, Side],
): InstructionFailure | undefined {
  const view = new DataView(frame.data.buffer, frame.data.byteOffset, frame.data.byteLength);
  const amountIn = view.getBigUint64(SWAP_OFFSET.amountIn, true);
  const minimumOut = view.getBigUint64(SWAP_OFFSET.minimumOut, true);
  const [reserveIn, reserveOut] = [source.vault.content.units, destination.vault.content.units];
  if (reserveIn === 0n || reserveOut === 0n) return fail(SWAP_ERROR.poolEmpty);
  const paidIn = transferUnits(frame, {
    ...source,
    from: places.source,
    to: places.sourceVault,
    authority: places.authority,
    units: amountIn,
  });
  if (paidIn !== undefined) return paidIn;
  const amountOut = amountOutOf({
    sourceMint: source.mint,
    amountIn,
    reserveIn,
    reserveOut,
    lamportsPerWholeToken: scriptedPrice(frame, places),
    decimals: source.mint === WRAPPED_SOL ? destination.decimals : source.decimals,
  });
  if (amountOut === 0n) return fail(SWAP_ERROR.amountTooSmall);
  const paidOut = transferUnits(frame, {
    ...destination,
    from: places.destinationVault,
    to: places.destination,
    authority: places.pool,
    units: amountOut,
  });
  if (paidOut !== undefined) return paidOut;
  return amountOut < minimumOut ? fail(SWAP_ERROR.slippageExceeded) : undefined;
}

function scriptedPrice(frame: InstructionFrame, { pool }: Places): bigint | undefined {
  const content = frame.read(pool)?.content;
  return content?.kind === 'pool' ? content.lamportsPerWholeToken : undefined;
}
