import { fingerprintText, type ExecutionResult, type RequestFingerprint } from '@quantbot/core';

/** A trade as the stub remembers it. */
export interface StubTrade {
  readonly key: string;
  readonly fingerprint: RequestFingerprint;
  /** Resolves with the answer of the call that owns the trade. Never rejects. */
  readonly answer: Promise<ExecutionResult>;
  /** Reading of the clock when the trade ended, `undefined` while it runs. */
  endedAtMs: number | undefined;
}

/** Bounds of the memory. */
export interface StubMemoryRules {
  /** Trades remembered after their end; the oldest is forgotten first. */
  readonly endedTradesMax: number;
  /** Milliseconds after its end within which a request without key attaches to a trade. */
  readonly derivedKeyWindowMs: number;
}

/**
 * Trades by key and by fingerprint. Its size is bounded: ended trades beyond `endedTradesMax` are
 * forgotten in the order they began, running ones never, and the adapter bounds how many run. A key
 * that is forgotten can trade again, which is bearable here alone, where nothing is traded.
 */
export interface StubTradeMemory {
  /** Finds the trade that a key names. */
  byKey(key: string): StubTrade | undefined;
  /** Finds the trade that a request without a key attaches to. */
  attachable(fingerprint: RequestFingerprint, nowMs: number): StubTrade | undefined;
  /** Makes a key for a request without one; the same for the same request in the same order. */
  deriveKey(fingerprint: RequestFingerprint): string;
  /** Number of trades that have not ended. */
  runningCount(): number;
  remember(trade: StubTrade): void;
  /** Keeps an ended trade, so that repeats get its answer. */
  end(trade: StubTrade, nowMs: number): void;
  /** Drops a trade that was refused or failed: nothing happened, so its key is free again. */
  forget(trade: StubTrade): void;
}

/** Makes an empty memory. */
export function createStubTradeMemory(rules: StubMemoryRules): StubTradeMemory {
  const trades = new Map<string, StubTrade>();
  const latestByFingerprint = new Map<string, StubTrade>();
  let running = 0;

  const drop = (trade: StubTrade): void => {
    trades.delete(trade.key);
    const text = fingerprintText(trade.fingerprint);
    if (latestByFingerprint.get(text) === trade) latestByFingerprint.delete(text);
  };

  return {
    byKey: (key) => trades.get(key),
    attachable(fingerprint, nowMs) {
      const trade = latestByFingerprint.get(fingerprintText(fingerprint));
      if (trade?.endedAtMs === undefined) return trade;
      return nowMs - trade.endedAtMs < rules.derivedKeyWindowMs ? trade : undefined;
    },
    deriveKey(fingerprint) {
      const name = `derived-${hashText(fingerprintText(fingerprint))}`;
      let key = name;
      for (let repeat = 2; trades.has(key); repeat += 1) key = `${name}-${repeat}`;
      return key;
    },
    runningCount: () => running,
    remember(trade) {
      trades.set(trade.key, trade);
      latestByFingerprint.set(fingerprintText(trade.fingerprint), trade);
      running += 1;
    },
    end(trade, nowMs) {
      trade.endedAtMs = nowMs;
      running -= 1;
      const excess = trades.size - running - rules.endedTradesMax;
      for (const oldest of oldestEnded(trades, excess)) drop(oldest);
    },
    forget(trade) {
      running -= 1;
      drop(trade);
    },
  };
}

/** A map iterates in the order of insertion, so the first ended ones are the oldest. */
function oldestEnded(trades: ReadonlyMap<string, StubTrade>, count: number): StubTrade[] {
  const found: StubTrade[] = [];
  for (const trade of trades.values()) {
    if (found.length >= count) break;
    if (trade.endedAtMs !== undefined) found.push(trade);
  }
  return found;
}

/** FNV-1a with 64 bits: names requests apart, and is not meant to keep a secret. */
function hashText(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of text) {
    hash ^= BigInt(character.codePointAt(0) ?? 0);
    hash = BigInt.asUintN(64, hash * 0x100000001b3n);
  }
  return hash.toString(36).padStart(13, '0');
}
