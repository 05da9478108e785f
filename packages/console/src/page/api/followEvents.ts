import { createParser } from 'eventsource-parser';

import type { Browser } from '../platform/browser.ts';
import { problemOf, type Problem } from './serverApi.ts';

/** Something the server says without being asked. */
export interface StreamMessage {
  readonly name: string;
  readonly data: string;
}

/** Who is told what the stream does. */
export interface StreamListener {
  /** A connection stands. `resumed`: the server was asked to go on where the last one ended. */
  onOpen(resumed: boolean): void;
  /** Any word at all, heartbeats included. */
  onWord(): void;
  onMessage(message: StreamMessage): void;
  /** The connection is gone; another try follows. */
  onLost(lost: { readonly reason: string; readonly retryMs: number }): void;
  /** The server refuses this token; nothing follows. */
  onRefused(problem: Problem): void;
}

/** The server says a word every 15 s, so a silence this long is a dead connection. */
export const SILENCE_MS_MAX = 40_000;
/** Milliseconds before the next try, by the number of tries that failed; the last one stays. */
export const RETRY_MS: readonly number[] = [500, 1000, 2000, 4000, 8000];

/**
 * Reads the server's events until it is called off, over as many connections as it takes. Every
 * connection after the first asks for what came after the last event seen, so nothing is missed.
 *
 * @returns call it to stop
 */
export function followEvents(
  browser: Browser,
  token: string,
  listener: StreamListener,
): () => void {
  const state: StreamState = { browser, token, listener, stopped: false, failures: 0 };
  void connect(state);
  return () => {
    state.stopped = true;
    state.end?.();
  };
}

interface StreamState {
  readonly browser: Browser;
  readonly token: string;
  readonly listener: StreamListener;
  stopped: boolean;
  /** Tries since the last connection that stood. */
  failures: number;
  lastEventId?: string;
  /** Ends what is going on now, a connection or the wait for one. */
  end?: () => void;
}

async function connect(state: StreamState): Promise<void> {
  const { browser, listener } = state;
  const ended = new AbortController();
  state.end = () => {
    ended.abort();
  };
  const outcome = await readConnection(state, ended);
  if (state.stopped) return;
  if (outcome.kind === 'refused') {
    listener.onRefused(outcome.problem);
    return;
  }
  const retryMs = RETRY_MS[Math.min(state.failures, RETRY_MS.length - 1)] ?? 0;
  state.failures += 1;
  listener.onLost({ reason: outcome.reason, retryMs });
  state.end = browser.after(retryMs, () => {
    void connect(state);
  });
}

type ConnectionEnd =
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'refused'; readonly problem: Problem };

async function readConnection(state: StreamState, ended: AbortController): Promise<ConnectionEnd> {
  const { browser, token, lastEventId } = state;
  const watchdog = createWatchdog(browser, ended);
  try {
    const response = await browser.fetch('/v1/events', {
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      signal: ended.signal,
      cache: 'no-store',
    });
    if (response.status === 401 || response.status === 403) {
      return { kind: 'refused', problem: problemOf(response.status, await response.text()) };
    }
    if (!response.ok || response.body === null) {
      return { kind: 'lost', reason: `the server answered with status ${response.status}` };
    }
    state.failures = 0;
    state.listener.onOpen(lastEventId !== undefined);
    await readBody(state, response.body, watchdog);
    return { kind: 'lost', reason: 'the server ended the connection' };
  } catch (cause) {
    if (watchdog.hasBitten()) {
      return { kind: 'lost', reason: `no word for ${SILENCE_MS_MAX / 1000} s` };
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { kind: 'lost', reason };
  } finally {
    watchdog.stop();
  }
}

async function readBody(
  state: StreamState,
  body: ReadableStream<Uint8Array>,
  watchdog: Watchdog,
): Promise<void> {
  const { listener } = state;
  const parser = createParser({
    onEvent: ({ id, event = 'message', data }) => {
      if (id !== undefined) state.lastEventId = id;
      if (!state.stopped) listener.onMessage({ name: event, data });
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    watchdog.heard();
    listener.onWord();
    parser.feed(decoder.decode(value, { stream: true }));
  }
}

interface Watchdog {
  heard(): void;
  hasBitten(): boolean;
  stop(): void;
}

/** Ends a connection on which nothing is heard. */
function createWatchdog(browser: Browser, ended: AbortController): Watchdog {
  let bitten = false;
  const start = () =>
    browser.after(SILENCE_MS_MAX, () => {
      bitten = true;
      ended.abort();
    });
  let callOff = start();
  return {
    heard: () => {
      callOff();
      callOff = start();
    },
    hasBitten: () => bitten,
    stop: () => {
      callOff();
    },
  };
}
