import type { CompiledConfig } from '../config/compileConfig.ts';

/** Who a process trades for, and by which terms: what two of them must share to be one. */
export interface ControlIdentity {
  readonly cluster: string;
  readonly mode: 'live' | 'dry';
  /** Address of the wallet, `none` without one. */
  readonly wallet: string;
  /** Settings that decide what a request may come to, as texts by name. */
  readonly terms: Readonly<Record<string, string>>;
}

/** A field in which two processes differ, with both values. */
export interface IdentityDifference {
  readonly field: string;
  readonly owner: string;
  readonly caller: string;
}

/** Stands for the wallet of a dry-run that has none. */
export const NO_WALLET = 'none';

/** What a process tells of itself. */
export function controlIdentityOf(config: CompiledConfig, wallet: string): ControlIdentity {
  const { requestRules } = config;
  return {
    cluster: config.cluster,
    mode: config.dryRun ? 'dry' : 'live',
    wallet,
    terms: {
      ...limitTerms(config),
      slippageBps: String(config.slippageBps),
      slippageBpsMax: String(requestRules.slippageBpsMax),
      priorityFeeLamportsMax: String(config.priorityFeeLamportsMax),
      tipLamportsMax: String(config.tipLamportsMax),
      maxRetries: String(config.maxRetries),
      quoteAgeMsMax: String(config.quoteAgeMsMax),
      feeEscalationBps: String(config.feeEscalationBps),
      lanePolicy: config.lanePolicy,
      publicSlippageBpsMax: String(config.publicSlippageBpsMax),
      allowedPrograms: [...config.decoders.keys()].toSorted().join(','),
      allowSingleWitness: String(config.allowSingleWitness),
      enableIdempotency: String(config.enableIdempotency),
    },
  };
}

/** Limits by name; one that is not set has no term. */
function limitTerms({ limits = {} }: { readonly limits: object | undefined }) {
  return Object.fromEntries(
    Object.entries(limits).map(([name, value]: [string, unknown]) => [
      `limits.${name}`,
      Array.isArray(value) ? value.map(String).toSorted().join(',') : String(value),
    ]),
  );
}

/**
 * First reason why the owner may not trade for a caller. The bounds of the owner are the ones that
 * would hold, so a caller that runs with others must hear of it before money moves by them.
 */
export function differenceToTrade(
  owner: ControlIdentity,
  caller: ControlIdentity,
): IdentityDifference | undefined {
  return (
    differenceInPlace(owner, caller) ??
    differing('mode', owner.mode, caller.mode) ??
    differing('wallet', owner.wallet, caller.wallet) ??
    Object.keys({ ...owner.terms, ...caller.terms })
      .map((name) => differing(name, textOf(owner, name), textOf(caller, name)))
      .find((difference) => difference !== undefined)
  );
}

/**
 * First reason why a caller may not ask about the owner's trades: it means another wallet or
 * another chain. Mode and bounds do not matter, because nothing is traded.
 */
export function differenceInPlace(
  owner: ControlIdentity,
  caller: ControlIdentity,
): IdentityDifference | undefined {
  const isSameWallet = [owner.wallet, NO_WALLET].includes(caller.wallet);
  return (
    differing('cluster', owner.cluster, caller.cluster) ??
    (isSameWallet ? undefined : differing('wallet', owner.wallet, caller.wallet))
  );
}

function textOf({ terms }: ControlIdentity, name: string): string {
  return terms[name] ?? 'unknown';
}

function differing(field: string, owner: string, caller: string): IdentityDifference | undefined {
  return owner === caller ? undefined : { field, owner, caller };
}
