import { address } from '@solana/kit';
import { TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { beforeAll, describe, expect, it } from 'vitest';

import { describePool, WRAPPED_SOL, type SandboxPool } from '../setup/sandboxPool.ts';
import { findRoute } from './findRoute.ts';
import { parseBuildQuery } from './parseBuildQuery.ts';

const FIRST = address('GGztQqQ6pCPaJQnNpXBgELr5cs3WwDakRbh1iEMzjgSJ');
const SECOND = address('2MFoS3MPtvyQ4Wh4M9pdfPjz6UhVoNbFbGJAskCPCj3h');
const STRANGER = '96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5';

let pools: SandboxPool[];

beforeAll(async () => {
  pools = await Promise.all(
    [FIRST, SECOND].map((mint) =>
      describePool({ mint, tokenProgram: TOKEN_PROGRAM_ADDRESS }, { symbol: 'T', decimals: 6 }),
    ),
  );
});

function route(inputMint: string, outputMint: string, rest: Record<string, string> = {}) {
  const query = { inputMint, outputMint, amount: '1', taker: STRANGER, ...rest };
  return findRoute(pools, parseBuildQuery(query));
}

describe('findRoute', () => {
  it('finds the pool for a buy and for a sale', () => {
    expect(route(WRAPPED_SOL.mint, SECOND)).toEqual({
      pool: pools[1],
      source: WRAPPED_SOL,
      destination: pools[1]?.token,
    });
    expect(route(FIRST, WRAPPED_SOL.mint)).toEqual({
      pool: pools[0],
      source: pools[0]?.token,
      destination: WRAPPED_SOL,
    });
  });

  it('calls a mint without a pool not tradable', () => {
    expect(() => route(WRAPPED_SOL.mint, STRANGER)).toThrow(
      expect.objectContaining({
        errorCode: 'TOKEN_NOT_TRADABLE',
        message: `The token ${STRANGER} is not tradable`,
      }),
    );
  });

  it('finds no route between two tokens, which would take two hops', () => {
    expect(() => route(FIRST, SECOND)).toThrow(
      expect.objectContaining({ errorCode: 'NO_ROUTES_FOUND', message: 'No routes found' }),
    );
  });

  it.each([{ dexes: 'Raydium' }, { excludeDexes: 'Orca V2,Sandbox AMM' }, { maxAccounts: '9' }])(
    'finds no route when the request excludes the venue: %o',
    (rest) => {
      expect(() => route(FIRST, WRAPPED_SOL.mint, rest)).toThrow('No routes found');
    },
  );

  it('finds the route when the request names the venue', () => {
    expect(route(FIRST, WRAPPED_SOL.mint, { dexes: 'Raydium,Sandbox AMM' }).pool).toBe(pools[0]);
    expect(route(FIRST, WRAPPED_SOL.mint, { excludeDexes: 'Raydium' }).pool).toBe(pools[0]);
  });
});
