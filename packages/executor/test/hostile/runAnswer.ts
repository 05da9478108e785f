import { executeTrade } from '../../src/pipeline/executeTrade.ts';
import { createLookupTableCache } from '../../src/facts/lookupTables.ts';
import { createNodePool } from '../../src/chain/nodePool.ts';
import type { ChainAccount, ChainNode } from '../../src/chain/chainNode.ts';
import { createFakeChainNode } from '../../src/testing/fakeChainNode.ts';
import { createFakeParts } from '../../src/testing/fakeParts.ts';
import { createFakePlatform } from '../../src/testing/fakePlatform.ts';
import { preparedChain } from '../../src/testing/preparedChain.ts';
import { rosyAccounts } from '../../src/testing/rosyAccounts.ts';
import { PLAN, planConfig } from '../../src/testing/tradeFixtures.ts';
import { SIGNATURE_BYTES } from '../../src/transaction/wireTransaction.ts';
import { createJupiterVenue } from '../../src/venues/jupiter/jupiterVenue.ts';
import { JUPITER_PROGRAM_ADDRESS } from '../../src/venues/jupiter/jupiterLayouts.ts';
import { getAddressEncoder, type Address } from '@solana/kit';

import { SANDBOX_DECODER, SELL_AMOUNT_IN, type AnswerScene } from './answerScene.ts';

/** What became of an answer. */
export interface AnswerOutcome {
  /** `approved`, or the code of the refusal. */
  readonly code: string;
  readonly message: string;
  /** The draft that was simulated, when it came so far. */
  readonly draft: Uint8Array | undefined;
}

const SCENE_SETTINGS = {
  allowedPrograms: [JUPITER_PROGRAM_ADDRESS, SANDBOX_DECODER.programAddress],
  decoders: [SANDBOX_DECODER],
};

/** Configuration under which answers are judged: both programs are allowed. */
export const SCENE_CONFIG = planConfig(SCENE_SETTINGS);

const LOOKUP_TABLE_PROGRAM = 'AddressLookupTab1e1111111111111111111111111';
const TABLE_HEADER_BYTES = 56;
const TOKEN_UNITS_HELD = 1_000n;

/**
 * Runs a trade on an answer up to the signature, through the pipeline as it is, with a node that
 * says of every simulation that it went well: the venue has an accomplice.
 */
export async function runAnswer(scene: AnswerScene, body: string): Promise<AnswerOutcome> {
  const drafts: Uint8Array[] = [];
  const node = createFakeChainNode(chainOf(scene, drafts));
  const platform = createFakePlatform({ delays: 'at-once' });
  const pool = createNodePool([node]);
  const { parts, admit } = await createFakeParts({
    platform,
    nodes: [node],
    config: SCENE_SETTINGS,
    parts: {
      lookupTables: createLookupTableCache(pool),
      accounts: {
        wallet: PLAN.wallet,
        known: new Set([PLAN.tokenAccount, PLAN.wrappedSol, PLAN.otherTokenAccount]),
        wrappedSol: async () => PLAN.wrappedSol,
        candidates: async () => ({ token: PLAN.tokenAccount, token2022: PLAN.tokenAccount }),
      },
      venue: createJupiterVenue({
        endpoint: 'http://venue',
        platform: {
          monotonicMs: () => platform.monotonicMs(),
          http: async () => ({ status: 200, headers: {}, body }),
        },
      }),
    },
  });
  const { side } = scene;
  const sold = { amount: undefined, amountBaseUnits: String(SELL_AMOUNT_IN) };
  const amounts: object = side === 'buy' ? { amount: 0.1 } : sold;
  const { tradeId } = admit({ side, ...amounts }, 'dry');
  await executeTrade(parts, tradeId);
  const { status, errorCode, result } = parts.log.current(tradeId);
  return {
    code: status === 'filled' ? 'approved' : (errorCode ?? status),
    message: result?.error ?? '',
    draft: drafts[0],
  };
}

function chainOf(scene: AnswerScene, drafts: Uint8Array[]): Partial<ChainNode> {
  const tokenUnits = scene.side === 'sell' ? TOKEN_UNITS_HELD : undefined;
  const prepared = preparedChain(tokenUnits === undefined ? {} : { tokenUnits });
  return {
    accounts: async (addresses, minContextSlot) => {
      if (addresses.includes(PLAN.wallet) && prepared.accounts !== undefined) {
        return prepared.accounts(addresses, minContextSlot);
      }
      return { slot: 1_000n, accounts: addresses.map((name) => tableAccount(scene, name)) };
    },
    simulate: async (wire, addresses) => {
      drafts.push(wire.subarray(1 + SIGNATURE_BYTES));
      const accounts = rosyAccounts(addresses);
      return { slot: 1_000n, error: null, logs: [], computeUnits: 90_000n, accounts };
    },
  };
}

function tableAccount({ tables }: AnswerScene, name: string): ChainAccount | null {
  const entries = tables[name];
  if (entries === undefined) return null;
  const encoder = getAddressEncoder();
  const addresses = entries.flatMap((entry) => [...encoder.encode(entry as Address)]);
  const data = Uint8Array.from([...new Uint8Array(TABLE_HEADER_BYTES), ...addresses]);
  return { lamports: 1n, owner: LOOKUP_TABLE_PROGRAM, data };
}
