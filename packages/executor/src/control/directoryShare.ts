import {
  errorFromFault,
  ExecutionError,
  isExecutionError,
  reasonOf,
  type Fault,
} from '@quantbot/core';

import type { CompiledConfig } from '../config/compileConfig.ts';
import type { ExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import type { LocalServer, LocalSockets } from '../platform/executorPlatform.ts';
import { createControlAnswers, type ControlledExecutor } from './answerControlCall.ts';
import { askOwner, type OwnerAnswer, type OwnerQuestion } from './askOwner.ts';
import type { ControlIdentity } from './controlIdentity.ts';
import { QUESTION_BYTES_MAX } from './controlMessages.ts';

/** Calls of other processes that may wait at the same time. */
const CALLS_MAX = 256;
/** Connections beyond the calls, so that a call too many still gets its answer. */
const SPARE_CONNECTIONS = 32;
/** Milliseconds without a sign of the owner after which it is given up. */
const SILENCE_MS_MAX = 5_000;
const RETRY_MS_MIN = 25;
const RETRY_MS_SPREAD = 50;

/** What this process does itself once it owns the directory. */
export interface SharingExecutor extends ControlledExecutor {
  own(): Promise<void>;
  close(): Promise<void>;
}

/** What a share is made of. */
export interface ShareParts {
  readonly config: CompiledConfig;
  readonly executor: SharingExecutor;
  readonly sockets: LocalSockets;
  readonly identity: ControlIdentity;
  readonly telemetry: ExecutorTelemetry;
}

/** Something to be done by whoever owns the directory. */
export interface Errand<Value> {
  /** Does it in this process. */
  readonly here: (spentMs: number) => Promise<Value>;
  /** Has it done by the owner. Must be safe to ask again when the answer is lost. */
  readonly there: (spentMs: number) => OwnerQuestion<Value>;
  /** Milliseconds after which no owner is asked any more. */
  readonly budgetMs: number;
}

/**
 * One process's share in a data directory. What is to be done is done here when the directory can
 * be owned, and by its owner else; when the owner dies on the way, this process takes over.
 */
export class DirectoryShare {
  readonly #parts: ShareParts;
  readonly #closing = new AbortController();
  #isOwner = false;
  #owning: Promise<boolean> | undefined;
  #server: LocalServer | undefined;
  #closed: Promise<void> | undefined;

  constructor(parts: ShareParts) {
    this.#parts = parts;
  }

  /** Whether this process owns the directory now. */
  isOwner(): boolean {
    return this.#isOwner;
  }

  isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /**
   * Does an errand here or by the owner.
   *
   * @throws ExecutionError what the owner refused it with, `CONTROL__OWNER_UNREACHABLE` when nobody
   * was asked, `CONTROL__ANSWER_LOST` when somebody was and no answer came
   */
  async run<Value>(errand: Errand<Value>): Promise<Value> {
    const { platform } = this.#parts.config;
    const startedAtMs = platform.monotonicMs();
    const spentMs = (): number => Math.ceil(platform.monotonicMs() - startedAtMs);
    let heardAtMs = 0;
    let lost: string | undefined;
    for (;;) {
      if (this.isClosed() && lost !== undefined) throw this.#lost(errand, lost);
      if (this.isClosed() || (await this.#own(errand, lost))) return errand.here(spentMs());
      const answer = await this.#ask(errand, spentMs());
      if (answer.kind === 'value') return answer.value;
      if (answer.kind === 'refused') throw this.#refused(errand, answer.fault, lost);
      if (answer.kind === 'lost') {
        lost = answer.reason;
        heardAtMs = spentMs();
      }
      const isOver = spentMs() - heardAtMs >= SILENCE_MS_MAX || spentMs() >= errand.budgetMs;
      if (isOver && lost !== undefined) throw this.#lost(errand, lost);
      if (isOver) throw this.#unreachable(answer.reason, spentMs());
      await this.#pause();
    }
  }

  /** Waits, unless this process is being closed. */
  async pause(milliseconds: number): Promise<void> {
    await this.#parts.config.platform
      .delay(milliseconds, this.#closing.signal)
      .then(nothing, nothing);
  }

  /** Ends the share: whom other processes asked they ask no more, and the directory is free. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#owning?.then(nothing, nothing);
    // Before the lock is given back: the socket must not outlive it, or take the next owner's place.
    await this.#server?.close();
    await this.#parts.executor.close();
  }

  async #ask<Value>(errand: Errand<Value>, spentMs: number): Promise<OwnerAnswer<Value>> {
    const { sockets, config, identity } = this.#parts;
    return askOwner(
      { sockets, directory: config.dataDirectory, caller: identity },
      { ...errand.there(spentMs), signal: this.#closing.signal },
    );
  }

  async #pause(): Promise<void> {
    // Two processes that both want the lock must not keep step.
    await this.pause(RETRY_MS_MIN + RETRY_MS_SPREAD * this.#parts.config.platform.random());
  }

  async #own(errand: Errand<unknown>, lost: string | undefined): Promise<boolean> {
    if (this.#isOwner) return true;
    this.#owning ??= this.#takeDirectory().finally(() => {
      this.#owning = undefined;
    });
    try {
      return await this.#owning;
    } catch (cause) {
      // What an earlier owner was asked for is not undone by this.
      throw lost === undefined ? cause : this.#lost(errand, reasonOf(cause));
    }
  }

  /** A refusal is no word on what an earlier asking came to, unless it is about the trade itself. */
  #refused(errand: Errand<unknown>, problem: Fault, lost: string | undefined): ExecutionError {
    const isAboutTalk = problem.code.startsWith('CONTROL__');
    return isAboutTalk && lost !== undefined
      ? this.#lost(errand, problem.code)
      : errorFromFault(problem);
  }

  async #takeDirectory(): Promise<boolean> {
    try {
      await this.#parts.executor.own();
    } catch (cause) {
      if (isExecutionError(cause, 'JOURNAL__LOCKED')) return false;
      throw cause;
    }
    this.#isOwner = true;
    this.#server = await this.#serve();
    return true;
  }

  /** Without a socket this process trades all the same; others are then kept out. */
  async #serve(): Promise<LocalServer | undefined> {
    const { sockets, config, executor, identity } = this.#parts;
    const onFailure = (reason: string): void => {
      this.#warn(`the control socket of ${config.dataDirectory} fails: ${reason}`);
    };
    try {
      return await sockets.serve({
        directory: config.dataDirectory,
        bodyBytesMax: QUESTION_BYTES_MAX,
        connectionsMax: CALLS_MAX + SPARE_CONNECTIONS,
        answer: createControlAnswers({ executor, identity, callsMax: CALLS_MAX }),
        onFailure,
      });
    } catch (cause) {
      onFailure(reasonOf(cause));
      return undefined;
    }
  }

  #warn(message: string): void {
    this.#parts.telemetry.event('warn', 'execution.control.broken', { message });
  }

  #unreachable(reason: string, waitedMs: number): ExecutionError {
    const directory = this.#parts.config.dataDirectory;
    return new ExecutionError('CONTROL__OWNER_UNREACHABLE', { directory, reason, waitedMs });
  }

  #lost(errand: Errand<unknown>, reason: string): ExecutionError {
    const asked = errand.there(0).command.name;
    return new ExecutionError('CONTROL__ANSWER_LOST', { asked, reason });
  }
}

function nothing(): void {
  return undefined;
}
