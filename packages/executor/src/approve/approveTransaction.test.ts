import { isFault } from '@quantbot/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { TradePlan } from '../build/tradePlan.ts';
import { TIP_ACCOUNTS } from '../facts/tipLevels.ts';
import { draftOf, policyOf, rewrite, type LooseMessage } from '../testing/policyFixtures.ts';
import { buyPlan, madeUpAddress, PLAN, sellPlan } from '../testing/tradeFixtures.ts';
import { approveTransaction } from './approveTransaction.ts';
import { decodeMessage, type DecodedInstruction, type DecodedMessage } from './decodeMessage.ts';

const wrappedBefore = { address: PLAN.wrappedSol, exists: true, units: 500n };
const plans: Readonly<Record<string, TradePlan>> = {
  'a buy': buyPlan(),
  'a buy without tip': buyPlan({ tip: undefined }),
  'a buy beside wrapped SOL': buyPlan({ wrappedSol: wrappedBefore }),
  'a sell': sellPlan(),
  'a full exit': sellPlan({
    tokenAccount: { address: PLAN.tokenAccount, exists: true, units: 400n },
    closesTokenAccount: true,
  }),
  'a buy through a table': buyPlan({
    lookupTables: { [PLAN.table]: [PLAN.tokenAccount, PLAN.pool, ...PLAN.vaults] },
  }),
};

function outcome(plan: TradePlan, bytes: Uint8Array): string {
  const approved = approveTransaction(bytes, policyOf(plan));
  return isFault(approved) ? approved.code : 'approved';
}

/** What becomes of a plan's bytes after a change. */
function after(plan: TradePlan, change: (message: LooseMessage) => void): string {
  return outcome(plan, rewrite(draftOf(plan), change));
}

describe('what the builder makes', () => {
  it.each(Object.entries(plans))('is approved: %s', (_name, plan) => {
    const bytes = draftOf(plan);
    const approved = approveTransaction(bytes, policyOf(plan));
    expect(approved).toEqual({ messageBytes: bytes });
  });
});

/** Positions in the transaction of `buyPlan({ wrappedSol: wrappedBefore })`. */
const AT = {
  limit: 0,
  price: 1,
  createWrapped: 2,
  createToken: 3,
  wrap: 4,
  sync: 5,
  swap: 6,
  assertWrapped: 7,
  revoke: 8,
  assertToken: 9,
  noCloser: 10,
  unwrap: 11,
  tip: 12,
  floor: 13,
} as const;
const plan = buyPlan({ wrappedSol: wrappedBefore });
const positions = Object.entries(AT);

describe('without one of its instructions', () => {
  /** Without these the transaction does less or fails; nothing more can be lost. */
  const harmless = new Set(['price', 'createWrapped', 'createToken', 'wrap', 'sync', 'tip']);

  it.each(positions)('a transaction that lacks %s is refused or does less', (name, at) => {
    const result = after(plan, ({ instructions }) => instructions.splice(at, 1));
    expect(result).toBe(harmless.has(name) ? 'approved' : 'APPROVE__REFUSED');
  });

  it('a sell is refused without any of its conditions', () => {
    const sell = sellPlan();
    for (const at of [4, 5, 6, 7]) {
      expect(after(sell, ({ instructions }) => instructions.splice(at, 1))).toBe(
        'APPROVE__REFUSED',
      );
    }
  });
});

describe('with one of its instructions twice', () => {
  const refused = new Set(['limit', 'price', 'wrap', 'tip', 'swap']);

  it.each(positions)('a transaction that repeats %s costs no more', (name, at) => {
    const result = after(plan, ({ instructions }) => {
      const again = instructions[at];
      if (again !== undefined) instructions.splice(at, 0, again);
    });
    expect(result).toBe(refused.has(name) ? 'APPROVE__REFUSED' : 'approved');
  });
});

describe('with conditions in another place', () => {
  it.each(['assertWrapped', 'assertToken'] as const)(
    '%s before the swap is no condition',
    (name) => {
      const result = after(plan, ({ instructions }) => {
        const [condition] = instructions.splice(AT[name], 1);
        if (condition !== undefined) instructions.splice(AT.swap, 0, condition);
      });
      expect(result).toBe('APPROVE__REFUSED');
    },
  );

  it('the floor must be the last word', () => {
    const result = after(plan, ({ instructions }) => {
      const [floor] = instructions.splice(AT.floor, 1);
      if (floor !== undefined) instructions.splice(AT.tip, 0, floor);
    });
    expect(result).toBe('APPROVE__REFUSED');
  });
});

it('no payment takes the place of the floor, however low that is', () => {
  const bytes = rewrite(draftOf(plan), ({ instructions }) => instructions.splice(AT.floor, 1));
  const policy = { ...policyOf(plan), solFloorLamports: 1n };
  expect(approveTransaction(bytes, policy)).toMatchObject({
    context: { rule: 'post-condition', detail: 'the SOL floor is not asserted at the end' },
  });
});

it('the account of a trade that keeps it is not closed', () => {
  const bytes = rewrite(draftOf(plan), ({ accounts, instructions }) => {
    const unwrap = instructions[AT.unwrap];
    if (unwrap === undefined) throw new Error('there is a close');
    const [, ...others] = unwrap.accountIndices;
    const kept = accounts.findIndex((known) => known === PLAN.tokenAccount);
    instructions.splice(AT.tip, 0, { ...unwrap, accountIndices: [kept, ...others] });
  });
  expect(approveTransaction(bytes, policyOf(plan))).toMatchObject({
    context: { rule: 'close', detail: 'the trade keeps its token account' },
  });
});

it('the token is asserted behind the revocation, where only its owner can transfer', () => {
  const result = after(plan, ({ instructions }) => {
    const [revoke] = instructions.splice(AT.revoke, 1);
    if (revoke !== undefined) instructions.splice(AT.assertToken, 0, revoke);
  });
  expect(result).toBe('APPROVE__REFUSED');
});

describe('with another figure', () => {
  const write = (at: number, offset: number, value: bigint) =>
    after(plan, ({ instructions }) => {
      const { data = new Uint8Array() } = instructions[at] ?? {};
      new DataView(data.buffer).setBigUint64(offset, value, true);
    });

  it.each([
    ['a lamport more wrapped', AT.wrap, 4, 100_000_001n],
    ['a lamport less wrapped', AT.wrap, 4, 99_999_999n],
    ['a tip above the cap', AT.tip, 4, 1_000_001n],
    ['a floor one lower', AT.floor, 4, 890_879n],
    ['a token condition one lower', AT.assertToken, 1, 1_979n],
    ['a wrapped condition one lower', AT.assertWrapped, 1, 499n],
  ] as const)('%s is refused', (...[, at, offset, value]) => {
    expect(write(at, offset, value)).toBe('APPROVE__REFUSED');
  });

  it('a price above what the cap pays is refused', () => {
    expect(write(AT.price, 1, 714_285n)).toBe('approved');
    expect(write(AT.price, 1, 714_286n)).toBe('BUILD__PRIORITY_FEE_EXCEEDS_MAXIMUM');
  });

  it.each([
    ['another amount in', 1, 100_000_001n],
    ['a lower least output', 9, 1_979n],
  ])('%s is refused', (_name, offset, value) => {
    expect(write(AT.swap, offset, value)).toBe('APPROVE__SWAP_MISMATCH');
  });

  it('a tip at the cap is none too many', () => {
    expect(write(AT.tip, 4, 1_000_000n)).toBe('approved');
  });

  it.each([1n, 400n])('a sell that wraps %i lamports is refused', (lamports) => {
    const sell = sellPlan();
    const [wrap] = [AT.wrap].map((at) => readDecoded(plan).instructions[at]);
    const bytes = rewrite(draftOf(sell), ({ accounts, instructions }) => {
      const data = Uint8Array.from(wrap?.data ?? []);
      new DataView(data.buffer).setBigUint64(4, lamports, true);
      const indexes = (wrap?.accounts ?? []).map(({ address }) =>
        accounts.findIndex((known) => known === address),
      );
      const programAddressIndex = accounts.findIndex((known) => known === wrap?.programAddress);
      instructions.splice(3, 0, { programAddressIndex, accountIndices: indexes, data });
    });
    expect(approveTransaction(bytes, policyOf(sell))).toMatchObject({
      context: { rule: 'wrap', detail: `${lamports} lamports instead of 0` },
    });
  });

  it('a compute unit limit of nothing is refused', () => {
    const result = after(plan, ({ instructions }) => instructions[AT.limit]?.data.fill(0, 1));
    expect(result).toBe('APPROVE__REFUSED');
  });
});

describe('with a stranger', () => {
  it.each(
    Object.values(plans).flatMap((built) =>
      readDecoded(built).instructions.map((read) => ({
        built,
        at: read.index,
        accounts: read.accounts.length,
      })),
    ),
  )(
    'in instruction $at of $accounts accounts, only where he can do nothing',
    ({ built, at, accounts }) => {
      for (let place = 0; place < accounts; place += 1) {
        const bytes = rewrite(draftOf(built), (message) => {
          message.accounts.push(madeUpAddress(200));
          const instruction = message.instructions[at];
          if (instruction !== undefined)
            instruction.accountIndices[place] = message.accounts.length - 1;
        });
        const original = readDecoded(built);
        const changed = decodeMessage(bytes, built.lookupTables);
        if (changed === undefined || outcome(built, bytes) !== 'approved') continue;
        expect(harmIn(original, changed)).toEqual([]);
      }
    },
  );

  it('as the program of any instruction is refused', () => {
    for (const [, at] of positions) {
      const result = after(plan, (message) => {
        message.accounts.push(madeUpAddress(200));
        const instruction = message.instructions[at];
        if (instruction === undefined) return;
        instruction.programAddressIndex = message.accounts.length - 1;
      });
      expect(result).toBe('APPROVE__PROGRAM_NOT_ALLOWED');
    }
  });

  it('as fee payer or second signer is refused', () => {
    const bytes = draftOf(plan);
    const signers = Uint8Array.from(bytes);
    signers[1] = 2;
    const payer = rewrite(bytes, ({ accounts }) => {
      accounts[0] = madeUpAddress(200);
    });
    for (const changed of [signers, payer]) {
      expect(approveTransaction(changed, policyOf(plan))).toMatchObject({
        context: { rule: 'signers' },
      });
    }
  });
});

describe('bytes that are not exactly such a message', () => {
  it('are refused', () => {
    const bytes = draftOf(plan);
    expect(outcome(plan, Uint8Array.of())).toBe('APPROVE__REFUSED');
    expect(outcome(plan, bytes.subarray(0, -1))).toBe('APPROVE__REFUSED');
    expect(outcome(plan, Uint8Array.of(...bytes, 0))).toBe('APPROVE__REFUSED');
    expect(outcome(plan, bytes.subarray(1))).toBe('APPROVE__REFUSED');
  });

  it('are refused with another blockhash, whose end of life nobody worked out', () => {
    const policy = { ...policyOf(plan), blockhash: madeUpAddress(78) };
    expect(approveTransaction(draftOf(plan), policy)).toMatchObject({ code: 'APPROVE__REFUSED' });
  });
});

describe('lookup tables', () => {
  const built = plans['a buy through a table'] ?? plan;

  it('refuse an account of ours and one that they do not have', () => {
    const policy = policyOf(built);
    const table = (entries: readonly string[]) => ({
      ...policy,
      lookupTables: { [PLAN.table]: entries },
    });
    const bytes = draftOf(built);
    const stranger = madeUpAddress(201);
    for (const ours of [PLAN.wallet, PLAN.tokenAccount, PLAN.wrappedSol, TIP_ACCOUNTS[3] ?? '']) {
      const approved = approveTransaction(bytes, table([stranger, ours, ...PLAN.vaults]));
      expect(approved).toMatchObject({ code: 'APPROVE__REFUSED', context: { rule: 'lookup' } });
    }
    expect(approveTransaction(bytes, table([stranger, PLAN.pool]))).toMatchObject({
      code: 'APPROVE__REFUSED',
      context: { rule: 'lookup' },
    });
  });
});

describe('for all single bytes written anew', () => {
  it.each(Object.entries(plans))('%s is refused or as harmless as before', (_name, built) => {
    const bytes = draftOf(built);
    const original = readDecoded(built);
    const policy = policyOf(built);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const written = Uint8Array.from(bytes);
        written[at] = ((written[at] ?? 0) + change) % 256;
        if (isFault(approveTransaction(written, policy))) return;
        const changed = decodeMessage(written, built.lookupTables);
        if (changed === undefined) throw new Error('approved what cannot be read');
        expect(changed.blockhash).toBe(original.blockhash);
        expect(changed.signers).toEqual(original.signers);
        expect(harmIn(original, changed)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});

function readDecoded(built: TradePlan): DecodedMessage {
  const message = decodeMessage(draftOf(built), built.lookupTables);
  if (message === undefined) throw new Error('the message cannot be read');
  return message;
}

/** What a change makes possible that must not be, as text. */
function harmIn(original: DecodedMessage, changed: DecodedMessage): string[] {
  return differences(original, changed)
    .filter((found) => !isHarmless(found))
    .map(({ was, is, field }) => `instruction ${was.index}, ${field}: ${JSON.stringify(is)}`);
}

/** One way in which an instruction is not what it was. */
interface Difference {
  readonly was: DecodedInstruction;
  readonly is: DecodedInstruction;
  readonly field: 'program' | 'length' | 'signer' | 'data' | `account ${number}`;
}

function differences(original: DecodedMessage, changed: DecodedMessage): Difference[] {
  expect(changed.instructions).toHaveLength(original.instructions.length);
  return original.instructions.flatMap((was, at) => {
    const is = changed.instructions[at] ?? was;
    const found: Difference[] = [];
    if (was.programAddress !== is.programAddress) found.push({ was, is, field: 'program' });
    if (was.accounts.length !== is.accounts.length) found.push({ was, is, field: 'length' });
    if (Buffer.compare(was.data, is.data) !== 0) found.push({ was, is, field: 'data' });
    for (const [place, account] of was.accounts.entries()) {
      const now = is.accounts[place];
      if (now?.address !== account.address) found.push({ was, is, field: `account ${place}` });
      if (now?.isSigner !== account.isSigner) found.push({ was, is, field: 'signer' });
    }
    return found;
  });
}

/** Tells what a policy may leave open: what makes the trade stricter, cheaper or impossible. */
function isHarmless({ was, is, field }: Difference): boolean {
  const kind = `${was.programAddress.slice(0, 5)} ${was.data[0] ?? ''} ${field}`;
  const view = (data: Uint8Array) => new DataView(data.buffer, data.byteOffset, data.byteLength);
  const raised = (offset: number): boolean =>
    view(is.data).getBigUint64(offset, true) >= view(was.data).getBigUint64(offset, true);
  switch (kind) {
    // Limit and price, which the cap bounds together.
    case 'Compu 2 data':
    case 'Compu 3 data':
      return is.data[0] === was.data[0] && is.data.length === was.data.length;
    case 'Token 12 data':
      return raised(1) && is.data[0] === 12;
    // A tip may go to another account of the set, or to the wallet itself: then it is none.
    case '11111 2 account 1':
      return [...TIP_ACCOUNTS, PLAN.wallet].includes(is.accounts[1]?.address ?? '');
    case '11111 2 signer':
      return is.accounts[1]?.address === PLAN.wallet;
    // A transfer to oneself may ask for more, a tip may change inside its cap.
    case '11111 2 data': {
      const isSelf = was.accounts[0]?.address === was.accounts[1]?.address;
      const isTip = TIP_ACCOUNTS.includes(is.accounts[1]?.address ?? '');
      return isSelf ? raised(4) : isTip && view(is.data).getBigUint64(4, true) <= 1_000_000n;
    }
    default:
      break;
  }
  const isSwap = was.programAddress === PLAN.swapProgram;
  if (isSwap && field === 'data') {
    return raised(9) && Buffer.compare(is.data.subarray(0, 9), was.data.subarray(0, 9)) === 0;
  }
  // Pool and vaults are the program's own business; the conditions hold whatever it does. The
  // wallet signs the swap anyhow, so naming it in their place lends nothing more.
  const strangers = is.accounts.filter(
    ({ isSigner, address }) => isSigner && address !== PLAN.wallet,
  );
  return (
    isSwap && (/^account [3-9]$/u.test(field) || (field === 'signer' && strangers.length === 0))
  );
}
