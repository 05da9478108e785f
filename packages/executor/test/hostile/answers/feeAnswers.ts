import { replaceAccount, STRANGERS_ACCOUNT, writeData } from '../answerScene.ts';
import type { HostileAnswer } from '../hostileCase.ts';

const FEE = { code: 'APPROVE__SWAP_MISMATCH', says: 'another platform fee than' };
const FEE_ACCOUNT = { code: 'APPROVE__SWAP_MISMATCH', says: 'another platform fee account' };

/** Shares of the output for somebody who was not asked to take one. */
export const feeAnswers: readonly HostileAnswer[] = [
  {
    name: 'takes a platform fee inside the bytes',
    scene: 'buy by route_v2',
    tamper: (answer) => writeData(answer, { offset: 26, bytes: 2 }, 50n),
    verdict: FEE,
  },
  {
    name: 'takes the whole output as a platform fee',
    scene: 'sell by route_v2',
    tamper: (answer) => writeData(answer, { offset: 26, bytes: 2 }, 10_000n),
    verdict: FEE,
  },
  {
    name: 'takes more than the whole output as a platform fee',
    scene: 'buy by route_v2',
    tamper: (answer) => writeData(answer, { offset: 26, bytes: 2 }, 10_001n),
    verdict: { code: 'APPROVE__SWAP_NOT_UNDERSTOOD', says: 'platform fee is 10001 bps' },
  },
  {
    name: 'takes a platform fee of one basis point over shared accounts',
    scene: 'buy by shared_accounts_route_v2',
    tamper: (answer) => writeData(answer, { offset: 27, bytes: 2 }, 1n),
    verdict: FEE,
  },
  {
    name: 'takes a platform fee into an account of its own',
    scene: 'buy by route',
    tamper: (answer, { at }) => {
      writeData(answer, { offset: -1, bytes: 1 }, 255n);
      replaceAccount(answer, at('platformFeeAccount'), {
        pubkey: STRANGERS_ACCOUNT,
        isWritable: true,
      });
    },
    verdict: FEE,
  },
  {
    name: 'names a platform fee account and no fee',
    scene: 'buy by route',
    tamper: (answer, { at }) =>
      replaceAccount(answer, at('platformFeeAccount'), {
        pubkey: STRANGERS_ACCOUNT,
        isWritable: true,
      }),
    verdict: FEE_ACCOUNT,
  },
  {
    name: 'names a platform fee account over shared accounts',
    scene: 'buy by shared_accounts_route',
    tamper: (answer, { at }) =>
      replaceAccount(answer, at('platformFeeAccount'), {
        pubkey: STRANGERS_ACCOUNT,
        isWritable: true,
      }),
    verdict: FEE_ACCOUNT,
  },
  {
    name: 'keeps the positive slippage',
    scene: 'buy by route_v2',
    tamper: (answer) => writeData(answer, { offset: 28, bytes: 2 }, 5_000n),
    verdict: { code: 'APPROVE__SWAP_NOT_UNDERSTOOD', says: 'positive slippage' },
  },
];
