import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { ExecutionResult } from '@quantbot/core';
import type { ExecutionSettings } from '@quantbot/executor';

import type { TestBench } from './testBench.ts';
import type { TraderAnswer, TraderCall, TraderPlan } from './traderProcess.ts';

const SCRIPT = fileURLToPath(new URL('traderProcess.ts', import.meta.url));

/** A trading process. */
export interface Trader {
  call(call: TraderCall): Promise<unknown>;
  execute(request: Extract<TraderCall, { name: 'execute' }>['request']): Promise<ExecutionResult>;
  /** Kills it the way no handler sees, and waits until it is gone. */
  kill(): Promise<void>;
  /** Lets it close its adapter and end, and waits for that. */
  end(): Promise<number | null>;
}

/** Starts a process that trades on a bench. */
export function startTrader(
  { sandbox }: TestBench,
  settings: ExecutionSettings,
  more: Partial<Omit<TraderPlan, 'settings'>> = {},
): Trader {
  const plan: TraderPlan = {
    dryRun: false,
    sendsNothing: false,
    ...more,
    settings: {
      cluster: 'sandbox',
      rpcEndpoints: [{ url: sandbox.rpcUrl }],
      wsEndpoint: sandbox.wsUrl,
      jitoEndpoint: sandbox.jitoUrl,
      jupiterEndpoint: sandbox.jupiterUrl,
      keypairPath: sandbox.keypairPath,
      allowedPrograms: sandbox.allowedPrograms,
      allowSingleWitness: true,
      pollIntervalMs: 20,
      ...settings,
    },
  };
  const child = spawn(
    process.execPath,
    ['--conditions=quantbot:source', SCRIPT, JSON.stringify(plan)],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const ended = once(child, 'exit');
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let complaints = '';
  let calls = 0;
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, value, error } = JSON.parse(line) as TraderAnswer;
    const call = waiting.get(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(error));
    waiting.delete(id);
  });
  const refuseWaiting = (): void => {
    for (const { reject } of waiting.values()) reject(new Error(`the trader ended: ${complaints}`));
  };
  void ended.then(refuseWaiting);
  const call = async (asked: TraderCall): Promise<unknown> => {
    if ((child.exitCode ?? child.signalCode) !== null)
      throw new Error(`the trader has ended: ${complaints}`);
    calls += 1;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(calls, answer);
    child.stdin.write(`${JSON.stringify({ id: calls, call: asked })}\n`);
    return answer.promise;
  };
  return {
    call,
    execute: async (request) => (await call({ name: 'execute', request })) as ExecutionResult,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    end: async () => {
      child.stdin.end();
      await ended;
      return child.exitCode;
    },
  };
}
