import { address, type Address } from '@solana/kit';

import { programPath } from './programPath.ts';

/** Address at which tests deploy the program with two faces (see `program/twoFaced.c`). */
export const TWO_FACED_PROGRAM_ADDRESS: Address<'TwoFacedxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'> =
  address('TwoFacedxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx');

/** File with the compiled program. */
export const TWO_FACED_PROGRAM_PATH: string = programPath('twoFaced');

/** What the program does once it is armed, as byte 18 of its instruction data. */
export const TWO_FACED_ATTACK = {
  none: 0,
  payNothing: 1,
  payShort: 2,
  takeSol: 3,
  takeAllOfSource: 4,
  delegate: 5,
  giveAway: 6,
  assignWallet: 7,
  burn: 8,
  closeSource: 9,
  takeClosing: 10,
} as const;
