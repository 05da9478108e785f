import { KEYBOARD } from '../state/keyboardCommand.ts';
import type { ViewProps } from './consoleApp.tsx';
import { showWhen } from './showWhen.ts';

/** What the keys do, and where to go on. */
export function HelpDialog({ store }: Pick<ViewProps, 'store'>) {
  const close = () => {
    store.dialog.value = undefined;
  };
  const isOpen = store.dialog.value?.kind === 'help';
  return (
    <dialog ref={showWhen(isOpen)} onClose={close} aria-labelledby="help-title">
      {isOpen && (
        <form method="dialog">
          <h2 id="help-title">Keys</h2>
          <dl class="keys">
            {KEYBOARD.map(({ keys, says }) => (
              <div key={says}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{says}</dd>
              </div>
            ))}
          </dl>
          <h2>When this page does not answer</h2>
          <p>
            On the machine itself: <code>quantbot halt --reason "…"</code>,{' '}
            <code>quantbot list</code>, <code>quantbot status KEY</code>,{' '}
            <code>quantbot explain CODE</code>. Runbooks are in <code>docs/operations</code>.
          </p>
          <p class="faint">
            Times are UTC. A figure with “old” behind it was not read again; amounts are in SOL with
            six decimals.
          </p>
          <div class="dialog-buttons">
            <button type="submit" class="primary">
              Close
            </button>
          </div>
        </form>
      )}
    </dialog>
  );
}
