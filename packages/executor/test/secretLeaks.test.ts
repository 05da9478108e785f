import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { AnyExecutionRequest, TelemetryPort } from '@quantbot/core';
import {
  createKeystore,
  createNodePlatform,
  keystoreMachineOf,
  openKeystore,
  passphraseOf,
  readPassphraseFile,
  Secret,
  type ExecutionAdapterConfig,
} from '@quantbot/executor';
import { compileConfig } from '@quantbot/executor/simulation';
import { getBase58Decoder } from '@solana/kit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import type { DyingPlan } from './support/dyingTrader.ts';
import { LeakFinder, printed } from './support/leakFinder.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';

const PASSPHRASE = 'correct horse battery staple';
const WRONG_PASSPHRASE = 'incorrect donkey accumulator pin';
const API_KEY = 'venue-key-7c1f94aa-nobody-may-see-this';

const DYING_TRADER = fileURLToPath(new URL('support/dyingTrader.ts', import.meta.url));

const machine = keystoreMachineOf(createNodePlatform());
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

let bench: TestBench;
let seed: Uint8Array;
let keyPair: Uint8Array;
let finder: LeakFinder;
let keystorePath: string;
/** Everything that telemetry was told, and every line that was printed. */
const told: unknown[] = [];

const telemetry: TelemetryPort = {
  emitMetric: (metric) => told.push(metric),
  emitEvent: (event) => told.push(event),
  startSpan: (name, operation) => ({ name, operation, startTime: 0, status: 'ok' }),
  endSpan: (span) => told.push(span),
  emitSpan: (span) => told.push(span),
};

beforeAll(async () => {
  bench = await startBench();
  keyPair = Uint8Array.from(
    JSON.parse(readFileSync(bench.sandbox.keypairPath, 'utf8')) as number[],
  );
  seed = keyPair.slice(0, 32);
  keystorePath = join(bench.sandbox.directory, 'keys', 'trader.keystore.json');
  const directory = join(bench.sandbox.directory, 'keys');
  using passphrase = passphraseOf(bytesOf(PASSPHRASE));
  createKeystore({ path: keystorePath, directory, seed: seed.slice(), passphrase }, machine);
  finder = new LeakFinder([
    { name: 'the seed', bytes: seed },
    { name: 'the passphrase', bytes: bytesOf(PASSPHRASE), isText: true },
    { name: 'the wrong passphrase', bytes: bytesOf(WRONG_PASSPHRASE), isText: true },
    { name: 'the API key', bytes: bytesOf(API_KEY), isText: true },
  ]);
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      told.push(String(text));
      return true;
    });
  }
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    vi.spyOn(console, name).mockImplementation((...given: unknown[]) => {
      told.push(given);
    });
  }
});

afterAll(async () => {
  vi.restoreAllMocks();
  await bench.stop();
});

/** A live configuration that trades by the keystore. */
function configOf(changes: Partial<ExecutionAdapterConfig> = {}): ExecutionAdapterConfig {
  const { keypairPath: _plain, ...rest } = bench.config({ telemetry, jupiterApiKey: API_KEY });
  return {
    ...rest,
    keystorePath,
    keystorePassphrase: () => passphraseOf(bytesOf(PASSPHRASE)),
    ...changes,
  };
}

function request(fields: Partial<AnyExecutionRequest>): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  return { tokenAddress, chain: 'solana', side: 'buy', ...fields };
}

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true })
    .map((name) => join(directory, String(name)))
    .filter((path) => statSync(path).isFile());
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (cause) {
    return cause;
  }
  throw new Error('it did not fail');
}

describe('the finder of leaks', () => {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const middle = (text: string): string => text.slice(7, -7);

  it.each([
    ['the numbers of a key file', () => JSON.stringify([...keyPair])],
    ['what a debugger shows', () => printed(seed)],
    ['a piece in hex digits', () => `x${hex(seed.slice(5, 17))}x`],
    ['a piece in capital hex digits', () => hex(seed.slice(5, 17)).toUpperCase()],
    ['the seed in base58', () => middle(getBase58Decoder().decode(seed))],
    ['a piece in base64', () => middle(Buffer.from(seed).toString('base64'))],
    [
      'a piece in base64 that begins elsewhere',
      () => Buffer.from(seed.slice(4)).toString('base64'),
    ],
    ['raw bytes', () => Buffer.from(seed.slice(3, 12)).toString('latin1')],
    ['a piece of the passphrase', () => `“${PASSPHRASE.slice(4, 16)}”`],
    ['the passphrase in hex digits', () => hex(bytesOf(WRONG_PASSPHRASE))],
    ['the API key in a URL', () => `https://x.example/?api-key=${API_KEY}`],
    [
      'a secret behind a symbol',
      () => printed({ [Symbol('hidden')]: { deep: [[[[PASSPHRASE]]]] } }),
    ],
    [
      'a secret that is not enumerable',
      () => printed(Object.defineProperty({}, 'x', { value: API_KEY })),
    ],
    [
      'a secret in the cause of a cause',
      () => printed(new Error('a', { cause: new Error(API_KEY) })),
    ],
  ])('finds %s', (_name, leak) => {
    expect(finder.find(leak())).not.toEqual([]);
  });

  it('finds nothing in what everybody may know', () => {
    expect(
      finder.find(printed({ wallet: bench.sandbox.wallet, publicKey: keyPair.slice(32) })),
    ).toEqual([]);
  });
});

describe('no secret reaches', () => {
  it('anything that comes out of a whole life of trades, or stays on disk', async () => {
    const dataDirectory = bench.freshDirectory();
    const config = configOf({ dataDirectory });
    const adapter = bench.openExactly(config);
    const answers: unknown[] = [];
    answers.push(succeeded(await adapter.execute(request({ amount: 0.5, idempotencyKey: 'buy' }))));
    answers.push(
      succeeded(
        await adapter.execute(
          request({ side: 'sell', sellPortionBps: 5_000, idempotencyKey: 'sell' }),
        ),
      ),
      await adapter.execute(request({ amount: 0.1, limitPrice: 1e-12, idempotencyKey: 'denied' })),
      await adapter.execute(request({ amount: 0.7, idempotencyKey: 'buy' })),
      await adapter.lookup('buy'),
      await adapter.cancel('sell'),
      await adapter.tradingState(),
      await adapter.endpointHealth(),
    );
    await adapter.idle();
    answers.push(await adapter.resume(), await adapter.lookup('sell'));
    expect(finder.findIn(answers)).toEqual([]);
    expect(finder.findIn(adapter)).toEqual([]);
    expect(finder.findIn(compileConfig(config))).toEqual([]);
    const running = filesIn(dataDirectory);
    expect(running.some((path) => path.endsWith('journal.sqlite'))).toBe(true);
    for (const path of running) expect(finder.find(readFileSync(path, 'latin1')), path).toEqual([]);
    await adapter.close();
    for (const path of filesIn(dataDirectory)) {
      expect(finder.find(readFileSync(path, 'latin1')), path).toEqual([]);
    }
    expect(finder.findIn(adapter)).toEqual([]);
    // Metrics, spans and events of every stage have been looked through, not an empty list.
    expect(told.length).toBeGreaterThan(20);
    expect(told).toContainEqual(expect.objectContaining({ name: 'quantbot_fee_lamports_total' }));
    expect(told).toContainEqual(expect.objectContaining({ name: 'execution.trade' }));
    expect(finder.findIn(told)).toEqual([]);
  });

  it('the signer, its signatures or the keystore itself', async () => {
    using passphrase = passphraseOf(bytesOf(PASSPHRASE));
    const signer = openKeystore(keystorePath, passphrase, machine);
    expect(finder.findIn(signer)).toEqual([]);
    expect(finder.findIn(passphrase)).toEqual([]);
    expect(finder.findIn(machine.importEd25519Seed(seed))).toEqual([]);
    expect(finder.findIn([...(await signer.sign(seed))])).toEqual([]);
    expect(finder.find(readFileSync(keystorePath, 'latin1'))).toEqual([]);
  });

  it('the refusal of a keystore', () => {
    const directory = join(bench.sandbox.directory, 'keys');
    const text = readFileSync(keystorePath, 'utf8');
    const place = (name: string, content: string, mode = 0o600): string => {
      const path = join(directory, name);
      writeFileSync(path, content, { mode });
      return path;
    };
    const open = (path: string, words = PASSPHRASE): unknown =>
      thrownBy(() =>
        bench.openExactly(
          configOf({ keystorePath: path, keystorePassphrase: () => Secret.ofText(words) }),
        ),
      );
    const refusals = [
      open(keystorePath, WRONG_PASSPHRASE),
      open(place('flipped', text.replace('"seed": "', '"seed": "0'))),
      open(place('cut', text.slice(0, 400))),
      open(place('plain', JSON.stringify([...keyPair]))),
      open(place('lax', text, 0o644)),
      open(join(directory, 'missing')),
      thrownBy(() => readPassphraseFile(place('passphrase', PASSPHRASE, 0o644), machine.keystore)),
      thrownBy(() => passphraseOf(bytesOf(`${PASSPHRASE}\n${PASSPHRASE}`))),
    ];
    expect(refusals.map((cause) => (cause as { code?: string }).code)).toEqual([
      'WALLET__PASSPHRASE_WRONG',
      'WALLET__KEYSTORE_DAMAGED',
      'WALLET__KEYSTORE_DAMAGED',
      'WALLET__KEYSTORE_FORMAT_UNKNOWN',
      'WALLET__FILE_MODE_TOO_OPEN',
      'WALLET__FILE_MISSING',
      'WALLET__PASSPHRASE_UNREADABLE',
      'WALLET__PASSPHRASE_REFUSED',
    ]);
    for (const refusal of refusals) expect(finder.findIn(refusal)).toEqual([]);
  });

  it('the refusal of a key file that is not encrypted', () => {
    const numbers = [...keyPair];
    const texts = [
      JSON.stringify(numbers).slice(0, -1),
      JSON.stringify({ secretKey: numbers }),
      JSON.stringify(numbers.slice(0, 63)),
      JSON.stringify(numbers.with(40, (numbers[40] ?? 0) ^ 1)),
      JSON.stringify(numbers.with(3, 256)),
      getBase58Decoder().decode(keyPair),
    ];
    for (const [index, text] of texts.entries()) {
      const keypairPath = join(bench.sandbox.directory, `broken-${index}.json`);
      writeFileSync(keypairPath, text, { mode: 0o600 });
      const refusal = thrownBy(() => bench.open({ keypairPath, telemetry }));
      expect(refusal).toMatchObject({ code: expect.stringMatching(/^WALLET__/u) });
      expect(finder.findIn(refusal)).toEqual([]);
    }
  });

  it('the refusal of a configuration, or a venue that cannot be reached', async () => {
    const settings: ReadonlyArray<Partial<ExecutionAdapterConfig>> = [
      { keypairPath: bench.sandbox.keypairPath },
      { keystorePassphraseFile: 'p' },
      { slippageBps: 5_000 },
      { dataDirectory: '' },
    ];
    for (const changes of settings) {
      expect(finder.findIn(thrownBy(() => bench.openExactly(configOf(changes))))).toEqual([]);
    }
    const deaf = bench.openExactly(configOf({ jupiterEndpoint: 'http://127.0.0.1:9' }));
    const answer = await deaf.execute(request({ amount: 0.1, idempotencyKey: 'deaf' }));
    expect(answer).toMatchObject({ success: false, errorCode: 'QUOTE__UNAVAILABLE' });
    expect(finder.findIn([answer, deaf, told])).toEqual([]);
  });

  it.each<DyingPlan['death']>(['an exception', 'a promise that nobody waits for'])(
    'the last words of a process that dies of %s, nor its diagnostic report',
    async (death) => {
      const directory = bench.freshDirectory();
      mkdirSync(directory, { mode: 0o700 });
      const place = (name: string, content: string): string => {
        const path = join(directory, name);
        writeFileSync(path, content, { mode: 0o600 });
        return path;
      };
      const { sandbox } = bench;
      const plan: DyingPlan = {
        death,
        tokenAddress: bench.spark.tokenAddress,
        passphraseFile: place('passphrase', PASSPHRASE),
        apiKeyFile: place('api-key', API_KEY),
        settings: {
          cluster: 'sandbox',
          rpcEndpoints: [{ url: sandbox.rpcUrl }],
          wsEndpoint: sandbox.wsUrl,
          jupiterEndpoint: sandbox.jupiterUrl,
          lanePolicy: 'rpc-only',
          allowedPrograms: sandbox.allowedPrograms,
          allowSingleWitness: true,
          pollIntervalMs: 20,
          dataDirectory: join(directory, 'data'),
          keystorePath,
        },
      };
      const report = join(directory, 'report.json');
      const reporting = ['--report-uncaught-exception', `--report-filename=${report}`];
      const options = ['--conditions=quantbot:source', ...reporting];
      const dead = spawn(process.execPath, [...options, DYING_TRADER, JSON.stringify(plan)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let words = '';
      for (const stream of [dead.stdout, dead.stderr]) {
        stream.on('data', (chunk: Buffer) => (words += chunk.toString()));
      }
      const [status] = (await once(dead, 'close')) as [number];
      expect(status).toBe(1);
      // It did trade, and its error shows what it has: an empty page would prove nothing.
      expect(words).toContain('the strategy broke');
      expect(words).toMatch(/success: true/u);
      expect(words).toContain(bench.sandbox.wallet);
      expect(finder.find(words)).toEqual([]);
      expect(finder.find(readFileSync(report, 'utf8'))).toEqual([]);
    },
  );
});
