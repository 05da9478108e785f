import { PLAN } from '../../../src/testing/tradeFixtures.ts';
import { fixtureStep } from '../../../src/venues/jupiter/testing/swapFixtures.ts';
import { WRAPPED_SOL } from '../../../src/facts/walletAccounts.ts';
import { OTHER_MINT, STRANGER } from '../answerScene.ts';
import type { HostileAnswer } from '../hostileCase.ts';

const MALFORMED = 'QUOTE__MALFORMED';
const MISMATCH = 'QUOTE__MISMATCH';
const NOT_ALLOWED = { code: 'BUILD__INSTRUCTIONS_NOT_ALLOWED', says: '1 instructions of its own' };

const tipInstruction = {
  programId: '11111111111111111111111111111111',
  accounts: [
    { pubkey: PLAN.wallet, isSigner: true, isWritable: true },
    { pubkey: STRANGER, isSigner: false, isWritable: true },
  ],
  data: 'AgAAAADh9QUAAAAA',
};

/** What stands around the swap: further instructions, the route's description, the form itself. */
export const envelopeAnswers: readonly HostileAnswer[] = [
  {
    name: 'wants an instruction of its own besides the swap',
    scene: 'buy by route_v2',
    tamper: (answer) => void answer.otherInstructions.push(tipInstruction),
    verdict: NOT_ALLOWED,
  },
  {
    name: 'wants a tip for a stranger',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.tipInstruction = tipInstruction;
    },
    verdict: NOT_ALLOWED,
  },
  {
    name: 'repeats the swap among its other instructions',
    scene: 'sell by route_v2',
    tamper: (answer) => void answer.otherInstructions.push(answer.swapInstruction),
    verdict: NOT_ALLOWED,
  },
  {
    name: 'answers for another token',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.outputMint = OTHER_MINT;
    },
    verdict: { code: MISMATCH, says: 'another outputMint' },
  },
  {
    name: 'answers for another input token',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.inputMint = OTHER_MINT;
    },
    verdict: { code: MISMATCH, says: 'another inputMint' },
  },
  {
    name: 'answers a swap with a fixed output',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.swapMode = 'ExactOut';
    },
    verdict: { code: MISMATCH, says: 'another swapMode' },
  },
  {
    name: 'routes over a pool that gives another token',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.routePlan = [fixtureStep(WRAPPED_SOL, OTHER_MINT)];
    },
    verdict: { code: MISMATCH, says: 'another routePlan output' },
  },
  {
    name: 'routes from a token that the trade does not have',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.routePlan = [fixtureStep(OTHER_MINT, PLAN.mint)];
    },
    verdict: { code: MISMATCH, says: 'another routePlan input' },
  },
  {
    name: 'routes over a fake pool that leads nowhere',
    scene: 'buy by route_v2',
    tamper: (answer) => void answer.routePlan.push(fixtureStep(OTHER_MINT, STRANGER)),
    verdict: { code: MISMATCH, says: 'another routePlan input' },
  },
  {
    name: 'routes in a circle',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.routePlan = [fixtureStep(WRAPPED_SOL, PLAN.mint), fixtureStep(PLAN.mint, WRAPPED_SOL)];
    },
    verdict: { code: MISMATCH, says: 'got none' },
  },
  {
    name: 'has no route',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.routePlan = [];
    },
    verdict: { code: MALFORMED, says: 'routePlan' },
  },
  {
    name: 'quotes an output that no account could hold',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.outAmount = String(2n ** 64n);
    },
    verdict: { code: MALFORMED, says: 'outAmount: more than a token account can hold' },
  },
  {
    name: 'quotes a negative output',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.outAmount = '-1';
    },
    verdict: { code: MALFORMED, says: 'outAmount: not a whole number' },
  },
  {
    name: 'quotes an output in another way of writing numbers',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.outAmount = '0x7d0';
    },
    verdict: { code: MALFORMED, says: 'outAmount: not a whole number' },
  },
  {
    name: 'promises at least more than it quotes',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.otherAmountThreshold = '2001';
    },
    verdict: { code: MALFORMED, says: 'more than outAmount' },
  },
  {
    name: 'hides the price impact in something that is no number',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      answer.priceImpactPct = 'NaN';
    },
    verdict: { code: MALFORMED, says: 'priceImpactPct: not a decimal ratio' },
  },
  {
    name: 'writes the data of the swap with stray bits behind the last byte',
    scene: 'buy by route_v2',
    tamper: ({ swapInstruction }) => {
      swapInstruction.data = 'u2Q=';
      swapInstruction.data = 'u2R=';
    },
    verdict: { code: MALFORMED, says: 'not instruction data in base64' },
  },
  {
    name: 'writes more data than a transaction has room for',
    scene: 'buy by route_v2',
    tamper: ({ swapInstruction }) => {
      swapInstruction.data = Buffer.alloc(1_300).toString('base64');
    },
    verdict: { code: MALFORMED, says: 'not instruction data in base64' },
  },
  {
    name: 'names an account that is no address',
    scene: 'buy by route_v2',
    tamper: ({ swapInstruction }) => {
      swapInstruction.accounts.push({ pubkey: 'wallet', isSigner: false, isWritable: true });
    },
    verdict: { code: MALFORMED, says: 'not an address' },
  },
  {
    name: 'names so many accounts that the transaction cannot be sent',
    scene: 'buy by route_v2',
    tamper: ({ swapInstruction }) => {
      for (let index = 0; index < 200; index += 1) {
        swapInstruction.accounts.push({ pubkey: STRANGER, isSigner: false, isWritable: true });
      }
      swapInstruction.data = Buffer.concat([
        Buffer.from(swapInstruction.data, 'base64'),
        Buffer.alloc(300),
      ]).toString('base64');
    },
    verdict: { code: 'BUILD__TRANSACTION_TOO_LARGE', says: 'the network takes 1232' },
  },
  {
    name: 'answers with a page instead of an answer',
    scene: 'buy by route_v2',
    tamper: () => '<html>503</html>',
    verdict: { code: MALFORMED, says: 'not JSON' },
  },
  {
    name: 'answers with nothing',
    scene: 'buy by route_v2',
    tamper: () => '{}',
    verdict: { code: MALFORMED, says: 'not a quote' },
  },
  {
    name: 'answers without end',
    scene: 'buy by route_v2',
    tamper: () => `"${'a'.repeat(1_000_001)}"`,
    verdict: { code: MALFORMED, says: 'at most 1000000 are read' },
  },
  {
    name: 'names the same field twice, the second time with another output',
    scene: 'buy by route_v2',
    tamper: (answer) => {
      const text = JSON.stringify(answer);
      return `${text.slice(0, -1)},"outAmount":"4000"}`;
    },
    verdict: { code: 'APPROVE__SWAP_MISMATCH', says: 'another minimum out' },
  },
];
