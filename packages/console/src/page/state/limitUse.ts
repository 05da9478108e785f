import { numberText, solText, type WholeAmount } from '../format/amounts.ts';
import type { Trade } from '../wire/tradeShapes.ts';
import type { Limit } from '../wire/tradingShapes.ts';
import { canMove } from './tradeList.ts';

/** A limit and how much of it is used, for reading. */
export interface LimitUse {
  readonly name: string;
  readonly side: string | undefined;
  /** Used and limit in one unit, or the limit alone where nothing is used up. */
  readonly figures: string;
  /** 0 to 1 and above; `undefined` where nothing is used up, such as a ceiling for each trade. */
  readonly share: number | undefined;
  readonly level: 'calm' | 'near' | 'full';
}

/** From here on a limit is shown as nearly used up. */
const NEAR_SHARE = 0.8;

/** Puts a limit into words and figures. */
export function limitUse({ gate, side, limit, used, unit }: Limit): LimitUse {
  const share = shareOf(limit, used);
  return {
    name: wordsOf(gate),
    side: side === undefined || side === 'both' ? undefined : side,
    figures: figuresOf({ limit, used, unit }),
    share,
    level: share === undefined || share < NEAR_SHARE ? 'calm' : share < 1 ? 'near' : 'full',
  };
}

/** What the page knows besides the limits that it was told. */
interface LimitKnowledge {
  readonly limits: readonly Limit[] | undefined;
  readonly trades: readonly Trade[];
  readonly mode: Trade['mode'];
}

/**
 * Limits with the open trades that the page itself knows of: news of a trade come at once, limits
 * are asked for now and then, and one thing must not have two figures on one page.
 */
export function limitsNow({ limits = [], trades, mode }: LimitKnowledge): readonly Limit[] {
  const used = trades.filter((trade) => trade.mode === mode && canMove(trade)).length;
  return limits.map((limit) => (limit.gate === 'openTrades' ? { ...limit, used } : limit));
}

function shareOf(limit: Limit['limit'], used: Limit['used']): number | undefined {
  if (limit === undefined || limit === null || used === undefined || used === null)
    return undefined;
  const whole = Number(limit);
  if (!Number.isFinite(whole) || whole < 0) return undefined;
  if (whole === 0) return Number(used) > 0 ? 1 : 0;
  return Math.max(0, Number(used) / whole);
}

function figuresOf({ limit, used, unit = '' }: Pick<Limit, 'limit' | 'used' | 'unit'>): string {
  const amounts = [used, limit].filter((amount) => amount !== undefined && amount !== null);
  const [, rest] = /^lamports(.*)$/u.exec(unit) ?? [];
  const figures = amounts.map((amount) =>
    rest === undefined ? figureOf(amount) : solText(amount),
  );
  return [figures.join(' / '), rest === undefined ? unit : `SOL${rest}`].join(' ').trim();
}

function figureOf(amount: WholeAmount): string {
  return Number.isFinite(Number(amount)) ? numberText(Number(amount)) : String(amount);
}

/** `dailyLoss` as `daily loss`. */
function wordsOf(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}
