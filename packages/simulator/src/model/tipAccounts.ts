import { TIP_ACCOUNTS as EXECUTOR_TIP_ACCOUNTS } from '@quantbot/executor/simulation';

/** Accounts whose tips the model's block engine counts: those that the executor tips. */
export const TIP_ACCOUNTS: readonly string[] = EXECUTOR_TIP_ACCOUNTS;

/** Least tip of a bundle in lamports (Jito documentation). */
export const TIP_LAMPORTS_MIN = 1_000n;
