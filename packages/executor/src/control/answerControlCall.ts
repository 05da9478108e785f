import {
  fault,
  faultFromError,
  isExecutionError,
  reasonOf,
  type AnyExecutionRequest,
  type Fault,
} from '@quantbot/core';
import { z } from 'zod';

import type {
  HistoryDecision,
  TradeResolution,
  TradingStateDecision,
} from '../adapters/executionAdapter.ts';
import type { LocalReply, LocalRequest } from '../platform/executorPlatform.ts';
import { differenceInPlace, differenceToTrade, type ControlIdentity } from './controlIdentity.ts';
import {
  CONTROL_PROTOCOL,
  controlQuestion,
  controlVersion,
  decodeMessage,
  encodeMessage,
  type ControlCommand,
  type ControlQuestion,
} from './controlMessages.ts';
import type { ProgramDecision } from '../programs/programWatch.ts';

/** What the owner does for other processes. */
export interface ControlledExecutor {
  executeAgain(
    request: AnyExecutionRequest,
    asked: { readonly keyWhenNew: string; readonly askedMsAgo: number },
  ): Promise<unknown>;
  lookup(key: string): Promise<unknown>;
  cancel(key: string): Promise<unknown>;
  resolve(key: string, resolution: TradeResolution): Promise<unknown>;
  adoptHistory(decision: HistoryDecision): Promise<unknown>;
  acknowledgeProgram(decision: ProgramDecision): Promise<unknown>;
  programs(): Promise<unknown>;
  reclaim(): Promise<unknown>;
  reclaimable(): Promise<unknown>;
  reconcile(): Promise<unknown>;
  resume(): Promise<unknown>;
  tradingState(): Promise<unknown>;
  changeTradingState(decision: TradingStateDecision): Promise<unknown>;
}

/** Whom the owner answers for, and how much at once. */
export interface ControlService {
  readonly executor: ControlledExecutor;
  readonly identity: ControlIdentity;
  /** Most calls that wait at the same time. */
  readonly callsMax: number;
}

/** Makes what answers the calls of other processes. Whatever goes wrong is an answer with a code. */
export function createControlAnswers(
  service: ControlService,
): (request: LocalRequest) => Promise<LocalReply> {
  const { callsMax } = service;
  let calls = 0;
  return async ({ body }) => {
    if (calls >= callsMax) return refusal(fault('CONTROL__BUSY', { calls, callsMax }));
    calls += 1;
    try {
      const question = readQuestion(body);
      if ('kind' in question) return refusal(question);
      const refused = refuseCaller(service, question);
      if (refused !== undefined) return refusal(refused);
      const value = await perform(service.executor, question.command);
      return reply(200, { value: value ?? null });
    } catch (cause) {
      return refusal(
        isExecutionError(cause)
          ? faultFromError(cause)
          : fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) }),
      );
    } finally {
      calls -= 1;
    }
  };
}

function readQuestion(body: string): ControlQuestion | Fault {
  let message: unknown;
  try {
    message = decodeMessage(body);
  } catch {
    return fault('CONTROL__REQUEST_MALFORMED', { reason: 'it is not JSON' });
  }
  const { data: version } = controlVersion.safeParse(message);
  if (version !== undefined && version.protocol !== CONTROL_PROTOCOL) {
    return fault('CONTROL__PROTOCOL_MISMATCH', {
      owner: String(CONTROL_PROTOCOL),
      caller: String(version.protocol),
    });
  }
  const question = controlQuestion.safeParse(message);
  if (question.success) return question.data;
  const reason = z.prettifyError(question.error).replaceAll('\n', ' ').slice(0, 300);
  return fault('CONTROL__REQUEST_MALFORMED', { reason });
}

function refuseCaller(service: ControlService, { caller, command }: ControlQuestion) {
  const compare = command.name === 'execute' ? differenceToTrade : differenceInPlace;
  const difference = compare(service.identity, caller);
  return difference === undefined ? undefined : fault('CONTROL__OWNER_MISMATCH', difference);
}

async function perform(executor: ControlledExecutor, command: ControlCommand): Promise<unknown> {
  switch (command.name) {
    case 'execute':
      // The executor checks a request as if it came from untyped code.
      return executor.executeAgain(
        command.request as unknown as AnyExecutionRequest,
        command.asked,
      );
    case 'lookup':
      return executor.lookup(command.key);
    case 'cancel':
      return executor.cancel(command.key);
    case 'resolve': {
      const { signature, ...decision } = command.resolution;
      const resolution = signature === undefined ? decision : { ...decision, signature };
      return executor.resolve(command.key, resolution);
    }
    case 'adoptHistory':
      return executor.adoptHistory({ reason: command.reason, by: command.by });
    case 'acknowledgeProgram': {
      const { program, reason, by, slot } = command;
      return executor.acknowledgeProgram({ program, reason, by, ...(slot && { slot }) });
    }
    case 'programs':
      return executor.programs();
    case 'reclaim':
      return executor.reclaim();
    case 'reclaimable':
      return executor.reclaimable();
    case 'reconcile':
      return executor.reconcile();
    case 'resume':
      return executor.resume();
    case 'tradingState':
      return executor.tradingState();
    case 'changeTradingState':
      return executor.changeTradingState(command.decision);
    default:
      return command satisfies never;
  }
}

/** HTTP status by code, for whoever reads the socket by hand; callers go by the code. */
function refusal(problem: Fault): LocalReply {
  const status =
    problem.code === 'CONTROL__BUSY' ? 503 : problem.code.startsWith('CONTROL__') ? 400 : 422;
  return reply(status, { fault: problem });
}

function reply(status: number, answer: object): LocalReply {
  return { status, body: encodeMessage({ protocol: CONTROL_PROTOCOL, ...answer }) };
}
