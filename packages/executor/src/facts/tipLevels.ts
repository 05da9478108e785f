import { fault, isFault, reasonOf, type Fault } from '@quantbot/core';
import { z } from 'zod';

import { endpointLabel } from '../chain/endpointLabel.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { callBlockEngine } from '../lanes/callBlockEngine.ts';
import { createRefreshedValue } from './refreshedValue.ts';

/** A tip to pay, and whom. */
export interface Tip {
  readonly account: string;
  readonly lamports: bigint;
}

/** What to tip the block engine. */
export interface TipLevels {
  /** A tip for one transaction, or why the block engine cannot be used. */
  next(): Promise<Tip | Fault>;
}

/** Where tips are learnt and what bounds them. */
export interface TipLevelsOptions {
  /** Block engines, one for each region; the first that answers is believed. */
  readonly jitoEndpoints: readonly string[];
  readonly platform: ExecutorPlatform;
  readonly tipPercentile: 25 | 50 | 75 | 95 | 99;
  readonly tipLamportsMax: bigint;
}

/**
 * Accounts that block engines accept tips on (Jito documentation, February 2026). Others are never
 * tipped: an engine that names a stranger's account would otherwise collect for it.
 */
export const TIP_ACCOUNTS: readonly string[] = [
  '96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5',
  'HFqU5x63VTqvQss8hp11i4wVV8bD44PvwucfZ2bU7gRe',
  'Cw8CFyM9FkoMi7K7Crf6HNQqf4uEMzpKw6QNghXLvLkY',
  'ADaUMid9yfUytqMBgopwjb2DTLSokTSzL1zt6iGPaS49',
  'DfXygSm4jCyNCybVYYK6DwvWqjKee8pbDmJGcLWNDXjh',
  'ADuUkR4vqLUMWXxW9gh6D6L8pMSawimctcNZ5pGwDcEt',
  'DttWaMuVvTiduZRnguLF7jNxTgiMBZ1hyAumKUiL2KRL',
  '3AVi9Tg9Uo68tJfuvoKvqKNWKkC5wPdSSdeBnizKZ6jT',
];

/** Least tip a block engine looks at (Jito documentation). */
const TIP_LAMPORTS_MIN = 1_000n;

/** Paid when an engine is up but its tip statistics are not. */
const TIP_LAMPORTS_WITHOUT_STATISTICS = 10_000n;

const SECOND_MS = 1_000;
const REQUEST_TIMEOUT_MS = 3 * SECOND_MS;
const JITO_DOMAIN = '.jito.wtf';
const JITO_TIP_FLOOR_URL = 'https://bundles.jito.wtf/api/v1/bundles/tip_floor';

const accountsAnswer = z.array(z.string());
const floorAnswer = z.array(z.record(z.string(), z.unknown())).min(1);
const tipSol = z.number().nonnegative();

/** Makes the tip levels of the block engines. */
export function createTipLevels(options: TipLevelsOptions): TipLevels {
  const { platform, jitoEndpoints } = options;
  const known = createRefreshedValue({
    platform,
    refreshAfterMs: 20 * SECOND_MS,
    ageMsMax: 120 * SECOND_MS,
    load: async () => loadTips(options),
  });
  return {
    next: async () => {
      const tips = await known.get();
      if (isFault(tips)) return tips;
      const account = tips.accounts[Math.floor(platform.random() * tips.accounts.length)];
      return account === undefined
        ? unavailable(jitoEndpoints[0], 'it names none of the known tip accounts')
        : { account, lamports: tips.lamports };
    },
  };
}

async function loadTips(options: TipLevelsOptions) {
  const [accounts, lamports] = await Promise.all([loadAccounts(options), loadFloor(options)]);
  return isFault(accounts) ? accounts : { accounts, lamports };
}

/** Asks one region after another, so that a dead one costs a wait and not the lane. */
async function loadAccounts({ jitoEndpoints, platform }: TipLevelsOptions) {
  let problem = unavailable(undefined, 'there is no block engine');
  for (const jitoEndpoint of jitoEndpoints) {
    try {
      const call = { jitoEndpoint, path: 'getTipAccounts', method: 'getTipAccounts', params: [] };
      const named = accountsAnswer.parse(await callBlockEngine(platform, call));
      return TIP_ACCOUNTS.filter((account) => named.includes(account));
    } catch (cause) {
      problem = unavailable(jitoEndpoint, reasonOf(cause));
    }
  }
  return problem;
}

/** The statistics are SOL as a float; they only size a tip that is bounded anyway. */
async function loadFloor(options: TipLevelsOptions): Promise<bigint> {
  const { platform, jitoEndpoints, tipPercentile, tipLamportsMax } = options;
  const [jitoEndpoint = ''] = jitoEndpoints;
  const isJito = URL.parse(jitoEndpoint)?.hostname.endsWith(JITO_DOMAIN) === true;
  const url = isJito
    ? JITO_TIP_FLOOR_URL
    : `${jitoEndpoint.replace(/\/$/u, '')}/api/v1/bundles/tip_floor`;
  try {
    const response = await platform.http({ method: 'GET', url, timeoutMs: REQUEST_TIMEOUT_MS });
    const [floor] = floorAnswer.parse(JSON.parse(response.body));
    const sol = tipSol.parse(floor?.[`landed_tips_${tipPercentile}th_percentile`]);
    return clampTip(BigInt(Math.ceil(sol * 1_000_000_000)), tipLamportsMax);
  } catch {
    // Without statistics a tip is still needed, and the default one is always allowed.
    return clampTip(TIP_LAMPORTS_WITHOUT_STATISTICS, tipLamportsMax);
  }
}

function clampTip(lamports: bigint, lamportsMax: bigint): bigint {
  if (lamports > lamportsMax) return lamportsMax;
  return lamports < TIP_LAMPORTS_MIN ? TIP_LAMPORTS_MIN : lamports;
}

function unavailable(jitoEndpoint: string | undefined, reason: string): Fault {
  const endpoint = jitoEndpoint === undefined ? 'none configured' : endpointLabel(jitoEndpoint);
  return fault('LANE__BLOCK_ENGINE_UNAVAILABLE', { endpoint, reason });
}
