import { WRAPPED_SOL } from '../../../src/facts/walletAccounts.ts';
import { PLAN } from '../../../src/testing/tradeFixtures.ts';
import { OTHER_MINT, replaceAccount, STRANGER, STRANGERS_ACCOUNT } from '../answerScene.ts';
import type { HostileAnswer } from '../hostileCase.ts';

const mismatch = (field: string) => ({ code: 'APPROVE__SWAP_MISMATCH', says: `another ${field}` });
const NOT_UNDERSTOOD = 'APPROVE__SWAP_NOT_UNDERSTOOD';
const OTHER_ACCOUNT = { code: 'APPROVE__REFUSED', says: 'instruction 6 (wallet-account)' };
/** A Token-2022 mint and its program: the tricks of the newer program begin with mixing the two. */
const TOKEN_2022 = 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb';

/** Accounts that are not those of the trade. */
export const accountAnswers: readonly HostileAnswer[] = [
  {
    name: 'sends the output to a stranger',
    scene: 'buy by route_v2',
    tamper: (answer, { at }) =>
      replaceAccount(answer, at('destination'), { pubkey: STRANGERS_ACCOUNT }),
    verdict: mismatch('destination account'),
  },
  {
    name: 'sends the proceeds of a sell to a stranger',
    scene: "sell by the sandbox's program",
    tamper: (answer, { at }) =>
      replaceAccount(answer, at('destination'), { pubkey: STRANGERS_ACCOUNT }),
    verdict: mismatch('destination account'),
  },
  {
    name: 'names a stranger as the other destination',
    scene: 'buy by route_v2',
    tamper: (answer, { at }) =>
      replaceAccount(answer, at('otherDestination'), {
        pubkey: STRANGERS_ACCOUNT,
        isWritable: true,
      }),
    verdict: mismatch('destination account'),
  },
  {
    name: 'names a stranger as the other destination of the older layout',
    scene: 'buy by route',
    tamper: (answer, { at }) =>
      replaceAccount(answer, at('otherDestination'), {
        pubkey: STRANGERS_ACCOUNT,
        isWritable: true,
      }),
    verdict: mismatch('destination account'),
  },
  {
    name: 'sends the output to another token account of the wallet',
    scene: 'buy by route_v2',
    tamper: (answer, { at }) =>
      replaceAccount(answer, at('destination'), { pubkey: PLAN.otherTokenAccount }),
    verdict: mismatch('destination account'),
  },
  {
    name: 'pays from another token account of the wallet',
    scene: 'buy by route_v2',
    tamper: (answer, { at }) =>
      replaceAccount(answer, at('source'), { pubkey: PLAN.otherTokenAccount }),
    verdict: mismatch('source account'),
  },
  {
    name: 'pays from the account of a stranger who trusts the venue',
    scene: "buy by the sandbox's program",
    tamper: (answer, { at }) => replaceAccount(answer, at('source'), { pubkey: STRANGERS_ACCOUNT }),
    verdict: mismatch('source account'),
  },
  {
    name: 'exchanges source and destination',
    scene: 'buy by route_v2',
    tamper: (answer, { at }) => {
      replaceAccount(answer, at('source'), { pubkey: PLAN.tokenAccount });
      replaceAccount(answer, at('destination'), { pubkey: PLAN.wrappedSol });
    },
    verdict: mismatch('source account'),
  },
  {
    name: 'sells where it was to buy, accounts and mints exchanged',
    scene: "buy by the sandbox's program",
    tamper: (answer, { at }) => {
      replaceAccount(answer, at('source'), { pubkey: PLAN.tokenAccount });
      replaceAccount(answer, at('destination'), { pubkey: PLAN.wrappedSol });
      replaceAccount(answer, at('sourceMint'), { pubkey: PLAN.mint });
      replaceAccount(answer, at('destinationMint'), { pubkey: WRAPPED_SOL });
    },
    verdict: mismatch('source account'),
  },
  {
    name: 'swaps an account with itself',
    scene: 'buy by route_v2',
    tamper: (answer, { at }) =>
      replaceAccount(answer, at('destination'), { pubkey: PLAN.wrappedSol }),
    verdict: mismatch('destination account'),
  },
  {
    name: 'names another mint for the output',
    scene: 'buy by route_v2',
    tamper: (answer, { at }) =>
      replaceAccount(answer, at('destinationMint'), { pubkey: OTHER_MINT }),
    verdict: mismatch('destination mint'),
  },
  {
    name: 'names another mint for the input',
    scene: "sell by the sandbox's program",
    tamper: (answer, { at }) => replaceAccount(answer, at('sourceMint'), { pubkey: OTHER_MINT }),
    verdict: mismatch('source mint'),
  },
  {
    name: 'lets a stranger be the authority',
    scene: 'buy by route_v2',
    tamper: (answer, { at }) => replaceAccount(answer, at('authority'), { pubkey: STRANGER }),
    verdict: { code: 'APPROVE__REFUSED', says: `signers ${PLAN.wallet}, ${STRANGER}` },
  },
  {
    name: 'wants the signature of a stranger among the hops',
    scene: 'buy by route_v2',
    tamper: (answer) => replaceAccount(answer, 10, { isSigner: true }),
    verdict: { code: 'APPROVE__REFUSED', says: '(signers)' },
  },
  {
    name: 'slips another token account of the wallet in among the hops',
    scene: 'buy by route_v2',
    tamper: (answer) => replaceAccount(answer, 10, { pubkey: PLAN.otherTokenAccount }),
    verdict: OTHER_ACCOUNT,
  },
  {
    name: 'slips another token account of the wallet in, behind all that a route needs',
    scene: 'buy by shared_accounts_route_v2',
    tamper: ({ swapInstruction }) => {
      const pubkey = PLAN.otherTokenAccount;
      swapInstruction.accounts.push({ pubkey, isSigner: false, isWritable: false });
    },
    verdict: OTHER_ACCOUNT,
  },
  {
    name: 'slips another token account of the wallet in as the vault of the pool',
    scene: "buy by the sandbox's program",
    tamper: (answer, { at }) =>
      replaceAccount(answer, at('sourceVault'), { pubkey: PLAN.otherTokenAccount }),
    verdict: OTHER_ACCOUNT,
  },
  {
    name: "hands the wallet's signature to a token program of its own",
    scene: 'buy by route_v2',
    tamper: (answer, { at }) =>
      replaceAccount(answer, at('sourceTokenProgram'), { pubkey: STRANGER }),
    verdict: { code: NOT_UNDERSTOOD, says: 'sourceTokenProgram' },
  },
  {
    name: 'puts Token-2022 where the older layout has its token program, and a stranger after it',
    scene: 'buy by shared_accounts_route',
    tamper: (answer, { at }) => {
      replaceAccount(answer, at('tokenProgram'), { pubkey: TOKEN_2022 });
      replaceAccount(answer, at('token2022Program'), { pubkey: STRANGER });
    },
    verdict: { code: NOT_UNDERSTOOD, says: 'token2022Program' },
  },
  {
    name: 'lets a program of its own be the event authority',
    scene: 'buy by route_v2',
    tamper: (answer, { at }) => replaceAccount(answer, at('eventAuthority'), { pubkey: STRANGER }),
    verdict: { code: NOT_UNDERSTOOD, says: 'eventAuthority' },
  },
  {
    name: 'shifts every account by one place',
    scene: 'buy by route_v2',
    tamper: ({ swapInstruction }) => {
      const extra = { pubkey: STRANGER, isSigner: false, isWritable: true };
      swapInstruction.accounts.splice(1, 0, extra);
    },
    verdict: { code: NOT_UNDERSTOOD, says: 'account' },
  },
  {
    name: 'leaves the hops and the end of the fixed accounts out',
    scene: 'buy by route_v2',
    tamper: ({ swapInstruction }) => {
      swapInstruction.accounts.splice(8);
    },
    verdict: { code: NOT_UNDERSTOOD, says: 'has 8 accounts, it needs 10' },
  },
  {
    name: 'marks the destination as readable only',
    scene: "buy by the sandbox's program",
    tamper: (answer, { at }) => replaceAccount(answer, at('sourceVault'), { isWritable: false }),
    verdict: { code: NOT_UNDERSTOOD, says: 'sourceVault (account 6) is not writable' },
  },
];
