import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { TradeStatus } from '@quantbot/core';
import {
  ATTEMPT_STATUS_MEANINGS,
  ATTEMPT_TRANSITIONS,
  isTerminal,
  TRADE_STATUS_MEANINGS,
  TRADE_TRANSITIONS,
} from '@quantbot/executor';

import { interfaceSummary } from './interfaceDocs.ts';
import { markdownTable } from './markdownTable.ts';
import {
  CODES_ELSEWHERE,
  STEPS_AFTER_SIGNATURE,
  STEPS_BEFORE_CLAIM,
  STEPS_BEFORE_SIGNATURE,
  type PipelineStep,
} from './pipelineSteps.ts';
import { REPOSITORY_ROOT } from './repository.ts';

/** Where the events of a trade are declared. */
const EVENTS_SOURCE = 'packages/executor/src/journal/tradeEvents.ts';

/** What a restart does with a trade it finds in a state; ended ones are left alone. */
const AFTER_RESTART = {
  received: 'The gates are asked again inside its deadline. After it, denied.',
  admitted:
    'Goes on inside its deadline, with the attempts it has left. After it, denied if it was never ' +
    'signed and failed if it was: nothing old is traded at new prices.',
  executing:
    'The chain is looked at first. The stored bytes go out again while they can land, and are ' +
    'followed to their end, whatever the time. What is only prepared is looked for in the history ' +
    'of the wallet until it is proven dead; no signer is asked.',
  settling: 'The fill is read if it was not, and finality is awaited.',
} as const satisfies Partial<Record<TradeStatus, string>>;

/** Writes the life of a trade, as Markdown that still has to be formatted. */
export function renderLifecycle(): string {
  return [
    '# The life of a trade',
    'Generated from the state machines, the event types and the table of steps by ' +
      '`npm run docs`; do not edit.',
    '**Denied** is our refusal, **refused** is a lane, **reverted** is the chain, **failed** is ' +
      'the proven end of a trade. A **trade** is one intent with one key, for ever. An ' +
      '**attempt** is one transaction that is signed, or may be.',
    '## From request to result',
    'Steps go down; codes leave to the right. `──` marks what is durable before the next step. ' +
      'docs/error-codes.md tells what each code asks of you.',
    ['```text', ...figure(), '```'].join('\n'),
    'A caller stops waiting without any effect on the trade. A timeout, a node that fails and a ' +
      'number of tries never end an attempt. After a proven death, or a revert for slippage that ' +
      'is final, the trade takes a new quote and signs again: at most `maxRetries` times, inside ' +
      'its deadline, with the same input, never for less than its first attempt would have taken, ' +
      'and never once a success was answered or a cancel was asked for.',
    'Codes that leave at no single step, or while the trade stays open:',
    markdownTable(
      ['Code', 'Comes from'],
      Object.entries(CODES_ELSEWHERE).map(([code, origin]) => [`\`${code}\``, origin]),
    ),
    ...tradeSections(),
    ...attemptSections(),
    '## Events',
    'Everything that is ever written down about a trade, in the order of the tables above.',
    markdownTable(['Event', 'What happened'], eventRows()),
  ].join('\n\n');
}

function tradeSections(): readonly string[] {
  return [
    '## Trade',
    markdownTable(
      ['State', 'Kind', 'Meaning'],
      statesOf(TRADE_STATUS_MEANINGS).map(([state, meaning]) => [
        `\`${state}\``,
        isTerminal(state) ? 'ended' : 'open',
        meaning,
      ]),
    ),
    diagram(TRADE_TRANSITIONS, {
      start: 'received',
      isShown: ({ from, event }) =>
        event !== 'ConflictObserved' || !isTerminal(from as TradeStatus),
    }),
    'The figure leaves out events that change no state, and late contradictions of ended trades. ' +
      'The table has all. What is not in it is illegal and stops with ' +
      '`INVARIANT__TRANSITION_ILLEGAL`.',
    transitionTable(TRADE_TRANSITIONS),
    '### After a restart',
    'Before anything new is signed, the statuses of all open attempts are read. Then each open ' +
      'trade is taken up by its state. In dry-run, a live trade without attempt is left alone.',
    markdownTable(
      ['State', 'What is done'],
      Object.entries(AFTER_RESTART).map(([state, done]) => [`\`${state}\``, done]),
    ),
  ];
}

function attemptSections(): readonly string[] {
  return [
    '## Attempt',
    markdownTable(
      ['State', 'Meaning'],
      statesOf(ATTEMPT_STATUS_MEANINGS).map(([state, meaning]) => [`\`${state}\``, meaning]),
    ),
    'An attempt of a key in this process begins as `signed`, one of a remote signer as `prepared`.',
    diagram(ATTEMPT_TRANSITIONS, { start: 'prepared', isShown: () => true }),
    transitionTable(ATTEMPT_TRANSITIONS),
  ];
}

/** The steps as a figure of plain text. */
export function figure(): readonly string[] {
  return [
    'execute(request)',
    ...STEPS_BEFORE_CLAIM.flatMap(stepLines),
    '  │',
    '══╪══ above: nothing is stored ══',
    ...STEPS_BEFORE_SIGNATURE.flatMap(stepLines),
    '  │',
    '══╪══ the point of no return: above, a code denies; below, only the chain decides ══',
    ...STEPS_AFTER_SIGNATURE.flatMap(stepLines),
    '  ▼',
    'ExecutionResult',
  ];
}

const CODE_COLUMN = 24;

function stepLines({ name, work, codes, durable }: PipelineStep): readonly string[] {
  return [
    '  │',
    `  ├─ ${name.padEnd(CODE_COLUMN - 5)}${work}`,
    ...codes.map((code) => `  │${' '.repeat(CODE_COLUMN - 3)}└─▶ ${code}`),
    ...(durable === undefined ? [] : [`  ├── ${durable}`]),
  ];
}

type Transitions = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Transition {
  readonly from: string;
  readonly event: string;
  readonly to: string;
}

function transitionsOf(transitions: Transitions): readonly Transition[] {
  return Object.entries(transitions).flatMap(([from, row]) =>
    Object.entries(row).map(([event, to]) => ({ from, event, to })),
  );
}

/** A state diagram in mermaid: one arrow for each pair of states, labelled with its events. */
export function diagram(
  transitions: Transitions,
  options: {
    readonly start: string;
    readonly isShown: (transition: Transition) => boolean;
  },
): string {
  const arrows = new Map<string, string[]>();
  for (const transition of transitionsOf(transitions)) {
    const { from, event, to } = transition;
    if (from === to || !options.isShown(transition)) continue;
    const arrow = `${from} --> ${to}`;
    arrows.set(arrow, [...(arrows.get(arrow) ?? []), event]);
  }
  return [
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${options.start}`,
    ...[...arrows].map(([arrow, events]) => `  ${arrow} : ${events.join(', ')}`),
    '```',
  ].join('\n');
}

function transitionTable(transitions: Transitions): string {
  return markdownTable(
    ['From', 'Event', 'To'],
    transitionsOf(transitions).map(({ from, event, to }) => [
      `\`${from}\``,
      `\`${event}\``,
      `\`${to}\``,
    ]),
  );
}

function eventRows(): ReadonlyArray<readonly string[]> {
  const source = readFileSync(join(REPOSITORY_ROOT, EVENTS_SOURCE), 'utf8');
  const names = [TRADE_TRANSITIONS, ATTEMPT_TRANSITIONS].flatMap((transitions) =>
    transitionsOf(transitions).map(({ event }) => event),
  );
  return [...new Set(['TradeReceived', ...names])].map((name) => {
    const summary = interfaceSummary(source, name);
    return [`\`${name}\``, summary === '' ? 'Nothing writes it yet.' : summary];
  });
}

function statesOf<State extends string>(
  meanings: Readonly<Record<State, string>>,
): ReadonlyArray<readonly [State, string]> {
  return Object.entries(meanings) as Array<[State, string]>;
}
