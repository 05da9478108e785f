import { TWO_FACED_ATTACK as ATTACK } from '@quantbot/sandbox';

import type { HostileProgram } from '../hostileCase.ts';

const FAILS = 'fails on chain and costs its fee alone';
const UNDONE = 'lands, and what was done beside the swap is undone by the transaction itself';
const LANDS = 'lands as it was simulated';

/**
 * What a program does that swaps honestly when it is simulated and shows another face when it runs. No reading of bytes and no
 * simulation can tell: the transaction itself has to keep the money.
 */
export const programAttacks: readonly HostileProgram[] = [
  {
    name: 'pays nothing for the SOL it takes',
    scene: 'buy of SPARK',
    attack: ATTACK.payNothing,
    target: 'source',
    verdict: FAILS,
  },
  {
    name: 'pays nothing for the tokens it takes',
    scene: 'sell of NOVA',
    attack: ATTACK.payNothing,
    target: 'source',
    verdict: FAILS,
  },
  {
    name: 'pays less than the least output, by next to nothing',
    scene: 'buy of NOVA',
    attack: ATTACK.payShort,
    target: 'source',
    verdict: FAILS,
  },
  {
    name: 'pays less than the least proceeds, by next to nothing',
    scene: 'sell of SPARK',
    attack: ATTACK.payShort,
    target: 'source',
    verdict: FAILS,
  },
  {
    name: "takes SOL out of the wallet with the wallet's signature",
    scene: 'buy of SPARK',
    attack: ATTACK.takeSol,
    target: 'source',
    hasSystem: true,
    verdict: FAILS,
  },
  {
    name: 'takes SOL out of the wallet while it pays for the tokens',
    scene: 'sell of SPARK',
    attack: ATTACK.takeSol,
    target: 'source',
    hasSystem: true,
    verdict: FAILS,
  },
  {
    name: 'makes itself the owner of the wallet',
    scene: 'buy of SPARK',
    attack: ATTACK.assignWallet,
    target: 'source',
    hasSystem: true,
    verdict: FAILS,
  },
  {
    name: 'takes all the tokens instead of those that are sold',
    scene: 'sell of SPARK',
    attack: ATTACK.takeAllOfSource,
    target: 'source',
    verdict: FAILS,
  },
  {
    name: 'takes all the tokens of Token-2022 instead of those that are sold',
    scene: 'sell of NOVA',
    attack: ATTACK.takeAllOfSource,
    target: 'source',
    verdict: FAILS,
  },
  {
    name: 'burns a little of what it has paid',
    scene: 'buy of SPARK',
    attack: ATTACK.burn,
    target: 'destination',
    verdict: FAILS,
  },
  {
    name: 'burns a little of what stays',
    scene: 'sell of NOVA',
    attack: ATTACK.burn,
    target: 'source',
    verdict: FAILS,
  },
  {
    name: 'closes the account of the wrapped SOL into its own pocket',
    scene: 'buy of SPARK',
    attack: ATTACK.closeSource,
    target: 'source',
    verdict: FAILS,
  },
  {
    name: 'makes itself the delegate of the token account',
    scene: 'buy of SPARK',
    attack: ATTACK.delegate,
    target: 'destination',
    verdict: UNDONE,
  },
  {
    name: 'makes itself the delegate of the rest that is not sold',
    scene: 'sell of SPARK',
    attack: ATTACK.delegate,
    target: 'source',
    verdict: UNDONE,
  },
  {
    name: 'makes itself the delegate of an account of Token-2022',
    scene: 'buy of NOVA',
    attack: ATTACK.delegate,
    target: 'destination',
    verdict: UNDONE,
  },
  {
    name: 'becomes the owner of the token account and leaves the wallet as its delegate',
    scene: 'buy of SPARK',
    attack: ATTACK.giveAway,
    target: 'destination',
    verdict: FAILS,
  },
  {
    name: 'becomes the owner of an account of Token-2022 and leaves the wallet as its delegate',
    scene: 'buy of NOVA',
    attack: ATTACK.giveAway,
    target: 'destination',
    verdict: FAILS,
  },
  {
    name: 'becomes the owner of the rest that is not sold',
    scene: 'sell of NOVA',
    attack: ATTACK.giveAway,
    target: 'source',
    verdict: FAILS,
  },
  {
    name: 'becomes the owner of the account of the wrapped SOL',
    scene: 'sell of SPARK',
    attack: ATTACK.giveAway,
    target: 'destination',
    verdict: FAILS,
  },
  {
    name: 'becomes the one who may close the token account',
    scene: 'buy of SPARK',
    attack: ATTACK.takeClosing,
    target: 'destination',
    verdict: FAILS,
  },
  {
    name: 'becomes the one who may close an account of Token-2022',
    scene: 'buy of NOVA',
    attack: ATTACK.takeClosing,
    target: 'destination',
    verdict: FAILS,
  },
  {
    name: 'becomes the one who may close the account of the rest that is not sold',
    scene: 'sell of SPARK',
    attack: ATTACK.takeClosing,
    target: 'source',
    verdict: FAILS,
  },
  {
    name: 'has nothing but its honest face',
    scene: 'buy of SPARK',
    attack: ATTACK.none,
    target: 'source',
    verdict: LANDS,
  },
  {
    name: 'has nothing but its honest face, for Token-2022',
    scene: 'sell of NOVA',
    attack: ATTACK.none,
    target: 'source',
    verdict: LANDS,
  },
];
