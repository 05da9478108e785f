import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

import type {
  ModelAnswer,
  ModelProcessPlan,
  ModelProcessReady,
  ModelQuestion,
  ModelTruthReport,
} from './modelMessages.ts';

/** The model chain in its own process. */
export interface ModelProcess extends ModelProcessReady {
  truth(): Promise<ModelTruthReport>;
  /** Lets slots pass at once. */
  advance(slots: number): Promise<void>;
  stop(): Promise<void>;
}

/** The child beside this file: a source beside a source, a built one beside a built one. */
const CHILD = fileURLToPath(new URL(`modelChild${extname(import.meta.url)}`, import.meta.url));
const CONDITIONS = CHILD.endsWith('.ts') ? ['--conditions=quantbot:source'] : [];

/** Starts the model and waits until it listens. */
export async function startModelProcess(plan: ModelProcessPlan): Promise<ModelProcess> {
  const child = fork(CHILD, [JSON.stringify(plan)], { execArgv: CONDITIONS });
  const next = async <Kind extends ModelAnswer['kind']>(kind: Kind) => {
    const [answer] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`The model process ended with code ${String(code)}.`);
      }),
    ])) as [ModelAnswer];
    if (answer.kind !== kind) throw new Error(`The model answered ${answer.kind}, not ${kind}.`);
    return answer as Extract<ModelAnswer, { kind: Kind }>;
  };
  const ready = await next('ready');
  const ask = async <Kind extends ModelAnswer['kind']>(question: ModelQuestion, kind: Kind) => {
    const answer = next(kind);
    child.send(question);
    return answer;
  };
  return {
    ...ready,
    truth: async () => ask({ kind: 'truth' }, 'truth'),
    advance: async (slots) => {
      await ask({ kind: 'advance', slots }, 'advanced');
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
