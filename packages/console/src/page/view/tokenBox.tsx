import { useState } from 'preact/hooks';

import type { ViewProps } from './consoleApp.tsx';

/** Asks for a token, and says where one comes from. */
export function TokenBox({ store, actions }: ViewProps) {
  const [token, setToken] = useState('');
  const problem = store.tokenProblem.value;
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (token.trim() !== '') actions.useToken(token);
  };
  return (
    <main class="token-page">
      <form class="token-box" onSubmit={onSubmit}>
        <h1>
          <img src="icon.svg" alt="" width="28" height="28" /> QuantBot console
        </h1>
        {problem !== undefined && (
          <div class="notice bad" role="alert">
            <strong>! {problem.message}</strong>
            <span class="code">{problem.code}</span>
            <p>{problem.next ?? 'Make a new token with the command below, and paste it here.'}</p>
          </div>
        )}
        <label>
          Access token
          <input
            type="password"
            name="token"
            autocomplete="off"
            spellcheck={false}
            value={token}
            onInput={(event) => {
              setToken(event.currentTarget.value);
            }}
            ref={focusOnce}
          />
        </label>
        <button type="submit" class="primary" disabled={token.trim() === ''}>
          Open the console
        </button>
        <dl class="token-help">
          <dt>To watch and to halt</dt>
          <dd>
            <code>quantbot tokens new operator --scope read --scope control</code>
          </dd>
          <dt>To watch only</dt>
          <dd>
            <code>quantbot tokens new watcher --scope read</code>
          </dd>
          <dt>In the sandbox</dt>
          <dd>
            <code>quantbot serve --sandbox</code> prints its tokens
          </dd>
        </dl>
        <p class="faint">
          The token stays in this tab until you sign out or close it, and goes to nobody but the
          server that this page comes from. A browser that reopens the tab may bring it back.
        </p>
      </form>
    </main>
  );
}

function focusOnce(input: HTMLInputElement | null): void {
  input?.focus();
}
