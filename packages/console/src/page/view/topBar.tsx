import { utcText } from '../platform/utcText.ts';
import { shorten } from '../format/shorten.ts';
import type { ViewProps } from './consoleApp.tsx';

/** Which wallet, on which cluster, for real or not, and what time it is. */
export function TopBar({ store, actions }: ViewProps) {
  const health = store.health.value.value;
  const connection = store.connection.value;
  return (
    <header class="top-bar">
      <h1>
        <img src="icon.svg" alt="" width="20" height="20" /> QuantBot
      </h1>
      {health !== undefined && (
        <>
          <span class={health.dryRun ? 'badge calm' : 'badge live'}>
            {health.dryRun ? 'dry-run: signs nothing' : 'live'}
          </span>
          <span class="fact">
            <span class="faint">cluster</span> {health.cluster ?? 'unknown'}
          </span>
          {health.wallet !== undefined && (
            <span class="fact mono" title={health.wallet}>
              <span class="faint">wallet</span> {shorten(health.wallet)}
            </span>
          )}
        </>
      )}
      <span class="spring" />
      <span class={`fact connection ${connection.kind}`}>
        <span aria-hidden="true">{connection.kind === 'live' ? '●' : '○'}</span>{' '}
        {connection.kind === 'live' ? 'connected' : connection.kind}
      </span>
      <time class="mono clock">{utcText(store.nowMs.value)}</time>
      <button
        type="button"
        class="quiet"
        title="Keyboard help"
        onClick={() => {
          store.dialog.value = { kind: 'help' };
        }}
      >
        ? help
      </button>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          actions.forgetToken();
        }}
      >
        sign out
      </button>
    </header>
  );
}
