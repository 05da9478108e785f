import { useState } from 'preact/hooks';

import type { InFlightChoice } from '../api/serverApi.ts';
import { shorten } from '../format/shorten.ts';
import { canLand } from '../state/tradeList.ts';
import type { InFlight, TradingState } from '../wire/tradingShapes.ts';
import type { ViewProps } from './consoleApp.tsx';
import { showWhen } from './showWhen.ts';

interface Words {
  readonly title: string;
  readonly means: string;
  readonly button: string;
}

const WORDS: Readonly<Record<TradingState, Words>> = {
  halted: {
    title: 'Halt trading',
    means:
      'Nothing new is signed from the moment the server takes it, in this process and in every later one. What is signed is followed to its end and can land until its death height.',
    button: 'Halt now',
  },
  reducing: {
    title: 'Reduce to sells',
    means:
      'Buys are denied before their key is claimed; sells go on. It takes a halt back as well.',
    button: 'Reduce now',
  },
  active: {
    title: 'Activate trading',
    means:
      'Everything that limits allow is traded again, and the breaker counts from nothing. A halt file stays where it is and halts until it is removed.',
    button: 'Activate now',
  },
};

/** Asks for the reason, says what can still land, and shows what came of it. */
export function DecisionDialog({ store, actions }: ViewProps) {
  const dialog = store.dialog.value;
  const state = dialog?.kind === 'decide' ? dialog.state : undefined;
  const close = () => {
    store.dialog.value = undefined;
    store.decision.value = { kind: 'none' };
  };
  return (
    <dialog ref={showWhen(state !== undefined)} onClose={close} aria-labelledby="decision-title">
      {state !== undefined &&
        (store.decision.value.kind === 'taken' ? (
          <DecisionTaken store={store} close={close} />
        ) : (
          <DecisionForm key={state} store={store} actions={actions} state={state} close={close} />
        ))}
    </dialog>
  );
}

interface FormProps extends ViewProps {
  readonly state: TradingState;
  readonly close: () => void;
}

function DecisionForm({ store, actions, state, close }: FormProps) {
  const [reason, setReason] = useState('');
  const [inFlight, setInFlight] = useState<InFlightChoice>('reduce-only');
  const { title, means, button } = WORDS[state];
  const progress = store.decision.value;
  const isAsked = progress.kind === 'asked';
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (reason.trim() !== '' && !isAsked) {
      void actions.decide({ state, reason: reason.trim(), inFlight });
    }
  };
  return (
    <form onSubmit={onSubmit}>
      <h2 id="decision-title">{title}</h2>
      <p>{means}</p>
      <MayNotDecide scopes={store.health.value.value?.scopes} state={state} />
      <CanLand store={store} />
      <label>
        Reason, for whoever reads the journal later
        <input
          name="reason"
          value={reason}
          maxLength={300}
          required
          autocomplete="off"
          onInput={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
      </label>
      {state === 'halted' && <InFlightChoices chosen={inFlight} choose={setInFlight} />}
      {progress.kind === 'refused' && (
        <div class="notice bad" role="alert">
          <strong>! Not taken: {progress.problem.message}</strong>
          <p>{progress.problem.next}</p>
        </div>
      )}
      {progress.kind === 'unknown' && (
        <div class="notice bad" role="alert">
          <strong>! Not known whether it was taken: {progress.problem.message}</strong>
          <p>
            What holds now stands at the top of the page
            {store.trading.value.problem === undefined
              ? `: trading is ${store.trading.value.value?.state ?? 'not known'}`
              : ', as of the last answer'}
            . Deciding again is safe.
          </p>
        </div>
      )}
      <div class="dialog-buttons">
        <button type="button" onClick={close}>
          Cancel <kbd>Esc</kbd>
        </button>
        <button
          type="submit"
          class={state === 'halted' ? 'danger' : 'primary'}
          disabled={reason.trim() === '' || isAsked}
        >
          {isAsked ? 'Asking …' : button}
        </button>
      </div>
    </form>
  );
}

const COMMANDS: Readonly<Record<TradingState, string>> = {
  halted: 'halt',
  reducing: 'reduce',
  active: 'activate',
};

/** Said before the reason is typed, and not after: a token that may only look is refused. */
function MayNotDecide(props: {
  readonly scopes: readonly string[] | undefined;
  readonly state: TradingState;
}) {
  if (props.scopes === undefined || props.scopes.includes('control')) return null;
  return (
    <div class="notice bad" role="alert">
      <strong>! The token of this tab may not decide: it lacks the scope control.</strong>
      <p>
        Sign in with one that has it, or run <code>quantbot {COMMANDS[props.state]}</code> on the
        machine.
      </p>
    </div>
  );
}

const CHOICES: ReadonlyArray<{ readonly choice: InFlightChoice; readonly says: string }> = [
  { choice: 'reduce-only', says: 'Send sells on their way again, buys not (usual)' },
  { choice: 'drop', says: 'Send nothing again, sells included' },
  { choice: 'keep', says: 'Send everything again, buys included' },
];

function InFlightChoices(props: {
  readonly chosen: InFlightChoice;
  readonly choose: (choice: InFlightChoice) => void;
}) {
  return (
    <fieldset>
      <legend>What is signed and has not landed</legend>
      {CHOICES.map(({ choice, says }) => (
        <label key={choice} class="choice">
          <input
            type="radio"
            name="inFlight"
            value={choice}
            checked={props.chosen === choice}
            onChange={() => {
              props.choose(choice);
            }}
          />
          {says}
        </label>
      ))}
    </fieldset>
  );
}

/** What is signed now and can land whatever is decided. */
function CanLand({ store }: Pick<ViewProps, 'store'>) {
  const landing = store.trades.value.filter(canLand);
  const { value, problem } = store.tradesReading.value;
  const isKnown =
    value !== undefined && problem === undefined && store.connection.value.kind === 'live';
  if (landing.length === 0 && !isKnown) {
    return <p class="notice warn">! What is signed and could still land is not known now.</p>;
  }
  if (landing.length === 0) {
    return <p class="notice calm">✓ Nothing is signed now that could still land.</p>;
  }
  return (
    <div class="notice warn">
      <strong>! Signed already, and can still land: {landing.length}</strong>
      <ul class="landing">
        {landing.slice(0, 6).map(({ key, side, deathHeight }) => (
          <li key={key}>
            <span class="mono">{key}</span> {side}
            {deathHeight !== undefined && `, until block height ${deathHeight}`}
          </li>
        ))}
        {landing.length > 6 && <li>and {landing.length - 6} more</li>}
      </ul>
    </div>
  );
}

function DecisionTaken({
  store,
  close,
}: Pick<ViewProps, 'store'> & { readonly close: () => void }) {
  const progress = store.decision.value;
  if (progress.kind !== 'taken') return null;
  const { order, outcome } = progress;
  const holds = outcome.state === order.state;
  return (
    <div role="status">
      <h2 id="decision-title">
        {holds ? `✓ Trading is ${outcome.state}` : `! Taken, and trading is still ${outcome.state}`}
      </h2>
      {!holds && (
        <p>{outcome.reason ?? 'A halt file is there: remove it when its cause is gone.'}</p>
      )}
      {order.state === 'halted' && <Landing landing={outcome.inFlight ?? []} />}
      <div class="dialog-buttons">
        <button type="button" class="primary" onClick={close} ref={focusButton}>
          Close
        </button>
      </div>
    </div>
  );
}

function focusButton(button: HTMLButtonElement | null): void {
  button?.focus();
}

function Landing({ landing }: { readonly landing: readonly InFlight[] }) {
  if (landing.length === 0) return <p>Nothing that is signed can still land.</p>;
  return (
    <>
      <p>Signed before, and can still land:</p>
      <ul class="landing">
        {landing.map(({ key, side, signature, deathHeight, isKeptBack }) => (
          <li key={key}>
            <span class="mono">{key}</span> {side}{' '}
            {signature !== undefined && <span class="mono">{shorten(signature)}</span>} until block
            height {deathHeight ?? 'unknown'},{' '}
            {isKeptBack === true ? 'not sent again' : 'sent again until then'}
          </li>
        ))}
      </ul>
    </>
  );
}
