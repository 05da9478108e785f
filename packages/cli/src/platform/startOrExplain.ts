import { ExecutionError, reasonOf } from '@quantbot/core';
import { startSandbox, type Sandbox, type SandboxOptions } from '@quantbot/sandbox';
import { startModelServer, type ModelServer, type ModelServerOptions } from '@quantbot/simulator';

/** Bounds of `--slot-ms`, those of the sandbox. */
export const SLOT_MS_MIN = 10;
export const SLOT_MS_MAX = 1_000;

/**
 * Starts a sandbox.
 *
 * @throws ExecutionError `CONFIG__SANDBOX_UNAVAILABLE` with the reason.
 */
export async function startOrExplain(
  options: SandboxOptions,
  start: typeof startSandbox = startSandbox,
): Promise<Sandbox> {
  return explained(async () => start(options));
}

/**
 * Starts a model chain in real time.
 *
 * @throws ExecutionError `CONFIG__SANDBOX_UNAVAILABLE` with the reason.
 */
export async function startModelOrExplain(
  options: ModelServerOptions,
  start: typeof startModelServer = startModelServer,
): Promise<ModelServer> {
  return explained(async () => start(options));
}

async function explained<Started>(start: () => Promise<Started>): Promise<Started> {
  try {
    return await start();
  } catch (cause) {
    throw new ExecutionError('CONFIG__SANDBOX_UNAVAILABLE', { reason: reasonOf(cause) }, { cause });
  }
}
