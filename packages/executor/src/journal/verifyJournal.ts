import { CHAIN_START, type Anchor, type ChainedEvent, type EventChain } from './eventChain.ts';
import type { EventPlace, JournalRows } from './journalRows.ts';
import { findTradeBreak, type BrokenLink } from './verifyTrade.ts';

/** An anchor as somebody has written it down elsewhere. */
export interface KnownAnchor {
  readonly number: number;
  readonly hash: string;
}

/** What was found out about a journal. */
export interface JournalVerification {
  /** The first place where the journal contradicts itself, `undefined` when there is none. */
  readonly broken: BrokenLink | undefined;
  readonly trades: number;
  readonly events: number;
  readonly anchors: number;
  /** The newest anchor. Kept elsewhere, it shows later that nothing before it was taken away. */
  readonly lastAnchor: KnownAnchor | undefined;
}

/**
 * Reads a whole journal and holds every event against its hash, every record against its events,
 * and both against the anchors of the commits that wrote them. So it finds an event that was
 * changed, removed, moved or put in, and a trade that was cut off or taken away.
 *
 * Who can write the file can also write all its hashes anew. Only an anchor that is kept elsewhere
 * finds that.
 *
 * @param known - Such an anchor, to be found in the journal as it is.
 */
export function verifyJournal(
  rows: JournalRows,
  chain: EventChain,
  known?: KnownAnchor,
): JournalVerification {
  const anchors = walkAnchors(rows, chain, known);
  const events = walkEvents(rows, chain, anchors.newest);
  const lost = anchors.missing;
  const broken = events.broken ?? eventlessTrade(rows) ?? lost ?? anchors.broken;
  const { count, last } = anchors;
  return {
    broken,
    trades: events.trades,
    events: events.count,
    anchors: count,
    lastAnchor: last && { number: last.number, hash: last.hash },
  };
}

function eventlessTrade(rows: JournalRows): BrokenLink | undefined {
  const tradeId = rows.eventless();
  return tradeId === undefined ? undefined : { what: 'trade', tradeId, problem: 'has no events' };
}

interface AnchorWalk {
  count: number;
  last: Anchor | undefined;
  /** First anchor that does not follow from the one before it. */
  broken: BrokenLink | undefined;
  /** First event that an anchor stands for and that is not there as it was. */
  missing: BrokenLink | undefined;
  /** Newest anchored version of each trade. */
  readonly newest: Map<string, number>;
}

function walkAnchors(rows: JournalRows, chain: EventChain, known?: KnownAnchor): AnchorWalk {
  const walk: AnchorWalk = {
    count: 0,
    last: undefined,
    broken: undefined,
    missing: undefined,
    newest: new Map(),
  };
  let isKnownThere = known === undefined;
  for (;;) {
    const page = rows.anchors(walk.last?.number ?? 0);
    for (const anchor of page) {
      walk.broken ??= anchorBreak(anchor, walk.last, chain);
      takeHeads(walk, anchor, rows);
      if (anchor.number === known?.number) isKnownThere = anchor.hash === known.hash;
      walk.count += 1;
      walk.last = anchor;
    }
    if (page.length === 0) break;
  }
  if (!isKnownThere && known !== undefined) {
    walk.broken ??= {
      what: 'anchor',
      anchor: known.number,
      problem: 'is not the one that was written down',
    };
  }
  return walk;
}

function anchorBreak(
  anchor: Anchor,
  last: Anchor | undefined,
  chain: EventChain,
): BrokenLink | undefined {
  const number = (last?.number ?? 0) + 1;
  if (anchor.number !== number) return { what: 'anchor', anchor: number, problem: 'is missing' };
  if (chain.hashAnchor(last?.hash ?? CHAIN_START, anchor) === anchor.hash) return undefined;
  const problem = 'does not match its hash: it, or what stood before it, is not as written';
  return { what: 'anchor', anchor: number, problem };
}

function takeHeads(walk: AnchorWalk, anchor: Anchor, rows: JournalRows): void {
  for (const [tradeId, version, hash] of anchor.heads) {
    walk.newest.set(tradeId, version);
    // What a broken anchor names is not known to have been there.
    if (walk.missing !== undefined || walk.broken !== undefined) continue;
    const found = rows.hashAt({ tradeId, version });
    if (found === hash) continue;
    const was = found === undefined ? 'is missing' : 'is another';
    const problem = `${was}; anchor ${anchor.number} stands for it`;
    walk.missing = { what: 'event', tradeId, version, problem };
  }
}

interface EventWalk {
  trades: number;
  count: number;
  broken: BrokenLink | undefined;
}

function walkEvents(
  rows: JournalRows,
  chain: EventChain,
  newest: ReadonlyMap<string, number>,
): EventWalk {
  const walk: EventWalk = { trades: 0, count: 0, broken: undefined };
  for (const events of tradesIn(rows)) {
    const tradeId = events[0]?.tradeId ?? '';
    walk.trades += 1;
    walk.count += events.length;
    walk.broken ??=
      findTradeBreak({ tradeId, events, row: rows.row(tradeId) }, chain) ??
      unanchored(tradeId, events.length, newest.get(tradeId) ?? 0);
  }
  return walk;
}

/** Every commit ends with an anchor, so an event beyond the newest one was not put in by us. */
function unanchored(tradeId: string, versions: number, anchored: number): BrokenLink | undefined {
  if (versions <= anchored) return undefined;
  const problem = 'is in no anchor: it was not written by this software';
  return { what: 'event', tradeId, version: anchored + 1, problem };
}

/** The events of one trade after another. */
function* tradesIn(rows: JournalRows): Generator<readonly ChainedEvent[]> {
  let place: EventPlace = { tradeId: '', version: 0 };
  let trade: ChainedEvent[] = [];
  for (;;) {
    const page = rows.events(place);
    for (const event of page) {
      if (trade.length > 0 && event.tradeId !== place.tradeId) {
        yield trade;
        trade = [];
      }
      trade.push(event);
      place = event;
    }
    if (page.length === 0) break;
  }
  if (trade.length > 0) yield trade;
}
