import type { ExecutionAdapter, ExecutorPlatform } from '@quantbot/executor';
import type { CompiledConfig, ExecutorSeams } from '@quantbot/executor/simulation';

/** What a mutant may use besides the executor's own pieces. */
export interface MutantContext {
  readonly platform: ExecutorPlatform;
  readonly config: CompiledConfig;
}

/** A deliberately broken executor: one careless decision, by the seams of the real one. */
export interface Mutant {
  /** Stable name, in kebab case. */
  readonly name: string;
  /** What it does wrong, in one sentence. */
  readonly breaks: string;
  /** Breaks the executor of one process. */
  breakSeams?(seams: ExecutorSeams, context: MutantContext): ExecutorSeams;
  /** Breaks its answers, where the decision is how to put one. */
  breakAdapter?(adapter: ExecutionAdapter): ExecutionAdapter;
  /** Breaks its configuration, where the decision is one. */
  breakConfig?(config: CompiledConfig): CompiledConfig;
}
