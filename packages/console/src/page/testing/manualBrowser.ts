import type { Browser } from '../platform/browser.ts';
import { NOW_MS } from './trades.ts';

/** A request as it left the page. */
export interface SentRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A browser whose time stands still until it is moved, and whose network a test answers. */
export interface ManualBrowser extends Browser {
  readonly sent: readonly SentRequest[];
  readonly remembered: ReadonlyMap<string, string>;
  /** Lets time pass and does what was to be done by then. */
  pass(ms: number): Promise<void>;
}

interface Timer {
  readonly atMs: number;
  readonly work: () => void;
}

/** Makes one that answers every request with `answer`; a thrown answer is a broken network. */
export function createManualBrowser(
  answer: (request: SentRequest, signal: AbortSignal) => Response | Promise<Response>,
): ManualBrowser {
  let nowMs = NOW_MS;
  const timers = new Set<Timer>();
  const sent: SentRequest[] = [];
  const remembered = new Map<string, string>();
  return {
    sent,
    remembered,
    nowMs: () => nowMs,
    after: (ms, work) => {
      const timer = { atMs: nowMs + ms, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    fetch: async (path, init) => {
      const request = {
        path,
        method: init.method ?? 'GET',
        headers: init.headers as Record<string, string>,
        body: init.body as string | undefined,
      };
      sent.push(request);
      return answer(request, init.signal ?? new AbortController().signal);
    },
    memory: {
      getItem: (name) => remembered.get(name) ?? null,
      setItem: (name, value) => remembered.set(name, value),
      removeItem: (name) => remembered.delete(name),
    },
    pass: async (ms) => {
      const untilMs = nowMs + ms;
      await settled();
      for (let timer = nextOf(timers, untilMs); timer; timer = nextOf(timers, untilMs)) {
        timers.delete(timer);
        nowMs = timer.atMs;
        timer.work();
        await settled();
      }
      nowMs = untilMs;
    },
  };
}

function nextOf(timers: ReadonlySet<Timer>, untilMs: number): Timer | undefined {
  return [...timers]
    .filter(({ atMs }) => atMs <= untilMs)
    .sort((first, second) => first.atMs - second.atMs)[0];
}

/** Lets everything that waits for nothing but its turn go on. */
async function settled(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const channel = new MessageChannel();
  channel.port1.addEventListener('message', () => {
    channel.port1.close();
    resolve();
  });
  channel.port1.start();
  channel.port2.postMessage(undefined);
  await promise;
}

/** A stream of server-sent events that a test writes. */
export interface ManualStream {
  readonly response: Response;
  write(text: string): void;
  end(): void;
}

/** Opens one; it breaks when its request is called off. */
export function openStream(signal: AbortSignal): ManualStream {
  const encoder = new TextEncoder();
  const { promise, resolve } = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  let made: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      made = controller;
      resolve(controller);
    },
  });
  signal.addEventListener('abort', () => {
    void promise.then((controller) => {
      controller.error(new DOMException('aborted', 'AbortError'));
    });
  });
  return {
    response: new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    write: (text) => made?.enqueue(encoder.encode(text)),
    end: () => made?.close(),
  };
}

/** An answer in JSON. */
export function jsonAnswer(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}
