import { createExecutionAdapter } from '@quantbot/executor';
import { createRollout, silentTelemetry, type RolloutControl } from '@quantbot/workflows';

import { readRolloutEnvironment } from '../environment.ts';
import { createStderrTelemetry } from '../output/stderrTelemetry.ts';
import { showProgress } from '../platform/showProgress.ts';
import { systemClock } from '../platform/systemClock.ts';

/**
 * Opens the rollout of the data directory that the environment names, and closes it again. Nothing is
 * begun by looking, and nothing that a command makes can sign.
 *
 * @throws ExecutionError `CONFIG__*`, `ROLLOUT__UNAVAILABLE`
 */
export async function withRollout<Value>(
  work: (control: RolloutControl) => Promise<Value>,
): Promise<Value> {
  const telemetry = createStderrTelemetry();
  const { ceiling, dryRun, settings, rules, decoders } = readRolloutEnvironment(telemetry.warn);
  // A decision about trading must wait for nobody who has to type a passphrase.
  const { keystorePassphraseFile: _unread, ...unlocked } = settings;
  const createAdapter = () =>
    createExecutionAdapter({
      ...unlocked,
      clock: systemClock,
      telemetry: telemetry.port,
      dryRun: true,
      decoders,
    });
  const rollout = createRollout({
    ceiling,
    dryRun,
    settings,
    rules,
    clock: systemClock,
    // What a command does it says itself.
    telemetry: silentTelemetry,
    createReal: createAdapter,
    createShadow: createAdapter,
    onlyLooks: true,
  });
  try {
    return await showProgress('reading the rollout', work(rollout.control));
  } finally {
    await rollout.close();
  }
}
