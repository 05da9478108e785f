import { madeUpAddress, PLAN } from '../../../src/testing/tradeFixtures.ts';
import { fixtureStep } from '../../../src/venues/jupiter/testing/swapFixtures.ts';
import { WRAPPED_SOL } from '../../../src/facts/walletAccounts.ts';
import {
  OTHER_MINT,
  rewriteData,
  SCENE_NAMES,
  TABLE,
  writeData,
  type AnswerScene,
} from '../answerScene.ts';
import type { HostileAnswer } from '../hostileCase.ts';

function alsoOnChain({ tables }: AnswerScene, entries: readonly string[]): void {
  Object.assign(tables, { [TABLE]: entries });
}

/** Valid answers, plain and odd, which must not be refused with the others. */
export const honestAnswers: readonly HostileAnswer[] = [
  ...SCENE_NAMES.map((scene): HostileAnswer => ({
    name: `answers a ${scene}`,
    scene,
    tamper: () => undefined,
    verdict: 'approved',
  })),
  {
    name: 'quotes less slippage to the program than was asked for',
    scene: 'buy by route_v2',
    tamper: (answer) => writeData(answer, { offset: 24, bytes: 2 }, 50n),
    verdict: 'approved',
  },
  {
    name: 'routes over two pools',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.routePlan = [fixtureStep(WRAPPED_SOL, OTHER_MINT), fixtureStep(OTHER_MINT, PLAN.mint)];
      rewriteData(answer, (data) => {
        const step = data.subarray(34);
        data.writeUInt32LE(2, 30);
        return Buffer.concat([data, step]);
      });
    },
    verdict: 'approved',
  },
  {
    name: 'names the source and the destination again among the hops',
    scene: 'buy by route_v2',
    tamper: ({ swapInstruction }) => {
      for (const pubkey of [PLAN.wrappedSol, PLAN.tokenAccount]) {
        swapInstruction.accounts.push({ pubkey, isSigner: false, isWritable: true });
      }
    },
    verdict: 'approved',
  },
  {
    name: 'uses a table that also holds accounts of the wallet',
    scene: 'buy through a lookup table',
    tamper: (answer, scene) => {
      const entries = [PLAN.tokenAccount, PLAN.wrappedSol, PLAN.wallet, madeUpAddress(101)];
      answer.addressesByLookupTableAddress = { [TABLE]: entries };
      alsoOnChain(scene, entries);
    },
    verdict: 'approved',
  },
  {
    name: 'uses a table in which an address stands twice',
    scene: 'buy through a lookup table',
    tamper: (answer, scene) => {
      const entries = [madeUpAddress(101), madeUpAddress(101), madeUpAddress(102)];
      answer.addressesByLookupTableAddress = { [TABLE]: entries };
      alsoOnChain(scene, entries);
    },
    verdict: 'approved',
  },
  {
    name: 'tells only the beginning of a table',
    scene: 'buy through a lookup table',
    tamper: (answer) => void answer.addressesByLookupTableAddress?.[TABLE]?.pop(),
    verdict: 'approved',
  },
];
