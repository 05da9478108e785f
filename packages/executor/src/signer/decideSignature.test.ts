import { fault, isFault, type Fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import { draftOf, rewrite } from '../testing/policyFixtures.ts';
import { createSignerScene, SCENE_CAPS, type SignerScene } from '../testing/signerScene.ts';
import {
  buyPlan,
  madeUpAddress,
  madeUpSwap,
  PLAN,
  PLAN_KEY,
  sellPlan,
} from '../testing/tradeFixtures.ts';
import { TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { decideSignature } from './decideSignature.ts';

const BUY_LAMPORTS = 100_000_000n;
const FEES = 5_000n + 1_000_000n + 1_000_000n;
const RENT = 2_039_280n;
const OUTFLOW = BUY_LAMPORTS + FEES + RENT;
const HOUR_MS = 3_600_000;

/** Nothing is lost when the signer sees the balance that is asserted. */
const BALANCE = 500_000_000n;
const buy = (floor = BALANCE - OUTFLOW) => draftOf(buyPlan({ solFloorLamports: floor }));
const sell = (changes = {}) =>
  draftOf(
    sellPlan({
      mint: { ...buyPlan().mint },
      solFloorLamports: BALANCE - FEES,
      ...changes,
    }),
  );

async function refusalOf(
  { parts, signed, ledger }: SignerScene,
  bytes: Uint8Array,
): Promise<Fault> {
  const before = ledger.room(parts.nowMs());
  const answer = await decideSignature(parts, bytes);
  if (!isFault(answer)) throw new Error('it was signed');
  expect(signed).toHaveLength(0);
  expect(ledger.room(parts.nowMs())).toEqual(before);
  return answer;
}

describe('decideSignature', () => {
  it('signs exactly the bytes of an honest buy, and counts what leaves', async () => {
    const scene = createSignerScene();
    const bytes = buy();
    const answer = await decideSignature(scene.parts, bytes);
    if (isFault(answer)) throw new Error(answer.message);
    expect(answer).toMatchObject({ side: 'buy', mint: PLAN.mint, lamports: OUTFLOW });
    const { signature } = answer;
    const claim = { publicKey: PLAN_KEY.publicKey, signature, message: bytes };
    expect(createNodePlatform().verifyEd25519(claim)).toBe(true);
    expect(scene.ledger.room(scene.nowMs).lamports).toBe(SCENE_CAPS.hourLamportsMax - OUTFLOW);
  });

  it('signs an honest sell, which costs its fees alone', async () => {
    const scene = createSignerScene({ tokenUnits: 1_000n });
    const answer = await decideSignature(scene.parts, sell());
    expect(answer).toMatchObject({ side: 'sell', lamports: FEES });
  });

  it('holds base units of a token against no cap that is in lamports', async () => {
    const scene = createSignerScene({ tokenUnits: 1_000n, caps: { tradeLamportsMax: 1n } });
    expect(await decideSignature(scene.parts, sell())).toMatchObject({ side: 'sell' });
  });

  it('gives the same signature for the same bytes and counts them once, also at the cap', async () => {
    const scene = createSignerScene({
      caps: { hourLamportsMax: OUTFLOW, dayLamportsMax: OUTFLOW },
    });
    const bytes = buy();
    const first = await decideSignature(scene.parts, bytes);
    const again = await decideSignature(scene.parts, bytes);
    if (isFault(first) || isFault(again)) throw new Error(JSON.stringify([first, again]));
    expect(again.signature).toEqual(first.signature);
    expect(again.lamports).toBe(0n);
    const other = rewrite(bytes, (message) => void (message.blockhash = madeUpAddress(78)));
    expect(await decideSignature(scene.parts, other)).toMatchObject({ code: 'APPROVE__REFUSED' });
    scene.nowMs += HOUR_MS * 25;
    expect(await decideSignature(scene.parts, other)).toMatchObject({ lamports: OUTFLOW });
  });

  it.each([
    ['tradeLamportsMax', { tradeLamportsMax: BUY_LAMPORTS - 1n }],
    ['signaturesPerMinuteMax', { signaturesPerMinuteMax: 0 }],
    ['hourLamportsMax', { hourLamportsMax: OUTFLOW - 1n }],
    ['dayLamportsMax', { dayLamportsMax: OUTFLOW - 1n }],
  ])('refuses above %s, to the lamport', async (cap, caps) => {
    // The balance leaves no doubt about more than the amounts, so the cap itself is what refuses.
    const scene = createSignerScene({ caps, lamports: BALANCE - OUTFLOW + 1n });
    expect(await refusalOf(scene, buy())).toMatchObject({
      code: 'SIGNER__CAP_EXCEEDED',
      context: { cap },
    });
  });

  it('refuses while the halt file is there, or cannot be looked at', async () => {
    const scene = createSignerScene();
    for (const haltFile of [
      { kind: 'present', text: '' },
      { kind: 'unreadable', reason: 'EACCES' },
    ] as const) {
      scene.haltFile = haltFile;
      expect((await refusalOf(scene, buy())).code).toBe('RISK__TRADING_HALTED');
    }
    scene.haltFile = { kind: 'absent' };
    expect(isFault(await decideSignature(scene.parts, buy()))).toBe(false);
  });

  it('looks at nothing while it is halted', async () => {
    const looked: string[] = [];
    const away = fault('RPC__UNAVAILABLE', { endpoint: 'n', method: 'm', reason: 'away' });
    const tablesOf = async () => {
      looked.push('tables');
      return away;
    };
    const scene = createSignerScene({ eyes: { tablesOf } });
    scene.haltFile = { kind: 'present', text: '' };
    expect((await refusalOf(scene, buy())).code).toBe('RISK__TRADING_HALTED');
    expect(looked).toEqual([]);
  });

  it('refuses when its ledger cannot tell what the balance was', async () => {
    const broken = fault('SIGNER__LEDGER_UNAVAILABLE', { path: 'p', reason: 'no disk' });
    const scene = createSignerScene();
    const ledger = { ...scene.ledger, observe: () => broken };
    const refused = await decideSignature({ ...scene.parts, ledger }, buy());
    expect(refused).toEqual(broken);
    expect(scene.signed).toEqual([]);
  });

  it.each([
    ['the chain knows of', [PLAN.otherTokenAccount], []],
    ['it has derived itself', [], [PLAN.otherTokenAccount]],
  ])(
    'lets no swap name another token account of the wallet that %s',
    async (_case, held, known) => {
      const plain = buyPlan();
      const other = { address: PLAN.otherTokenAccount, isSigner: false, isWritable: true };
      const accounts = [...plain.swapInstruction.accounts, other];
      const swapInstruction = { ...plain.swapInstruction, accounts };
      const bytes = draftOf(buyPlan({ swapInstruction, solFloorLamports: BALANCE - OUTFLOW }));
      const scene = createSignerScene({ eyes: { tokenAccounts: async () => new Set(held) } });
      const parts = {
        ...scene.parts,
        accounts: { ...scene.parts.accounts, known: new Set(known) },
      };
      expect(await decideSignature(parts, bytes)).toMatchObject({
        code: 'APPROVE__REFUSED',
        message: expect.stringContaining(PLAN.otherTokenAccount),
      });
      expect(scene.signed).toEqual([]);
    },
  );

  it('refuses when it is halted while it looks at the chain', async () => {
    const scene: SignerScene = createSignerScene({
      eyes: {
        tokenRent: async () => {
          scene.haltFile = { kind: 'present', text: 'now' };
          return RENT;
        },
      },
    });
    expect((await refusalOf(scene, buy())).code).toBe('RISK__TRADING_HALTED');
  });

  it('refuses what would leave less SOL than the caps allow, by the balance it sees itself', async () => {
    const scene = createSignerScene({
      caps: { hourLamportsMax: OUTFLOW, dayLamportsMax: OUTFLOW },
    });
    const refused = await refusalOf(scene, buy(BALANCE - OUTFLOW - 1n));
    expect(refused.message).toContain('the SOL floor is not asserted');
    expect(isFault(await decideSignature(scene.parts, buy()))).toBe(false);
  });

  it('counts what a program took beyond the trade, so that it can take it once', async () => {
    const world = { balance: BALANCE, slot: 1n };
    const scene = createSignerScene({
      caps: { hourLamportsMax: OUTFLOW * 2n, dayLamportsMax: OUTFLOW * 2n },
      eyes: {
        wallet: async () => ({
          slot: world.slot,
          lamports: world.balance,
          wrappedLamports: 0n,
          tokenUnits: 0n,
        }),
      },
    });
    const first = buy(BALANCE - OUTFLOW * 2n);
    expect(isFault(await decideSignature(scene.parts, first))).toBe(false);
    // The floor has left room for as much again, and the program has taken all of it.
    Object.assign(world, { balance: BALANCE - OUTFLOW * 2n, slot: 2n });
    const next = rewrite(buy(world.balance - OUTFLOW), (message) => {
      message.blockhash = madeUpAddress(78);
    });
    const refused = await decideSignature(scene.parts, next);
    expect(refused).toMatchObject({ code: 'APPROVE__REFUSED' });
    expect(scene.ledger.room(scene.nowMs).lamports).toBe(0n);
  });

  it('refuses what leaves less than the reserve', async () => {
    const scene = createSignerScene({ caps: { solReserveLamportsMin: BALANCE } });
    expect((await refusalOf(scene, buy())).message).toContain('the SOL floor is not asserted');
  });

  it('holds a sell against the tokens it sees itself', async () => {
    const scene = createSignerScene({ tokenUnits: 1_001n });
    const refused = await refusalOf(scene, sell());
    expect(refused.message).toContain('the token balance is not asserted');
  });

  it('wants a buy to leave what it sees itself and the least that is bought, less a hundredth', async () => {
    // 1 980 are asserted, and 1 961 have to come.
    const enough = createSignerScene({ tokenUnits: 19n });
    expect(await decideSignature(enough.parts, buy())).toMatchObject({ side: 'buy' });
    const refused = await refusalOf(createSignerScene({ tokenUnits: 20n }), buy());
    expect(refused.message).toContain('the token balance is not asserted');
  });

  it('wants a sell to leave the wrapped SOL that it sees itself and the least that is sold for', async () => {
    const seeing = (wrappedLamports: bigint) =>
      createSignerScene({
        eyes: {
          wallet: async () => ({
            slot: 1n,
            lamports: BALANCE,
            wrappedLamports,
            tokenUnits: 1_000n,
          }),
        },
      });
    expect(await decideSignature(seeing(19n).parts, sell())).toMatchObject({ side: 'sell' });
    const refused = await refusalOf(seeing(20n), sell());
    expect(refused.message).toContain('the wrapped SOL is not asserted');
  });

  it('refuses a sell for nothing, and one that is not for SOL', async () => {
    const scene = createSignerScene({ tokenUnits: 1_000n });
    const swap = { source: PLAN.tokenAccount, amountIn: 400n };
    const free = madeUpSwap({ ...swap, destination: PLAN.wrappedSol, minimumOut: 0n });
    expect((await refusalOf(scene, sell({ swapInstruction: free }))).code).toBe('APPROVE__REFUSED');
    const elsewhere = madeUpSwap({ ...swap, destination: PLAN.otherTokenAccount, minimumOut: 1n });
    const refused = await refusalOf(scene, sell({ swapInstruction: elsewhere }));
    expect(refused.message).toContain('does not trade the SOL of this wallet');
  });

  it('refuses a swap into an account that is not derived from its wallet', async () => {
    const scene = createSignerScene();
    const destination = madeUpAddress(200);
    const swapInstruction = madeUpSwap({
      source: PLAN.wrappedSol,
      destination,
      amountIn: BUY_LAMPORTS,
      minimumOut: 1_980n,
    });
    const plan = buyPlan({ swapInstruction, solFloorLamports: BALANCE - OUTFLOW });
    expect((await refusalOf(scene, draftOf(plan))).message).toContain('no token account that this');
  });

  it('refuses a program without a decoder', async () => {
    const scene = createSignerScene({ decoders: new Map() });
    expect((await refusalOf(scene, buy())).message).toContain(PLAN.swapProgram);
  });

  it.each(['tablesOf', 'wallet', 'tokenAccounts', 'tokenRent'] as const)(
    'refuses when its node does not tell %s',
    async (name) => {
      const away = fault('RPC__UNAVAILABLE', { endpoint: 'n', method: 'm', reason: 'away' });
      const scene = createSignerScene({ eyes: { [name]: async () => away } });
      expect((await refusalOf(scene, buy())).code).toBe('RPC__UNAVAILABLE');
    },
  );

  it.each([new Uint8Array(), Uint8Array.of(1, 2, 3), new Uint8Array(1_300).fill(255)])(
    'refuses bytes that are no message: %#',
    async (bytes) => {
      expect((await refusalOf(createSignerScene(), bytes)).code).toBe('APPROVE__REFUSED');
    },
  );

  it('closes no account that would still hold tokens: nothing asserts what becomes of them', async () => {
    const closing = sell({ closesTokenAccount: true, amountIn: 400n });
    const refused = await refusalOf(createSignerScene({ tokenUnits: 401n }), closing);
    expect(refused.message).toContain('it sells 400 of 401 base units');
  });

  it('closes a token account only when it sells', async () => {
    const scene = createSignerScene({ tokenUnits: 400n });
    const closing = sell({ closesTokenAccount: true, amountIn: 400n });
    expect(await decideSignature(scene.parts, closing)).toMatchObject({ side: 'sell' });
    const bytes = rewrite(buy(), ({ accounts, instructions }) => {
      const at = (name: string) => accounts.findIndex((account) => account === name);
      instructions.splice(-1, 0, {
        programAddressIndex: at(TOKEN_PROGRAM_ADDRESS),
        accountIndices: [at(PLAN.tokenAccount), at(PLAN.wallet), at(PLAN.wallet)],
        data: Uint8Array.of(9),
      });
    });
    expect((await refusalOf(createSignerScene(), bytes)).message).toContain(
      'keeps its token account',
    );
  });
});
