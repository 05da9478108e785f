import { Agent, request } from 'node:http';

import type { LoadAnswer, LoadMessage, LoadPlan } from './loadMessages.ts';
import { loadRequestOf, type LoadRequest } from './loadRequestOf.ts';

/*
 * Sends each request when it is due, whatever the answers to the earlier ones do, and counts the
 * time from when it was due: a server that stands still for a second has made two hundred requests
 * late, not one. It is a process of its own, so that it waits for nobody's event loop. Its
 * connections are there before the first request is due, as those of a strategy that runs are: a
 * server of Node accepts one in a turn of its loop, and hundreds at once would wait for that.
 */
const plan = JSON.parse(process.argv[2] ?? '{}') as LoadPlan;
const agent = new Agent({ keepAlive: true, scheduling: 'lifo' });
const url = new URL('/v1/executions', plan.url);
const count = plan.requestsPerSecond * plan.seconds;
const lastDueMs = loadRequestOf(plan, count - 1).dueMs;

const CONNECTIONS = 64;
const TICK_MS = 1;
const REPEAT_AFTER_MS = 250;
/** Longer than the server itself gives a request. */
const ANSWER_MS_MAX = 20_000;

/** What one sending came to. */
type Outcome = Pick<LoadAnswer, 'status' | 'code'>;

const answers: LoadAnswer[] = [];
const latenessMs: number[] = [];

/** Opens a connection that stays. */
async function connect(): Promise<void> {
  return new Promise((resolve, reject) => {
    const asking = request(new URL('/healthz', plan.url), { agent }, (response) => {
      response.on('end', resolve).resume();
    });
    asking.on('error', reject).end();
  });
}

function tell(message: LoadMessage, then = (): void => undefined): void {
  process.send?.(message, then);
}

async function send({ key, body }: LoadRequest): Promise<Outcome> {
  return new Promise((resolve) => {
    const sending = request(
      url,
      {
        agent,
        method: 'POST',
        timeout: ANSWER_MS_MAX,
        headers: {
          authorization: `Bearer ${plan.token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'idempotency-key': key,
          prefer: 'respond-async',
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (cause) => {
          resolve({ code: nameOf(cause) });
        });
        response.on('end', () => {
          resolve(outcomeOf(response.statusCode ?? 0, chunks));
        });
      },
    );
    sending.on('timeout', () => sending.destroy(new Error('no answer in time')));
    sending.on('error', (cause) => {
      resolve({ code: nameOf(cause) });
    });
    sending.end(body);
  });
}

function outcomeOf(status: number, chunks: readonly Buffer[]): Outcome {
  if (status < 400) return { status };
  const { code = 'no code' } = JSON.parse(Buffer.concat(chunks).toString()) as { code?: string };
  return { status, code };
}

function nameOf(cause: Error): string {
  return 'code' in cause ? String(cause.code) : cause.message;
}

/** What nobody answered, and what the server wants to be asked again. */
function isToRepeat({ status = 503 }: Outcome): boolean {
  return status === 429 || status >= 500;
}

async function ask(wanted: LoadRequest): Promise<void> {
  latenessMs.push(performance.now() - startedAtMs - wanted.dueMs);
  let sent = 0;
  let outcome: Outcome;
  do {
    if (sent > 0) await new Promise((resolve) => setTimeout(resolve, REPEAT_AFTER_MS));
    sent += 1;
    outcome = await send(wanted);
  } while (isToRepeat(outcome) && mayRepeat());
  const latencyMs = performance.now() - startedAtMs - wanted.dueMs;
  answers.push({ key: wanted.key, latencyMs, sent, ...outcome });
}

function mayRepeat(): boolean {
  const { repeatForMs } = plan;
  return repeatForMs !== undefined && performance.now() - startedAtMs < lastDueMs + repeatForMs;
}

await Promise.all(Array.from({ length: CONNECTIONS }, connect));
const startedAtMs = performance.now();
const asked: Array<Promise<void>> = [];
tell({ kind: 'begun' });
const timer = setInterval(() => {
  const nowMs = performance.now() - startedAtMs;
  for (let index = asked.length; index < count; index += 1) {
    const wanted = loadRequestOf(plan, index);
    if (wanted.dueMs > nowMs) return;
    asked.push(ask(wanted));
  }
  clearInterval(timer);
  void Promise.all(asked).then(() => {
    agent.destroy();
    tell({ kind: 'ended', report: { answers, latenessMs } }, () => {
      process.disconnect();
    });
  });
}, TICK_MS);
process.on('disconnect', () => process.exit());
