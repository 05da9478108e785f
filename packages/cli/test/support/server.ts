import { request as httpRequest } from 'node:http';

import { waitUntil } from '@quantbot/sandbox';

import {
  startQuantbot,
  type Ended,
  type Running,
  type SandboxLine,
  type Variables,
} from './quantbot.ts';

const READY_TIMEOUT_MS = 120_000;

/** First line of `quantbot serve --sandbox --json`. */
export interface ServeLine {
  readonly url: string;
  readonly consoleUrl: string;
  readonly tokens: Readonly<Record<'read' | 'trade' | 'control', string>>;
  readonly sandbox: SandboxLine;
}

/** A server started by the command. */
export interface ServeCommand {
  readonly running: Running;
  readonly line: ServeLine;
  stop(): Promise<Ended>;
}

/** Starts `quantbot serve --json` on any free port and waits for its first line. */
export async function startServeCommand(
  args: readonly string[],
  variables: Variables = {},
): Promise<ServeCommand> {
  const running = startQuantbot(['serve', '--json', '--port', '0', ...args], variables);
  await waitUntil(() => running.stdout().includes('\n') || running.child.exitCode !== null, {
    timeoutMs: READY_TIMEOUT_MS,
    description: 'the first line of quantbot serve',
  });
  const line: ServeLine = JSON.parse(running.stdout().split('\n')[0] ?? '');
  const stop = async (): Promise<Ended> => {
    running.child.kill('SIGTERM');
    return running.ended;
  };
  return { running, line, stop };
}

/** A request, with whatever headers: also those that `fetch` keeps to itself. */
export interface Asking {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: unknown;
  /** Goes away when it aborts. */
  readonly signal?: AbortSignal;
}

/** What was answered. */
export interface Answered {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** Asks a server. */
export async function ask(url: string, asking: Asking): Promise<Answered> {
  const { method = 'GET', path, headers = {}, body, signal } = asking;
  const answered = Promise.withResolvers<Answered>();
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const request = httpRequest(
    new URL(path, url),
    { method, headers: { ...type, ...headers }, ...(signal === undefined ? {} : { signal }) },
    (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', answered.reject).on('end', () => {
        answered.resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          get json() {
            return JSON.parse(text) as Record<string, unknown>;
          },
        });
      });
    },
  );
  request.on('error', answered.reject);
  request.end(body === undefined ? undefined : JSON.stringify(body));
  return answered.promise;
}

/** An event of the stream. */
export interface StreamedEvent {
  readonly id: number | undefined;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** A stream of events that is open. */
export interface OpenStream {
  readonly events: readonly StreamedEvent[];
  close(): void;
}

/** Follows the events of a server. */
export async function follow(
  url: string,
  token: string,
  lastEventId?: number,
): Promise<OpenStream> {
  const events: StreamedEvent[] = [];
  const gone = new AbortController();
  const headers = {
    authorization: `Bearer ${token}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
  };
  const response = await fetch(new URL('/v1/events', url), { headers, signal: gone.signal });
  if (!response.ok || response.body === null) throw new Error(await response.text());
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    let text = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const frames = `${text}${chunk}`.split('\n\n');
      text = frames.pop() ?? '';
      events.push(...frames.map(parseFrame));
    }
  };
  read(response.body).catch((cause: unknown) => {
    if (!gone.signal.aborted && !String(cause).includes('terminated')) throw cause;
  });
  return { events, close: () => gone.abort() };
}

function parseFrame(frame: string): StreamedEvent {
  const fields = new Map(
    frame.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)] as const;
    }),
  );
  const id = fields.get('id');
  return {
    id: id === undefined ? undefined : Number(id),
    event: fields.get('event') ?? '',
    data: JSON.parse(fields.get('data') ?? '{}') as Record<string, unknown>,
  };
}
