import { ExecutionError, reasonOf } from '@quantbot/core';
import type { startSandbox, Sandbox, SandboxOptions } from '@quantbot/sandbox';
import type { startModelServer, ModelServer, ModelServerOptions } from '@quantbot/simulator';

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
  start?: typeof startSandbox,
): Promise<Sandbox> {
  // Loaded here, so that commands that need no sandbox start without it.
  return explained(async () =>
    (start ?? (await import('@quantbot/sandbox')).startSandbox)(options),
  );
}

/**
 * Starts a model chain in real time.
 *
 * @throws ExecutionError `CONFIG__SANDBOX_UNAVAILABLE` with the reason.
 */
export async function startModelOrExplain(
  options: ModelServerOptions,
  start?: typeof startModelServer,
): Promise<ModelServer> {
  return explained(async () =>
    (start ?? (await import('@quantbot/simulator')).startModelServer)(options),
  );
}

async function explained<Started>(start: () => Promise<Started>): Promise<Started> {
  try {
    return await start();
  } catch (cause) {
    throw new ExecutionError('CONFIG__SANDBOX_UNAVAILABLE', { reason: reasonOf(cause) }, { cause });
  }
}
