import type { ChainAccount, ChainNode } from '../chain/chainNode.ts';
import { readTokenAccount } from '../facts/tokenProgram.ts';
import { SOL_ASSET } from './assetChanges.ts';

/** An asset and where the wallet has it. */
export interface AssetPlace {
  readonly asset: string;
  /** Token account that holds it; for SOL the one of wrapped SOL. */
  readonly account: string;
}

/** What an operator shows of one asset in its final block. */
export interface ShownBalance {
  readonly operator: string;
  readonly units: bigint;
  /** Slot of that block. */
  readonly slot: bigint;
}

/** Whose balances to read, and where. */
export interface BalancesQuery {
  readonly nodes: readonly ChainNode[];
  readonly wallet: string;
  readonly places: readonly AssetPlace[];
}

/** Accounts in one call (`getMultipleAccounts` takes 100); SOL needs two, read in the same block. */
const PLACES_PER_CALL = 99;

/**
 * Reads final balances from every node. An operator is one voice, that of its newest answer; one
 * that does not answer is none.
 */
export async function readBalances(
  query: BalancesQuery,
): Promise<ReadonlyMap<string, readonly ShownBalance[]>> {
  const shown = new Map<string, ShownBalance[]>();
  for (let start = 0; start < query.places.length; start += PLACES_PER_CALL) {
    const places = query.places.slice(start, start + PLACES_PER_CALL);
    const answers = await Promise.allSettled(
      query.nodes.map(async (node) => askNode(node, query.wallet, places)),
    );
    for (const answer of answers) {
      if (answer.status === 'rejected') continue;
      for (const [asset, balance] of answer.value) {
        shown.set(asset, withVoice(shown.get(asset) ?? [], balance));
      }
    }
  }
  return shown;
}

function withVoice(voices: readonly ShownBalance[], voice: ShownBalance): ShownBalance[] {
  const same = voices.find(({ operator }) => operator === voice.operator);
  if (same === undefined) return [...voices, voice];
  return same.slot >= voice.slot ? [...voices] : [...voices.filter((one) => one !== same), voice];
}

async function askNode(
  node: ChainNode,
  wallet: string,
  places: readonly AssetPlace[],
): Promise<ReadonlyArray<readonly [string, ShownBalance]>> {
  const addresses = [wallet, ...places.map(({ account }) => account)];
  const { slot, accounts } = await node.finalAccounts(addresses);
  const [walletAccount = null, ...held] = accounts;
  return places.map(({ asset }, index) => {
    const tokens = unitsOf(held[index] ?? null, wallet);
    const units = asset === SOL_ASSET ? tokens + (walletAccount?.lamports ?? 0n) : tokens;
    return [asset, { operator: node.operator, units, slot }];
  });
}

/** An account that is gone, or that is the wallet's no more, holds nothing for it. */
function unitsOf(account: ChainAccount | null, wallet: string): bigint {
  const held = readTokenAccount(account);
  return held?.owner === wallet ? held.units : 0n;
}
