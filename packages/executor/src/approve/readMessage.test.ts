import {
  address,
  compileTransactionMessage,
  createTransactionMessage,
  getAddressDecoder,
  getAddressEncoder,
  getCompiledTransactionMessageDecoder,
  getCompiledTransactionMessageEncoder,
  pipe,
  setTransactionMessageConfig,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  appendTransactionMessageInstructions,
  type Blockhash,
} from '@solana/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { draftOf } from '../testing/policyFixtures.ts';
import {
  buyPlan,
  madeUpAddress,
  PLAN,
  PLAN_BLOCKHASH,
  sellPlan,
} from '../testing/tradeFixtures.ts';
import { readMessage } from './readMessage.ts';

const decoder = getCompiledTransactionMessageDecoder();
const encoder = getCompiledTransactionMessageEncoder();
const text = (bytes: Uint8Array) => getAddressDecoder().decode(bytes);

const drafts = [
  draftOf(buyPlan()),
  draftOf(sellPlan()),
  draftOf(buyPlan({ lookupTables: { [PLAN.table]: [PLAN.pool, ...PLAN.vaults] } })),
];

/** What the chain library reads, in the same shape; `undefined` where it is not exact. */
function readByLibrary(bytes: Uint8Array) {
  try {
    const message = decoder.decode(bytes);
    if (Buffer.compare(Buffer.from(encoder.encode(message)), bytes) !== 0) return undefined;
    if (message.version === 1) return undefined;
    return {
      version: message.version,
      accounts: message.staticAccounts.map(String),
      blockhash: message.lifetimeToken,
      header: message.header,
      instructions: message.instructions.map((instruction) => ({
        programIndex: instruction.programAddressIndex,
        accountIndexes: [...(instruction.accountIndices ?? [])],
        data: [...(instruction.data ?? [])],
      })),
      lookups: (message.version === 0 ? (message.addressTableLookups ?? []) : []).map((lookup) => ({
        table: String(lookup.lookupTableAddress),
        writable: [...lookup.writableIndexes],
        readable: [...lookup.readonlyIndexes],
      })),
    };
  } catch {
    return undefined;
  }
}

function readByUs(bytes: Uint8Array) {
  const message = readMessage(bytes);
  if (message === undefined || message.version === 1) return undefined;
  const { signerCount, readonlySignerCount, readonlyOtherCount } = message;
  return {
    version: message.version,
    accounts: message.staticAccounts.map(text),
    blockhash: text(message.blockhash),
    header: {
      numSignerAccounts: signerCount,
      numReadonlySignerAccounts: readonlySignerCount,
      numReadonlyNonSignerAccounts: readonlyOtherCount,
    },
    instructions: message.instructions.map(({ programIndex, accountIndexes, data }) => ({
      programIndex,
      accountIndexes: [...accountIndexes],
      data: [...data],
    })),
    lookups: message.lookups.map(({ table, writableIndexes, readonlyIndexes }) => ({
      table: text(table),
      writable: [...writableIndexes],
      readable: [...readonlyIndexes],
    })),
  };
}

describe('readMessage', () => {
  it('reads a draft as the chain library does', () => {
    for (const draft of drafts) {
      expect(readByUs(draft)).toBeDefined();
      expect(readByUs(draft)).toEqual(readByLibrary(draft));
    }
  });

  it('for all drafts with some bytes changed, cut or added, reads no more than the library', () => {
    const change = fc.record({ at: fc.nat(1_200), byte: fc.nat(255) });
    const length = fc.integer({ min: -40, max: 3 });
    fc.assert(
      fc.property(
        fc.constantFrom(...drafts),
        fc.array(change, { maxLength: 4 }),
        fc.option(length),
        (draft, changes, cut) => {
          const bytes = Uint8Array.from(draft);
          for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
          const whole =
            cut === null
              ? bytes
              : cut < 0
                ? bytes.subarray(0, cut)
                : Uint8Array.of(...bytes, ...new Uint8Array(cut));
          const ours = readByUs(whole);
          if (ours !== undefined) expect(ours).toEqual(readByLibrary(whole));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('refuses lengths that are not in their shortest form', () => {
    const [draft = new Uint8Array()] = drafts;
    const accounts = draft[4] ?? 0;
    const longer = Uint8Array.of(...draft.subarray(0, 4), accounts | 0x80, 0, ...draft.subarray(5));
    expect(readMessage(longer)).toBeUndefined();
    const endless = Uint8Array.of(...draft.subarray(0, 4), 0xff, 0xff, 0xff, ...draft.subarray(5));
    expect(readMessage(endless)).toBeUndefined();
  });

  it('reads the longest length there is, and none beyond', () => {
    const short = (value: number): number[] =>
      value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...short(value >> 7)];
    const withData = (length: number): Uint8Array => {
      const one = [0, 0, ...short(length)];
      const accounts = new Uint8Array(64).fill(1);
      const head = [1, 0, 0, 2, ...accounts, ...new Uint8Array(32), 1, ...one];
      const bytes = new Uint8Array(head.length + length);
      bytes.set(head);
      return bytes;
    };
    for (const length of [0, 0x7f, 0x80, 0x3fff, 0x4000, 0xffff]) {
      expect(readMessage(withData(length))?.instructions[0]?.data).toHaveLength(length);
    }
    for (const length of [0x1_0000, 0x1f_ffff]) {
      expect(readMessage(withData(length))).toBeUndefined();
    }
  });

  it('reads a message of which nothing but the fee payer can be written to', () => {
    const accounts = new Uint8Array(64).fill(1);
    const bytes = (readonly: number) =>
      Uint8Array.of(1, 0, readonly, 2, ...accounts, ...new Uint8Array(32), 0);
    expect(readMessage(bytes(1))).toMatchObject({ readonlyOtherCount: 1 });
    expect(readMessage(bytes(2))).toBeUndefined();
  });

  it('refuses a length without an end though what it stands for would be nothing', () => {
    const bare = drafts.find((draft) => readMessage(draft)?.lookups.length === 0);
    const head = bare?.subarray(0, -1) ?? new Uint8Array();
    expect(readMessage(Uint8Array.of(...head, 0))).toBeDefined();
    for (const length of [[0x80], [0x80, 0x80], [0x80, 0x80, 0x80]]) {
      expect(readMessage(Uint8Array.of(...head, ...length))).toBeUndefined();
    }
  });
});

describe('version 1', () => {
  const config = {
    priorityFeeLamports: 0x0102030405060708n,
    computeUnitLimit: 1_000_000,
    loadedAccountsDataSizeLimit: 2_000_000,
    heapSize: 64 * 1_024,
  };

  function written(chosen: Partial<typeof config>, more = 0): Uint8Array {
    const program = address(madeUpAddress(30));
    const compiled = pipe(
      createTransactionMessage({ version: 1 }),
      (empty) => setTransactionMessageFeePayer(PLAN.wallet, empty),
      (paid) =>
        setTransactionMessageLifetimeUsingBlockhash(
          { blockhash: PLAN_BLOCKHASH.blockhash as Blockhash, lastValidBlockHeight: 1n },
          paid,
        ),
      (alive) => setTransactionMessageConfig(chosen, alive),
      (limited) =>
        appendTransactionMessageInstructions(
          [
            { programAddress: program, data: Uint8Array.of(1, 2, 3), accounts: [] },
            {
              programAddress: program,
              data: new Uint8Array(300).fill(7),
              accounts: [{ address: PLAN.pool, role: 1 }],
            },
            ...Array.from({ length: more }, () => ({ programAddress: program, accounts: [] })),
          ],
          limited,
        ),
      compileTransactionMessage,
    );
    return new Uint8Array(encoder.encode(compiled));
  }

  it('is read with the figures of its header and every instruction', () => {
    const message = readMessage(written(config));
    expect(message).toMatchObject({
      version: 1,
      signerCount: 1,
      budget: {
        priorityFeeLamports: config.priorityFeeLamports,
        computeUnitLimit: config.computeUnitLimit,
        loadedAccountsBytesMax: config.loadedAccountsDataSizeLimit,
        heapBytes: config.heapSize,
      },
      lookups: [],
    });
    expect(message?.staticAccounts[0]).toEqual(
      new Uint8Array(getAddressEncoder().encode(PLAN.wallet)),
    );
    expect(message?.instructions.map(({ data }) => data.length)).toEqual([3, 300]);
    expect(message?.instructions[1]?.accountIndexes).toHaveLength(1);
  });

  it('has nothing where its header names nothing', () => {
    const { heapSize } = config;
    expect(readMessage(written({ heapSize }))?.budget).toEqual({
      priorityFeeLamports: 0n,
      computeUnitLimit: 0,
      loadedAccountsBytesMax: 0,
      heapBytes: heapSize,
    });
  });

  it('is refused with more instructions than the runtime runs', () => {
    const most = written(config, 62);
    expect(readMessage(most)?.instructions).toHaveLength(64);
    // One more that does nothing, behind the shapes of the others and before what they are made of.
    const at = most.length - 304;
    const more = Uint8Array.of(...most.subarray(0, at), 1, 0, 0, 0, ...most.subarray(at));
    expect(readMessage(more.with(40, 65))).toBeUndefined();
    expect(readMessage(written(config, 61).with(40, 62))).toBeUndefined();
  });

  it.each([
    ['fee', { priorityFeeLamports: 7n }, 8],
    ['limit', { computeUnitLimit: 7 }, 4],
    ['heap', { heapSize: 32 * 1_024 }, 4],
    ['nothing', {}, 0],
  ] as const)('may end with the %s of its header, and is none where that is cut', (...row) => {
    const [, chosen, bytesOfIt] = row;
    const whole = written(chosen).with(40, 0);
    const end = 42 + 32 * (whole[41] ?? 0) + bytesOfIt;
    const bare = whole.subarray(0, end);
    expect(readMessage(bare)?.instructions).toEqual([]);
    for (let cut = 1; cut < end; cut += 1)
      expect(readMessage(bare.subarray(0, -cut))).toBe(undefined);
  });

  it('may end with an instruction of neither accounts nor data, and is none where that is cut', () => {
    const whole = written({}).with(40, 1);
    const shape = 42 + 32 * (whole[41] ?? 0);
    const bare = Uint8Array.of(...whole.subarray(0, shape), 1, 0, 0, 0);
    expect(readMessage(bare)?.instructions).toMatchObject([{ programIndex: 1 }]);
    for (let cut = 1; cut < 4; cut += 1) {
      expect(readMessage(bare.subarray(0, -cut))).toBeUndefined();
    }
  });

  it('is not read of a version that nobody knows yet', () => {
    expect(readMessage(written(config).with(0, 0x82))).toBeUndefined();
    expect(readMessage(written(config).with(0, 0xff))).toBeUndefined();
  });

  it('is refused with a mask that nobody knows, with half a fee, cut or continued', () => {
    const bytes = written(config);
    expect(readMessage(bytes)).toBeDefined();
    expect(readMessage(bytes.with(4, 0x3f))).toBeUndefined();
    expect(readMessage(bytes.with(7, 1))).toBeUndefined();
    expect(readMessage(bytes.with(4, 0x1d))).toBeUndefined();
    expect(readMessage(bytes.subarray(0, -1))).toBeUndefined();
    expect(readMessage(Uint8Array.of(...bytes, 0))).toBeUndefined();
  });
});
