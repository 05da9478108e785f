import { fault, reasonOf, type Fault } from '@quantbot/core';
import { getAddressDecoder, getU64Decoder } from '@solana/kit';

import type { ChainAccount, ChainNode } from '../chain/chainNode.ts';
import { operatorsRequired } from '../chain/operatorsRequired.ts';

/** What a program is, in words that change with every deployment of it. */
export type ProgramIdentities = ReadonlyMap<string, string>;

/** Loader of programs whose code stands in an account of its own and may be replaced. */
const UPGRADEABLE_LOADER = 'BPFLoaderUpgradeab1e11111111111111111111111';
/** Its successor, which keeps the code in the program's account (SIMD-0167). */
const LOADER_V4 = 'LoaderV411111111111111111111111111111111111';

/** Kinds of accounts of the upgradeable loader (`UpgradeableLoaderState`). */
const PROGRAM_KIND = 2;
const PROGRAM_DATA_KIND = 3;
const KIND_BYTES = 4;
const SLOT_BYTES = 8;
const ADDRESS_BYTES = 32;
/** Enough of an account to tell its deployment, and no code. */
const HEAD_BYTES = 48;

/**
 * Reads which deployment of each program the chain runs, and takes it for true when two operators
 * tell the same, or the one there is.
 *
 * @returns `RPC__UNAVAILABLE` when too few agree.
 */
export async function readProgramIdentities(
  nodes: readonly ChainNode[],
  programs: readonly string[],
): Promise<ProgramIdentities | Fault> {
  const required = operatorsRequired(nodes);
  let reason = 'there is no node';
  const readings = await Promise.all(
    nodes.map(async (node) => {
      try {
        return { operator: node.operator, found: await identitiesBy(node, programs) };
      } catch (cause) {
        reason = `${node.label}: ${reasonOf(cause)}`;
        return undefined;
      }
    }),
  );
  const told = readings.filter((reading) => reading !== undefined);
  const agreed = new Map<string, string>();
  for (const program of programs) {
    const identity = told
      .map(({ found }) => found.get(program))
      .find((one) => {
        const operators = told.filter(({ found }) => found.get(program) === one);
        return new Set(operators.map(({ operator }) => operator)).size >= required;
      });
    if (identity !== undefined) {
      agreed.set(program, identity);
      continue;
    }
    if (told.length >= required) reason = `operators tell of different deployments of ${program}`;
    const context = { endpoint: 'all', method: 'getMultipleAccounts', reason };
    return fault('RPC__UNAVAILABLE', context);
  }
  return agreed;
}

async function identitiesBy(
  node: ChainNode,
  programs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { accounts } = await node.accountHeads(programs, HEAD_BYTES);
  const places = programs.map((_, index) => codePlaceOf(accounts[index] ?? null));
  const wanted = places.filter((place) => place !== undefined);
  const heads = wanted.length === 0 ? [] : (await node.accountHeads(wanted, HEAD_BYTES)).accounts;
  const headOf = new Map(wanted.map((place, index) => [place, heads[index] ?? null]));
  return new Map(
    programs.map((program, index) => {
      const place = places[index];
      const account = accounts[index] ?? null;
      return [
        program,
        place === undefined ? identityOf(account) : upgradeable(place, headOf.get(place) ?? null),
      ];
    }),
  );
}

/** Account with the code of an upgradeable program. */
function codePlaceOf(account: ChainAccount | null): string | undefined {
  if (account === null || account.owner !== UPGRADEABLE_LOADER) return undefined;
  const { data } = account;
  if (data.length < KIND_BYTES + ADDRESS_BYTES || data[0] !== PROGRAM_KIND) return undefined;
  return getAddressDecoder().decode(data, KIND_BYTES);
}

/** Its slot is that of the last deployment. Without code a program is closed and cannot run. */
function upgradeable(place: string, account: ChainAccount | null): string {
  const isCode =
    account !== null &&
    account.owner === UPGRADEABLE_LOADER &&
    account.data[0] === PROGRAM_DATA_KIND &&
    account.data.length >= KIND_BYTES + SLOT_BYTES;
  if (!isCode) return `upgradeable, closed, code in ${place}`;
  return `upgradeable, code in ${place}, slot ${getU64Decoder().decode(account.data, KIND_BYTES)}`;
}

function identityOf(account: ChainAccount | null): string {
  if (account === null) return 'not there';
  if (account.owner !== LOADER_V4) return `of ${account.owner}, which replaces nothing`;
  if (account.data.length < SLOT_BYTES) return 'of loader 4, without code';
  return `of loader 4, slot ${getU64Decoder().decode(account.data)}`;
}
