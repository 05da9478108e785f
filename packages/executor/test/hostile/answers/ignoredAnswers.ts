import { PLAN } from '../../../src/testing/tradeFixtures.ts';
import { TOKEN_PROGRAM_ADDRESS } from '../../../src/facts/tokenProgram.ts';
import { STRANGER, STRANGERS_ACCOUNT, type AnsweredInstruction } from '../answerScene.ts';
import type { HostileAnswer } from '../hostileCase.ts';

const signer = { pubkey: PLAN.wallet, isSigner: true, isWritable: true };
const writable = (pubkey: string) => ({ pubkey, isSigner: false, isWritable: true });

const token = (data: readonly number[], accounts: string[]): AnsweredInstruction => ({
  programId: TOKEN_PROGRAM_ADDRESS,
  accounts: [...accounts.map(writable), signer],
  data: Buffer.from(data).toString('base64'),
});

/**
 * Attacks in parts of the answer that nobody takes: the trade goes on with the very bytes that the
 * valid answer leads to.
 */
export const ignoredAnswers: readonly HostileAnswer[] = [
  {
    name: 'makes a stranger the delegate of the token account in its setup',
    scene: 'buy by route_v2',
    tamper: (answer) =>
      void answer.setupInstructions.push(
        token([4, ...Array<number>(8).fill(255)], [PLAN.tokenAccount, STRANGER]),
      ),
    verdict: 'approved',
  },
  {
    name: 'moves tokens to a stranger in its setup',
    scene: 'sell by route_v2',
    tamper: (answer) =>
      void answer.setupInstructions.push(
        token([3, 232, 3, 0, 0, 0, 0, 0, 0], [PLAN.tokenAccount, STRANGERS_ACCOUNT]),
      ),
    verdict: 'approved',
  },
  {
    name: 'closes the wrapped SOL to a stranger in its cleanup',
    scene: 'sell by route_v2',
    tamper: (answer) => {
      answer.cleanupInstruction = token([9], [PLAN.wrappedSol, STRANGER]);
    },
    verdict: 'approved',
  },
  {
    name: 'asks for a price of a compute unit beyond all measure',
    scene: 'buy by route_v2',
    tamper: (answer) =>
      void answer.computeBudgetInstructions.push({
        programId: 'ComputeBudget111111111111111111111111111111',
        accounts: [],
        data: Buffer.of(3, 255, 255, 255, 255, 255, 255, 255, 127).toString('base64'),
      }),
    verdict: 'approved',
  },
  {
    name: 'gives a nonce value, or any other, for a blockhash',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.blockhashWithMetadata = {
        blockhash: Array<number>(32).fill(66),
        lastValidBlockHeight: 9_999_999,
      };
    },
    verdict: 'approved',
  },
];
