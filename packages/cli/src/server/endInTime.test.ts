import { expect, it } from 'vitest';

import { endInTime } from './endInTime.ts';

function scene() {
  const errors: string[] = [];
  const logger = { error: (text: string) => void errors.push(text) } as never;
  return { errors, logger };
}

it('waits for the end', async () => {
  const { errors, logger } = scene();
  const never = { sleep: async () => new Promise<void>(() => undefined) };
  await endInTime(async () => undefined, 'it', { logger, timers: never });
  expect(errors).toEqual([]);
});

it('tells of an end that went wrong', async () => {
  const { errors, logger } = scene();
  const end = async () => Promise.reject(new Error('the disk is full'));
  const never = { sleep: async () => new Promise<void>(() => undefined) };
  await endInTime(end, 'the adapter', { logger, timers: never });
  expect(errors).toEqual(['the adapter did not close well: the disk is full']);
});

it('waits no longer than it may', async () => {
  const { errors, logger } = scene();
  const end = async () => new Promise<void>(() => undefined);
  await endInTime(end, 'the adapter', { logger, timers: { sleep: async () => undefined } });
  expect(errors).toEqual(['the adapter has not closed within 10000 ms and is left']);
});
