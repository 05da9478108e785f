import { ExecutionError, reasonOf } from '@quantbot/core';
import { startSandbox, type Sandbox, type SandboxOptions } from '@quantbot/sandbox';

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
  try {
    return await start(options);
  } catch (cause) {
    throw new ExecutionError('CONFIG__SANDBOX_UNAVAILABLE', { reason: reasonOf(cause) }, { cause });
  }
}
