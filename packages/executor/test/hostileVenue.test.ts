import { executionPortContract } from '@quantbot/core/contract';
import { U64_MAX, type AnyExecutionRequest, type SwapDecoder } from '@quantbot/core';
import { createSandboxSwapDecoder } from '@quantbot/sandbox';
import { getCreateAssociatedTokenIdempotentInstruction } from '@solana-program/token';
import { address } from '@solana/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { expectUntouched } from './support/expectUntouched.ts';
import { createLyingPlatform } from './support/lyingNode.ts';
import {
  startTamperedVenue,
  writeSwapData,
  type BuildAnswer,
  type TamperedVenue,
} from './support/tamperedVenue.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';

const STAKE_PROGRAM = 'Stake11111111111111111111111111111111111111';
const BUY_LAMPORTS = 500_000_000n;

let bench: TestBench;
let venue: TamperedVenue;
let strangersAccount: string;

beforeAll(async () => {
  bench = await startBench();
  venue = await startTamperedVenue(bench.sandbox.jupiterUrl);
  const { address: stranger } = bench.stranger();
  const { spark, chain, sandbox } = bench;
  strangersAccount = await chain.tokenAccountOf(spark, stranger);
  await chain.send(sandbox.keypairPath, (payer) => [
    getCreateAssociatedTokenIdempotentInstruction({
      payer,
      ata: address(strangersAccount),
      owner: address(stranger),
      mint: address(spark.mint),
    }),
  ]);
});

afterAll(async () => {
  await venue.close();
  await bench.stop();
});

function buy(idempotencyKey: string): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  const amountBaseUnits = String(BUY_LAMPORTS);
  return {
    tokenAddress,
    chain: 'solana',
    side: 'buy',
    amountBaseUnits,
    idempotencyKey: idempotencyKey.replaceAll(' ', '-'),
  };
}

interface Attack {
  readonly name: string;
  readonly tamper: (answer: BuildAnswer) => void;
  /** Code with a node that simulates honestly. */
  readonly code: string;
  /** Code with a node that says every simulation is fine. */
  readonly codeBehindLie: string;
}

const MISMATCH = 'APPROVE__SWAP_MISMATCH';
const attacks: readonly Attack[] = [
  {
    name: 'lowers the least output in the bytes',
    tamper: (answer) => writeSwapData(answer, 9, 1n),
    code: MISMATCH,
    codeBehindLie: MISMATCH,
  },
  {
    name: 'names the token account of a stranger as destination',
    tamper: ({ swapInstruction: { accounts } }) => {
      const destination = accounts[2];
      if (destination !== undefined) destination.pubkey = strangersAccount;
    },
    code: 'SIMULATE__FAILED',
    codeBehindLie: MISMATCH,
  },
  {
    name: 'takes more than was asked for',
    tamper: (answer) => writeSwapData(answer, 1, BUY_LAMPORTS * 2n),
    code: 'SIMULATE__FAILED',
    codeBehindLie: MISMATCH,
  },
  {
    name: 'takes a lamport less than was asked for',
    tamper: (answer) => writeSwapData(answer, 1, BUY_LAMPORTS - 1n),
    code: MISMATCH,
    codeBehindLie: MISMATCH,
  },
  {
    name: 'runs another program',
    tamper: (answer) => {
      answer.swapInstruction.programId = STAKE_PROGRAM;
    },
    code: 'SIMULATE__FAILED',
    codeBehindLie: 'APPROVE__PROGRAM_NOT_ALLOWED',
  },
  {
    name: 'has the token program move the tokens itself',
    tamper: (answer) => {
      answer.swapInstruction.programId = bench.spark.tokenProgram;
    },
    code: 'SIMULATE__FAILED',
    codeBehindLie: 'APPROVE__REFUSED',
  },
  {
    name: 'wants further instructions',
    tamper: (answer) => answer.otherInstructions.push(structuredClone(answer.swapInstruction)),
    code: 'BUILD__INSTRUCTIONS_NOT_ALLOWED',
    codeBehindLie: 'BUILD__INSTRUCTIONS_NOT_ALLOWED',
  },
  {
    name: 'wants a tip of its own',
    tamper: (answer) => {
      answer.tipInstruction = structuredClone(answer.swapInstruction);
    },
    code: 'BUILD__INSTRUCTIONS_NOT_ALLOWED',
    codeBehindLie: 'BUILD__INSTRUCTIONS_NOT_ALLOWED',
  },
  {
    name: 'quotes another amount',
    tamper: (answer) => {
      answer.inAmount = String(BUY_LAMPORTS + 1n);
    },
    code: 'QUOTE__MISMATCH',
    codeBehindLie: 'QUOTE__MISMATCH',
  },
  {
    name: 'makes up a lookup table',
    tamper: (answer) => {
      const { pool, mint } = bench.spark;
      answer.addressesByLookupTableAddress = { [pool]: [mint] };
    },
    code: 'QUOTE__MISMATCH',
    codeBehindLie: 'QUOTE__MISMATCH',
  },
  {
    name: 'promises twice the output',
    tamper: doubleQuote,
    code: 'SIMULATE__FAILED',
    codeBehindLie: MISMATCH,
  },
];

function doubleQuote(answer: BuildAnswer): void {
  answer.outAmount = String(BigInt(answer.outAmount) * 2n);
}

describe('a venue that', () => {
  it.each(attacks)('$name is refused', async ({ name, tamper, code }) => {
    venue.tamper = tamper;
    const adapter = bench.open({ jupiterEndpoint: venue.url });
    const result = await expectUntouched(bench.chain, async () => adapter.execute(buy(name)));
    expect(result.errorCode, result.error).toBe(code);
  });

  it.each(attacks)('$name is refused though the node lies for it', async (attack) => {
    venue.tamper = attack.tamper;
    const platform = createLyingPlatform();
    const adapter = bench.open({ jupiterEndpoint: venue.url, platform });
    const result = await expectUntouched(bench.chain, async () =>
      adapter.execute(buy(attack.name)),
    );
    expect(result.errorCode, result.error).toBe(attack.codeBehindLie);
  });

  it('answers honestly is traded with', async () => {
    venue.tamper = undefined;
    const adapter = bench.open({ jupiterEndpoint: venue.url });
    succeeded(await adapter.execute(buy('honest')));
  });
});

/** A decoder that a program has outgrown: it vouches for outputs that nobody enforces. */
function gullibleDecoder(): SwapDecoder {
  const honest = createSandboxSwapDecoder();
  return {
    ...honest,
    decodeSwap: (instruction) => {
      const decoded = honest.decodeSwap(instruction);
      return 'reason' in decoded ? decoded : { ...decoded, minimumOut: U64_MAX };
    },
  };
}

describe('with node, venue and decoder wrong together', () => {
  it('the conditions in the transaction itself keep the money', async () => {
    const adapter = bench.open({
      jupiterEndpoint: venue.url,
      platform: createLyingPlatform(),
      decoders: [gullibleDecoder()],
    });
    venue.tamper = doubleQuote;
    const before = await bench.chain.holdings();
    const result = await adapter.execute(buy('all-wrong'));
    const after = await bench.chain.holdings();
    expect(result).toMatchObject({ success: false, errorCode: 'CONFIRM__REVERTED', jitoTip: 0 });
    expect(after.units).toEqual(before.units);
    expect(before.lamports - after.lamports).toBe(BigInt(result.totalCostLamports ?? -1));
    expect(result.totalCostLamports).toBe(result.fees?.totalFee);
    const status = await bench.chain.statusOf(result.txSignature ?? '');
    expect(status).toMatchObject({ commitment: 'finalized' });
    expect(status?.error).not.toBeNull();
  });

  const breakerCases = executionPortContract({
    createPort: async () => {
      venue.tamper = undefined;
      const port = bench.open({
        jupiterEndpoint: venue.url,
        platform: createLyingPlatform(),
        decoders: [gullibleDecoder()],
        maxConsecutiveFailures: 2,
      });
      return {
        port,
        close: async () => port.close(),
        failTrades: () => {
          venue.tamper = doubleQuote;
        },
      };
    },
    token: {
      get mint() {
        return bench?.spark.mint ?? 'So11111111111111111111111111111111111111113';
      },
      decimals: 6,
    },
    breaker: { maxConsecutiveFailures: 2 },
  }).filter(({ name }) => /consecutive|takes no trades|counts no malformed/u.test(name));

  it.each(breakerCases.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    expect(breakerCases).toHaveLength(3);
    await run();
  });
});
