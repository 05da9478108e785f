import { ageText } from '../format/amounts.ts';
import { utcText } from '../platform/utcText.ts';
import type { ViewProps } from './consoleApp.tsx';

/** Says that what is shown is old, since when, and what to do. */
export function ConnectionBanner({ store }: Pick<ViewProps, 'store'>) {
  const { kind, reason, lastWordAtMs, retryAtMs } = store.connection.value;
  const nowMs = store.nowMs.value;
  const waitSeconds = Math.max(0, Math.ceil(((retryAtMs ?? nowMs) - nowMs) / 1000));
  return (
    <div role="alert" aria-live="assertive" class="banner-place">
      {kind === 'lost' && (
        <div class="banner">
          <strong>! Connection lost.</strong>{' '}
          {lastWordAtMs === undefined
            ? 'The server has not said a word yet. '
            : `Everything below is as of ${utcText(lastWordAtMs)}. `}
          <span aria-hidden="true">
            {lastWordAtMs !== undefined && `${ageText(nowMs - lastWordAtMs)} ago. `}
            {waitSeconds === 0 ? 'Trying again now. ' : `Next try in ${waitSeconds} s. `}
          </span>
          <span class="faint-on-banner">
            {reason}. If it stays so, look at the process on its machine; <code>quantbot halt</code>{' '}
            works there without this page.
          </span>
        </div>
      )}
    </div>
  );
}
