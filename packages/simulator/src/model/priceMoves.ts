import { asTokenAccount, withUnits, type TokenAccount } from './account.ts';
import type { Block } from './block.ts';
import { associatedTokenAddress } from './derivedAddress.ts';
import type { ModelPool } from './modelPool.ts';
import { TOKEN_PROGRAM, WRAPPED_SOL } from './programAddresses.ts';
import type { StateLayer } from './stateLayer.ts';
import { reservesAfterMove } from './swapMath.ts';

/** A change of price that waits for the next block. */
export interface PriceMove {
  readonly pool: ModelPool;
  readonly bps: number;
}

/** Price moves that wait, for each branch, for a block to stand in. */
export interface PriceMoves {
  add(move: PriceMove): void;
  /** Begins a second queue, for a branch that has just split off. */
  split(): void;
  /** Applies what waits to an open block. */
  applyTo(block: Block): void;
}

const BPS = 10_000n;

/** Makes empty queues. The stranger is whom pools trade with when a price moves. */
export function createPriceMoves(stranger: string): PriceMoves {
  let living: PriceMove[] = [];
  let dying: PriceMove[] = [];
  return {
    add: (move) => {
      living.push(move);
      dying.push(move);
    },
    split: () => {
      dying = [...living];
    },
    applyTo: (block) => {
      const moves = block.fork === undefined ? living : dying;
      if (moves.length === 0) return;
      for (const move of moves) applyMove(block, stranger, move);
      if (block.fork === undefined) living = [];
      else dying = [];
    },
  };
}

function applyMove({ layer }: Block, stranger: string, { pool, bps }: PriceMove): void {
  const account = layer.read(pool.address);
  if (account?.content.kind !== 'pool') return;
  const price = account.content.lamportsPerWholeToken;
  if (price === undefined) {
    tradeWithStranger(layer, stranger, { pool, bps });
    return;
  }
  const moved = (price * (BPS + BigInt(bps))) / BPS;
  const lamportsPerWholeToken = moved > 0n ? moved : 1n;
  const content = { kind: 'pool', lamportsPerWholeToken } as const;
  layer.write(pool.address, { ...account, content });
}

/** The stranger takes one token of the pool and gives the other, so that nothing is made or lost. */
function tradeWithStranger(layer: StateLayer, stranger: string, { pool, bps }: PriceMove): void {
  const [solVault, tokenVault, ownSol, ownToken] = [
    pool.solVault,
    pool.tokenVault,
    strangerAccount(stranger, WRAPPED_SOL, TOKEN_PROGRAM),
    strangerAccount(stranger, pool.mint, pool.tokenProgram),
  ].map((address) => ({ address, account: asTokenAccount(layer.read(address)) })) as [
    Holding,
    Holding,
    Holding,
    Holding,
  ];
  const reserves = { lamports: unitsOf(solVault), units: unitsOf(tokenVault) };
  const after = reservesAfterMove(reserves, bps);
  const lamportsIn = after.lamports - reserves.lamports;
  const unitsIn = after.units - reserves.units;
  if (unitsOf(ownSol) < lamportsIn || unitsOf(ownToken) < unitsIn) return;
  for (const [holding, change] of [
    [solVault, lamportsIn],
    [ownSol, -lamportsIn],
    [tokenVault, unitsIn],
    [ownToken, -unitsIn],
  ] as const) {
    const { account, address } = holding;
    if (account !== undefined) {
      layer.write(address, withUnits(account, account.content.units + change));
    }
  }
}

interface Holding {
  readonly address: string;
  readonly account: TokenAccount | undefined;
}

function unitsOf({ account }: Holding): bigint {
  return account?.content.units ?? 0n;
}

function strangerAccount(owner: string, mint: string, tokenProgram: string): string {
  return associatedTokenAddress({ owner, mint, tokenProgram }).address;
}
