import { extname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';

/** Threads of one module, one for each task. */
export interface WorkerRun<Message> {
  /** File beside this one, without extension. */
  readonly module: string;
  /** What each thread is started with. */
  readonly tasks: readonly unknown[];
  /** Told of everything a thread says. `enough` ends all of them. */
  readonly onMessage: (message: Message) => 'more' | 'enough';
}

/**
 * The engine makes in old memory what has lasted before. Nothing of a schedule lasts, and whatever of
 * it is old keeps the rest of it, all its processes and its chain, until old memory is collected.
 */
const MADE_YOUNG = '--no-allocation-site-pretenuring';

/** Room for what a schedule makes and drops, so that little of it is ever moved. */
const MEMORY = { maxYoungGenerationSizeMb: 256 };

/**
 * Starts a thread for each task and waits until all have ended.
 *
 * @throws Error of the first thread that fails.
 */
export async function runWorkers<Message>(run: WorkerRun<Message>): Promise<void> {
  const { module, tasks, onMessage } = run;
  setFlagsFromString(MADE_YOUNG);
  const workers = tasks.map(
    (workerData) => new Worker(workerFile(module), { workerData, resourceLimits: MEMORY }),
  );
  let isEnough = false;
  const stopAll = (): void => {
    isEnough = true;
    for (const worker of workers) void worker.terminate();
  };
  const ends = workers.map(
    async (worker) =>
      new Promise<void>((resolve, reject) => {
        worker.on('message', (message: Message) => {
          if (!isEnough && onMessage(message) === 'enough') stopAll();
        });
        worker.on('error', reject);
        worker.on('exit', (code) => {
          if (code === 0 || isEnough) resolve();
          else reject(new Error(`a thread ended with status ${code}`));
        });
      }),
  );
  await Promise.all(ends).finally(stopAll);
}

/** With the extension of this module: `.ts` where sources run, `.js` in the built package. */
function workerFile(module: string): URL {
  const { url } = import.meta;
  return new URL(`./${module}${extname(new URL(url).pathname)}`, url);
}
