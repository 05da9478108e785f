import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { waitUntil } from '@quantbot/sandbox';

const READY_TIMEOUT_MS = 60_000;

/** Whether this machine has Prometheus and its tool. */
export const HAS_PROMETHEUS: boolean = ['prometheus', 'promtool'].every(
  (name) => spawnSync(name, ['--version']).error === undefined,
);

/** What a Prometheus is to do. */
export interface PrometheusSetup {
  /** Directory for its configuration and its data. */
  readonly directory: string;
  /** Address of the server that it scrapes. */
  readonly target: string;
  readonly token: string;
  /** File with rules, as it is in the repository. */
  readonly rules: string;
}

/** A series with its value, as the HTTP API answers it. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [atSeconds: number, value: string];
}

/** An alert that is pending or fires. */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

/** A rule as it was last evaluated. */
export interface Rule {
  readonly name: string;
  readonly health: 'ok' | 'unknown' | 'err';
  readonly lastError?: string;
}

/** A Prometheus that runs. */
export interface RunningPrometheus {
  /** Evaluates an expression now; an error of Prometheus is thrown. */
  query(expression: string): Promise<readonly Sample[]>;
  alerts(): Promise<readonly Alert[]>;
  rules(): Promise<readonly Rule[]>;
  stop(): Promise<void>;
}

/** Starts Prometheus on a free port of this machine. It looks several times a second. */
export async function startPrometheus(setup: PrometheusSetup): Promise<RunningPrometheus> {
  const config = join(setup.directory, 'prometheus.json');
  const tokenPath = join(setup.directory, 'token');
  writeFileSync(tokenPath, setup.token, { mode: 0o600 });
  writeFileSync(config, JSON.stringify(configOf(setup, tokenPath)));
  const child = spawn('prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(setup.directory, 'prometheus')}`,
    '--web.listen-address=127.0.0.1:0',
  ]);
  let log = '';
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  const ended = once(child, 'close');
  const address = (): string | undefined =>
    /Listening on" address=(?<address>[\d.:]+)/u.exec(log)?.groups?.['address'];
  const ask = async (path: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`http://${address()}/api/v1/${path}`);
    const { status, data, error } = (await response.json()) as Record<string, unknown>;
    if (status !== 'success') throw new Error(`${path}: ${String(error)}`);
    return data as Record<string, unknown>;
  };
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await waitUntil(() => address() !== undefined || child.exitCode !== null, {
      timeoutMs: READY_TIMEOUT_MS,
      description: 'Prometheus to listen',
    });
    if (address() === undefined) throw new Error(`Prometheus did not start: ${log}`);
  } catch (cause) {
    await stop();
    throw cause;
  }
  return {
    query: async (expression) => {
      const { result } = await ask(`query?${new URLSearchParams({ query: expression })}`);
      return result as readonly Sample[];
    },
    alerts: async () => (await ask('alerts'))['alerts'] as readonly Alert[],
    rules: async () => {
      const { groups } = (await ask('rules')) as {
        groups: ReadonlyArray<{ readonly rules: readonly Rule[] }>;
      };
      return groups.flatMap(({ rules }) => rules);
    },
    stop,
  };
}

/** JSON is YAML. */
function configOf({ target, rules }: PrometheusSetup, tokenPath: string): object {
  const every = '500ms';
  return {
    global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: every },
    rule_files: [rules],
    scrape_configs: [
      {
        job_name: 'quantbot',
        authorization: { credentials_file: tokenPath },
        static_configs: [{ targets: [new URL(target).host] }],
      },
    ],
  };
}
