import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { EmbeddedPlan, EmbeddedReady } from './embeddedMessages.ts';

/** An embedded chain in a process of its own. */
export interface EmbeddedProcess extends EmbeddedReady {
  stop(): Promise<void>;
}

const CHILD = fileURLToPath(new URL(`embeddedChild${extname(import.meta.url)}`, import.meta.url));

/** Starts the chain, with funded wallets, and waits until it can be traded on. */
export async function startEmbeddedProcess(plan: EmbeddedPlan): Promise<EmbeddedProcess> {
  const child = fork(CHILD, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const failed = once(child, 'exit').then(([exitCode]): never => {
    throw new Error(`the process of the embedded chain ended with ${String(exitCode)}`);
  });
  const answered = once(child, 'message').then(([ready]) => ready as EmbeddedReady);
  child.send(plan);
  const ready = await Promise.race([answered, failed]);
  // From here on its end is what `stop` waits for.
  failed.catch(() => undefined);
  return {
    ...ready,
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
