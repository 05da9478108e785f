import { madeUpAddress, PLAN } from '../../../src/testing/tradeFixtures.ts';
import { STRANGER } from '../answerScene.ts';
import { addInstruction, BUY_AT, refused, system, writeInstruction } from '../draftTools.ts';
import type { HostileDraft } from '../hostileCase.ts';
import { foreignInstructions } from './foreignInstructions.ts';

const SYSVAR_RECENT_BLOCKHASHES = 'SysvarRecentB1ockHashes11111111111111111111';
const NONCE_ACCOUNT = madeUpAddress(210);
const { wallet, tokenAccount } = PLAN;

const figures: readonly HostileDraft[] = [
  {
    name: 'pays a tip above the cap',
    scene: 'buy by route_v2',
    tamper: (message) =>
      writeInstruction(message, BUY_AT.tip, (data) => data.setBigUint64(4, 1_000_001n, true)),
    verdict: refused('instruction 11 (tip)'),
  },
  {
    name: 'pays the tip to a stranger',
    scene: 'buy by route_v2',
    tamper: ({ accounts, instructions }) => {
      const tip = instructions[BUY_AT.tip];
      if (tip !== undefined) tip.accountIndices[1] = accounts.push(STRANGER) - 1;
    },
    verdict: refused('instruction 11 (system)'),
  },
  {
    name: 'wraps a lamport more than the trade spends',
    scene: 'buy by route_v2',
    tamper: (message) =>
      writeInstruction(message, BUY_AT.wrap, (data) => data.setBigUint64(4, 100_000_001n, true)),
    verdict: refused('instruction 4 (wrap)'),
  },
  {
    name: 'offers a priority fee above the cap',
    scene: 'buy by route_v2',
    tamper: (message) =>
      writeInstruction(message, BUY_AT.price, (data) => data.setBigUint64(1, 10n ** 12n, true)),
    verdict: { code: 'BUILD__PRIORITY_FEE_EXCEEDS_MAXIMUM', says: 'is above' },
  },
  {
    name: 'asserts a base unit less of the token',
    scene: 'buy by route_v2',
    tamper: (message) =>
      writeInstruction(message, BUY_AT.assertToken, (data) => data.setBigUint64(1, 1_979n, true)),
    verdict: refused('the token balance is not asserted'),
  },
  {
    name: 'asserts a lamport less of SOL',
    scene: 'buy by route_v2',
    tamper: (message) =>
      writeInstruction(message, BUY_AT.floor, (data) =>
        data.setBigUint64(4, data.getBigUint64(4, true) - 1n, true),
      ),
    verdict: refused('the SOL floor is not asserted'),
  },
];

const without = (name: string, at: number, says: string): HostileDraft => ({
  name: `leaves out ${name}`,
  scene: 'buy by route_v2',
  tamper: ({ instructions }) => void instructions.splice(at, 1),
  verdict: refused(says),
});

const whole: readonly HostileDraft[] = [
  without('the compute limit', BUY_AT.limit, 'sets no compute unit limit'),
  without('the swap', BUY_AT.swap, 'it has no swap'),
  without('the revocation of delegates', BUY_AT.revoke, 'no delegate is revoked'),
  without('the assertion of the token', BUY_AT.assertToken, 'the token balance is not asserted'),
  without('the end of close authorities', BUY_AT.noCloser, 'no close authority is ruled out'),
  without('the unwrapping', BUY_AT.unwrap, 'is not unwrapped'),
  without('the assertion of SOL', BUY_AT.floor, 'the SOL floor is not asserted'),
  {
    name: 'asserts the token before the swap instead of behind it',
    scene: 'buy by route_v2',
    tamper: ({ instructions }) => {
      instructions.splice(BUY_AT.swap, 0, ...instructions.splice(BUY_AT.assertToken, 1));
    },
    verdict: refused('the token balance is not asserted'),
  },
  {
    name: 'spends after the last assertion',
    scene: 'buy by route_v2',
    tamper: ({ instructions }) => {
      instructions.push(...instructions.splice(BUY_AT.tip, 1));
    },
    verdict: refused('the SOL floor is not asserted at the end'),
  },
  {
    name: 'swaps twice',
    scene: 'buy by route_v2',
    tamper: ({ instructions }) => {
      const swap = instructions[BUY_AT.swap];
      if (swap !== undefined) instructions.splice(BUY_AT.swap, 0, swap);
    },
    verdict: refused('instruction 7 (repeat)'),
  },
  {
    name: 'takes a nonce value for its blockhash',
    scene: 'buy by route_v2',
    tamper: (message) => {
      message.blockhash = madeUpAddress(66);
    },
    verdict: refused('(blockhash)'),
  },
  {
    name: 'advances a nonce first, and takes its value for the blockhash',
    scene: 'buy by route_v2',
    tamper: (message) => {
      message.blockhash = madeUpAddress(66);
      const accounts = [NONCE_ACCOUNT, SYSVAR_RECENT_BLOCKHASHES, wallet];
      addInstruction(message, 0, system(4, accounts));
    },
    verdict: refused('(blockhash)'),
  },
  {
    name: 'advances a nonce first, and keeps our blockhash',
    scene: 'buy by route_v2',
    tamper: (message) => {
      const accounts = [NONCE_ACCOUNT, SYSVAR_RECENT_BLOCKHASHES, wallet];
      addInstruction(message, 0, system(4, accounts));
    },
    verdict: refused('instruction 0 (system)'),
  },
  {
    name: 'lets a stranger pay the fee',
    scene: 'buy by route_v2',
    tamper: ({ accounts }) => {
      accounts[0] = STRANGER;
    },
    verdict: refused('(signers)'),
  },
  {
    name: 'wants a second signature',
    scene: 'buy by route_v2',
    tamper: (message) => {
      message.signerCount = 2;
    },
    verdict: refused('(signers)'),
  },
  {
    name: 'names an account twice',
    scene: 'buy by route_v2',
    tamper: ({ accounts }) => void accounts.push(tokenAccount),
    verdict: refused('(accounts)'),
  },
  {
    name: 'names an account that is not there',
    scene: 'buy by route_v2',
    tamper: ({ instructions }) => void instructions[BUY_AT.swap]?.accountIndices.push(200),
    verdict: refused('instruction 6 (lookup)'),
  },
];

/** Drafts that a defect or an intruder has changed on their way from the builder to the policy. */
export const draftAttacks: readonly HostileDraft[] = [...foreignInstructions, ...figures, ...whole];
