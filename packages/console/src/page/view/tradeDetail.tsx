import { durationText, priceFigures, solText } from '../format/amounts.ts';
import { explorerLink } from '../format/explorerLink.ts';
import { shorten } from '../format/shorten.ts';
import { utcText } from '../platform/utcText.ts';
import { nextStepOf } from '../state/attention.ts';
import { askedText } from '../state/askedText.ts';
import type { Attempt, TradeHistory } from '../wire/tradeShapes.ts';
import type { ViewProps } from './consoleApp.tsx';
import { StageTrack } from './stageTrack.tsx';
import { TimelineList } from './timelineList.tsx';

/** One trade from request to fill, with its evidence. */
export function TradeDetail({ store, actions }: ViewProps) {
  const key = store.selectedKey.value ?? '';
  const { value: history, problem } = store.history.value;
  return (
    <section class="panel detail" aria-label={`Trade ${key}`} data-testid="trade-detail">
      <div class="panel-head">
        <h2 class="mono">{key}</h2>
        <span class="spring" />
        <button
          type="button"
          class="quiet"
          onClick={() => {
            actions.select(undefined);
          }}
        >
          close <kbd>Esc</kbd>
        </button>
      </div>
      {problem !== undefined && (
        <p class="notice warn">
          <strong>! {problem.message}</strong> {problem.next}
        </p>
      )}
      {history === undefined ? (
        problem === undefined && <p class="faint">reading …</p>
      ) : (
        <DetailBody history={history} cluster={store.health.value.value?.cluster} />
      )}
    </section>
  );
}

interface BodyProps {
  readonly history: TradeHistory;
  readonly cluster: string | undefined;
}

function DetailBody({ history, cluster }: BodyProps) {
  const { trade, attempts, followed } = history;
  const last = attempts.at(-1);
  const { request } = trade;
  return (
    <>
      <StageTrack
        trade={{
          ...trade,
          attempts: attempts.length,
          attemptStatus: last?.status,
          unprovable: last?.unprovable,
        }}
      />
      {trade.errorCode !== undefined && trade.result?.success !== true && (
        <div class="notice warn">
          <strong>! {trade.errorCode}</strong>
          <p>{trade.result?.error}</p>
          <p>
            <span class="faint">next</span> {nextStepOf(trade.errorCode)}
          </p>
        </div>
      )}
      <dl class="facts">
        <Fact name="asked">
          {request.side} {askedText({ ...request, side: request.side })}
          {request.slippageBps !== undefined && `, at most ${request.slippageBps} bps`}
        </Fact>
        <Fact name="token">
          <Address kind="address" name={request.tokenAddress} cluster={cluster} />
        </Fact>
        {request.strategyId !== undefined && <Fact name="strategy">{request.strategyId}</Fact>}
        <Fact name="received">{utcText(trade.createdAtMs)}</Fact>
        <Fact name="signs until">{utcText(trade.deadlineAtMs)}</Fact>
        {trade.cancelRequested === true && <Fact name="cancel">asked for: no further attempt</Fact>}
        {followed && <Fact name="followed">by the process that owns the journal</Fact>}
        <Outcome history={history} />
      </dl>
      <h3>Attempts</h3>
      <AttemptList attempts={attempts} cluster={cluster} />
      <h3>Timeline</h3>
      <TimelineList history={history} />
      <p class="faint mono">quantbot status {trade.key}</p>
    </>
  );
}

function Fact(props: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Outcome({ history }: { readonly history: TradeHistory }) {
  const { result, createdAtMs } = history.trade;
  if (result?.success !== true) return null;
  const { executedPriceText, slippageBps, fees, jitoTip, rent, witnesses, finality } = result;
  const end = history.events.at(-1)?.atMs ?? createdAtMs;
  return (
    <>
      {executedPriceText !== undefined && (
        <Fact name="price">
          {priceFigures(executedPriceText)} SOL per token
          {slippageBps !== undefined && `, ${slippageBps} bps short of the quote`}
        </Fact>
      )}
      <Fact name="costs">
        fees {solText(fees?.totalFee ?? 0)} · tip {solText(jitoTip ?? 0)} · rent{' '}
        {solText(rent ?? 0)} SOL
      </Fact>
      <Fact name="evidence">
        {finality ?? 'no finality yet'}
        {witnesses !== undefined && `, ${witnesses} witness${witnesses === 1 ? '' : 'es'}`}
        {`, ${durationText(end - createdAtMs)} in all`}
      </Fact>
    </>
  );
}

function AttemptList(props: {
  readonly attempts: readonly Attempt[];
  readonly cluster: string | undefined;
}) {
  if (props.attempts.length === 0) return <p class="faint">None: nothing was signed.</p>;
  return (
    <ol class="attempts">
      {props.attempts.map((attempt) => (
        <li key={attempt.number}>
          <span class="mono">{attempt.number}</span> <strong>{attempt.status}</strong>{' '}
          {attempt.signature !== undefined && (
            <Address kind="tx" name={attempt.signature} cluster={props.cluster} />
          )}
          <span class="faint">{fateOf(attempt)}</span>
        </li>
      ))}
    </ol>
  );
}

function fateOf(attempt: Attempt): string {
  const { status, deathHeight, landedSlot, lane, revertCode, unprovable, venue } = attempt;
  const parts = [
    lane && `lane ${lane}`,
    venue && `venue ${venue}`,
    landedSlot !== undefined && `slot ${landedSlot}`,
    ['signed', 'submitted', 'in_doubt', 'prepared'].includes(status) &&
      deathHeight !== undefined &&
      `can land until height ${deathHeight}`,
    revertCode,
    unprovable && `cannot be proven dead: ${unprovable}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** A signature or an address: a link where a public explorer knows it, else to copy. */
function Address(props: {
  readonly kind: 'tx' | 'address';
  readonly name: string;
  readonly cluster: string | undefined;
}) {
  const { kind, name, cluster } = props;
  const link = explorerLink(kind, name, cluster);
  return (
    <span class="address">
      {link === undefined ? (
        <span class="mono" title={`${name} (no public explorer knows this cluster)`}>
          {shorten(name, 8)}
        </span>
      ) : (
        <a class="mono" href={link} target="_blank" rel="noopener noreferrer" title={name}>
          {shorten(name, 8)} ↗
        </a>
      )}
      <button
        type="button"
        class="quiet copy"
        title={`Copy ${name}`}
        onClick={() => void navigator.clipboard.writeText(name)}
      >
        copy
      </button>
    </span>
  );
}
