import { setTimeout as resolveAfter } from 'node:timers/promises';

/** Resolves after the given milliseconds. */
export type Delay = (milliseconds: number) => Promise<void>;

/** Waits on the machine's timers. */
export const systemDelay: Delay = async (milliseconds) => {
  await resolveAfter(milliseconds);
};
