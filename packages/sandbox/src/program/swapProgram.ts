import { address, type Address } from '@solana/kit';

/**
 * Address of the sandbox's swap program, the same in every sandbox so that a configuration that
 * allows it stays valid. Nobody holds a key for it: the program is placed there, not deployed.
 */
export const SANDBOX_SWAP_PROGRAM_ADDRESS: Address<'8UGgoNTd5HXC4RpZ2NW3MjgX48MTAVLbgBMFG7w6xTkq'> =
  address('8UGgoNTd5HXC4RpZ2NW3MjgX48MTAVLbgBMFG7w6xTkq');

/** Custom error the program fails with when the output would be below the minimum out. */
export const SLIPPAGE_EXCEEDED_ERROR_CODE = 6001;
