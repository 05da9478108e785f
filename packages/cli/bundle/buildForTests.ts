import { buildCli } from './buildCli.ts';

/** Run once before all tests. */
export async function setup(): Promise<void> {
  await buildCli();
}
