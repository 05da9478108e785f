export type { Chain } from './chain.ts';
export type {
  DecodedSwap,
  SwapAccount,
  SwapDecoder,
  SwapInstruction,
  UndecodableSwap,
} from './ports/swapDecoder.ts';
export { createTokenAddress, type TokenAddress } from './tokenAddress.ts';
