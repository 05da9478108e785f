import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createBackgroundTasks } from './backgroundTasks.ts';
import {
  SILENT_TELEMETRY,
  type EventContext,
  type ExecutorTelemetry,
} from './executorTelemetry.ts';

function setUp() {
  const platform = createFakePlatform();
  const settle = async () => platform.settle();
  const reports: Array<readonly [string, string, EventContext]> = [];
  const telemetry: ExecutorTelemetry = {
    ...SILENT_TELEMETRY,
    event: (level, name, context) => {
      reports.push([level, name, context]);
    },
  };
  const closing = new AbortController();
  return { tasks: createBackgroundTasks(telemetry, closing.signal), reports, closing, settle };
}

async function broken(): Promise<void> {
  throw new Error('broken');
}

describe('createBackgroundTasks', () => {
  it('is idle before anything was started', async () => {
    await expect(setUp().tasks.idle()).resolves.toBeUndefined();
  });

  it('is idle only when all work has ended, also what other work started', async () => {
    const { tasks, settle } = setUp();
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    tasks.run('first', async () => {
      await first.promise;
      tasks.run('second', async () => second.promise);
    });
    let isIdle = false;
    const idle = tasks.idle().then(() => {
      isIdle = true;
    });
    first.resolve();
    await settle();
    expect(isIdle).toBe(false);
    second.resolve();
    await idle;
    expect(isIdle).toBe(true);
  });

  it('reports what goes wrong and loses nothing', async () => {
    const { tasks, reports } = setUp();
    tasks.run('trade key-1', broken);
    await tasks.idle();
    expect(reports).toEqual([
      ['error', 'execution.background.failed', { message: 'trade key-1 stopped: broken' }],
    ]);
  });

  it('keeps still about work that ends because everything does', async () => {
    const { tasks, reports, closing } = setUp();
    closing.abort();
    tasks.run('trade key-1', broken);
    await tasks.idle();
    expect(reports).toEqual([]);
  });
});
