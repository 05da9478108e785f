import { describeError, isErrorCode } from '@quantbot/core';

import { ageText } from '../format/amounts.ts';
import type { Trade } from '../wire/tradeShapes.ts';
import type { Endpoint, Health, Limit, Rollout, Trading } from '../wire/tradingShapes.ts';
import { endpointHealth } from './endpointHealth.ts';
import { limitUse } from './limitUse.ts';
import { isOpen } from './tradeList.ts';

/** Something a person should look at, and what to do about it. */
export interface AttentionItem {
  /** Stays the same while the matter does. */
  readonly id: string;
  /** `act`: money is at stake or nothing is traded. `look`: it may become so. */
  readonly level: 'act' | 'look';
  readonly title: string;
  readonly detail: string;
  readonly next: string;
  /** Trade that it is about. */
  readonly key?: string;
}

/** What is known, as far as it is. */
export interface Knowledge {
  readonly nowMs: number;
  readonly trades: readonly Trade[];
  readonly trading: Trading | undefined;
  readonly limits: readonly Limit[];
  readonly health: Health | undefined;
  readonly rollout: Rollout | undefined;
}

/** A failure is shown as long as it is news. */
const FAILURE_NEWS_MS = 15 * 60_000;
/** Past its deadline by this much, an open trade is worth a look. */
const LATE_MS = 60_000;

/** Everything that needs a person, most pressing first. */
export function attentionItems(knowledge: Knowledge): readonly AttentionItem[] {
  const { trades, nowMs, limits, health } = knowledge;
  const items = [
    ...tradingItems(knowledge.trading),
    ...trades.flatMap(tradeItems),
    ...lateItems(trades, nowMs),
    ...failureItems(trades, nowMs),
    ...denialItems(trades, nowMs),
    ...endpointItems(health?.endpoints ?? []),
    ...sourceItems(health?.sources ?? []),
    ...limits.flatMap(limitItems),
    ...rolloutItems(knowledge.rollout),
  ];
  return [
    ...items.filter(({ level }) => level === 'act'),
    ...items.filter(({ level }) => level === 'look'),
  ];
}

function tradingItems(trading: Trading | undefined): readonly AttentionItem[] {
  if (trading === undefined || trading.state === 'active') return [];
  const { state, reason, by } = trading;
  const because = [by && `by ${by}`, trading.changeReason ?? reason].filter(Boolean).join(': ');
  const haltFile = haltFileOf(trading);
  return [
    {
      id: `trading ${state}`,
      level: 'act',
      title: state === 'halted' ? 'Trading is halted' : 'Trading is reduced to sells',
      detail: because,
      next: nextOf(trading, haltFile),
    },
  ];
}

function nextOf({ by }: Trading, haltFile: string | undefined): string {
  if (haltFile !== undefined) {
    return `Remove the halt file ${haltFile} when its cause is gone; activating does not.`;
  }
  return by === undefined
    ? 'Nobody decided it, and activating does not end it: mend what it names.'
    : 'Find the cause and mend it, then activate with the reason.';
}

/** Where the halt file is, `undefined` while none halts. */
function haltFileOf({ haltFile }: Trading): string | undefined {
  if (haltFile === undefined || haltFile.state === 'absent') return undefined;
  return haltFile.path ?? '';
}

function tradeItems(trade: Trade): readonly AttentionItem[] {
  const { key, status, unprovable, attemptStatus } = trade;
  if (status === 'conflicted') {
    return [
      {
        id: `conflict ${key}`,
        level: 'act',
        title: `Trade ${key} is in conflict with the chain`,
        detail: trade.error ?? 'Its wallet signs nothing new until a person has decided.',
        next: `Compare with "quantbot reconcile", then decide with "quantbot resolve ${key}".`,
        key,
      },
    ];
  }
  if (!isOpen(trade)) return [];
  if (unprovable !== undefined) {
    return [
      {
        id: `unprovable ${key}`,
        level: 'act',
        title: `What became of trade ${key} cannot be proven`,
        detail: unprovable,
        next: describeError('CONFIRM__UNPROVABLE').action,
        key,
      },
    ];
  }
  if (attemptStatus === 'in_doubt') {
    return [
      {
        id: `doubt ${key}`,
        level: 'look',
        title: `No lane gave an answer for trade ${key}`,
        detail: 'It may be on its way all the same, and is followed to its end.',
        next: 'Never trade it again under another key. Look at the lanes below.',
        key,
      },
    ];
  }
  return [];
}

/** Open trades long past their deadline, all in one item. */
function lateItems(trades: readonly Trade[], nowMs: number): readonly AttentionItem[] {
  const late = trades.filter((trade) => isOpen(trade) && nowMs > trade.deadlineAtMs + LATE_MS);
  const oldest = late.at(-1);
  if (oldest === undefined) return [];
  const many = late.length === 1 ? `Trade ${oldest.key} is` : `${late.length} trades are`;
  return [
    {
      id: 'late',
      level: 'look',
      title: `${many} still open past the deadline`,
      detail: `The oldest deadline was ${ageText(nowMs - oldest.deadlineAtMs)} ago; nothing new is signed, and what is signed is followed.`,
      next: 'Look at the timeline and at the nodes: the end waits for evidence from the chain.',
      key: oldest.key,
    },
  ];
}

/** Failures of the last minutes, one item for each code. */
function failureItems(trades: readonly Trade[], nowMs: number): readonly AttentionItem[] {
  const recent = trades.filter(
    ({ status, updatedAtMs }) => status === 'failed' && nowMs - updatedAtMs < FAILURE_NEWS_MS,
  );
  const codes = [...new Set(recent.map(({ errorCode = 'unknown' }) => errorCode))];
  return codes.flatMap((code) => {
    const ofCode = recent.filter(({ errorCode = 'unknown' }) => errorCode === code);
    const [newest] = ofCode;
    if (newest === undefined) return [];
    const many = ofCode.length === 1 ? 'A trade' : `${ofCode.length} trades`;
    return [
      {
        id: `failed ${code}`,
        level: 'look' as const,
        title: `${many} failed: ${code}`,
        detail: saidOf(newest, nowMs),
        next: nextStepOf(code),
        key: newest.key,
      },
    ];
  });
}

/** What the caller asked for, or the limits that somebody set: nothing is broken. */
const MEANT = /^(?:PRICE|RISK|VALIDATE|IDEMPOTENCY|BREAKER|CONTROL)__/u;
/** One of them is somebody's bad luck, several are a state of things. */
const OFTEN_MIN = 3;

/** Denials of the last minutes that no limit explains, one item for each code. */
function denialItems(trades: readonly Trade[], nowMs: number): readonly AttentionItem[] {
  const recent = trades.filter(
    ({ status, updatedAtMs, errorCode = '' }) =>
      status === 'denied' && nowMs - updatedAtMs < FAILURE_NEWS_MS && !MEANT.test(errorCode),
  );
  const codes = [...new Set(recent.flatMap(({ errorCode }) => errorCode ?? []))];
  return codes.flatMap((code) => {
    const ofCode = recent.filter(({ errorCode }) => errorCode === code);
    const [newest] = ofCode;
    if (newest === undefined || ofCode.length < OFTEN_MIN) return [];
    return [
      {
        id: `denied ${code}`,
        level: 'look' as const,
        title: `${ofCode.length} trades were denied: ${code}`,
        detail: saidOf(newest, nowMs),
        next: nextStepOf(code),
        key: newest.key,
      },
    ];
  });
}

/** Why a trade ended; its text ends with the next step, which stands by itself. */
function saidOf({ error, errorCode = '', updatedAtMs }: Trade, nowMs: number): string {
  if (error === undefined) return `Last one ${ageText(nowMs - updatedAtMs)} ago.`;
  const next = ` ${nextStepOf(errorCode)}`;
  return error.endsWith(next) ? error.slice(0, -next.length) : error;
}

/** What the catalogue tells the operator to do about a code. */
export function nextStepOf(code: string): string {
  return isErrorCode(code) ? describeError(code).action : 'Look at its timeline.';
}

/** Reads and sends of one node have budgets and a health of their own, so each is counted apart. */
function endpointItems(endpoints: readonly Endpoint[]): readonly AttentionItem[] {
  const groupOf = ({ kind, purpose }: Endpoint) => [kind, purpose].filter(Boolean).join(' ');
  const groups = [...new Set(endpoints.map(groupOf))];
  return groups.flatMap((group) => {
    const ofGroup = endpoints.filter((endpoint) => groupOf(endpoint) === group);
    const unwell = ofGroup.filter((endpoint) => endpointHealth(endpoint).tone !== 'good');
    if (unwell.length === 0) return [];
    const all = unwell.length === ofGroup.length;
    return [
      {
        id: `endpoints ${group}`,
        level: all ? ('act' as const) : ('look' as const),
        title: all
          ? `Every endpoint for ${group} rests`
          : `${unwell.length} of ${ofGroup.length} endpoints for ${group} rest`,
        detail: unwell
          .map((endpoint) =>
            [endpoint.label, endpointHealth(endpoint).trouble].filter(Boolean).join(': '),
          )
          .join('; '),
        next: all
          ? 'Run "quantbot doctor". While none answers, open trades wait and nothing new lands by them.'
          : 'The others carry on. Run "quantbot doctor" if it stays so.',
      },
    ];
  });
}

/** What a venue or a socket that does not answer means, and what to do. */
const SOURCE_WORDS: Readonly<Record<string, Pick<AttentionItem, 'level' | 'title' | 'next'>>> = {
  venue: {
    level: 'act',
    title: 'The venue does not answer',
    next: 'No trade can be priced, sells included. Run "quantbot doctor"; nothing is signed meanwhile.',
  },
  ws: {
    level: 'look',
    title: 'No WebSocket tells of landings',
    next: 'Landings are seen by polling, somewhat later. Run "quantbot doctor" if it stays so.',
  },
};

/** The venue, and sockets once none of them is left. */
function sourceItems(sources: readonly Endpoint[]): readonly AttentionItem[] {
  return Object.entries(SOURCE_WORDS).flatMap(([kind, words]) => {
    const used = sources.filter(
      (source) => source.kind === kind && endpointHealth(source).tone !== 'faint',
    );
    const unwell = used.filter((source) => endpointHealth(source).tone !== 'good');
    if (unwell.length === 0 || unwell.length < used.length) return [];
    const detail = unwell
      .map((source) => [source.label, endpointHealth(source).trouble].filter(Boolean).join(': '))
      .join('; ');
    return [{ id: `source ${kind}`, ...words, detail }];
  });
}

function limitItems(limit: Limit): readonly AttentionItem[] {
  const use = limitUse(limit);
  if (use.level === 'calm') return [];
  return [
    {
      id: `limit ${limit.gate} ${limit.side ?? ''}`,
      level: 'look',
      title:
        use.level === 'full'
          ? `Limit ${use.name} is used up`
          : `Limit ${use.name} is nearly used up`,
      detail: `${use.figures}.`,
      next:
        limit.code === undefined ? 'See docs/risk.md for what it counts.' : nextStepOf(limit.code),
    },
  ];
}

function rolloutItems(rollout: Rollout | undefined): readonly AttentionItem[] {
  const steppedDown = rollout?.steppedDown;
  if (steppedDown === undefined || steppedDown === null) return [];
  const reason = steppedDown['reason'];
  return [
    {
      id: 'rollout stepped down',
      level: 'act',
      title: 'The rollout has stepped down by itself',
      detail: typeof reason === 'string' ? reason : 'A metric was breached.',
      next: 'Run "quantbot rollout status"; go on with "quantbot rollout advance" once it is mended.',
    },
  ];
}
