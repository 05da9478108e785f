import type { ExecutionLimits } from './executionAdapterConfig.ts';

/** Two limits that cannot both be meant. */
export interface LimitContradiction {
  readonly field: keyof ExecutionLimits;
  readonly message: string;
}

/** Pairs of which the first is a part of the second, so that a higher first one would bound nothing. */
const ORDERED = [
  ['tradeLamportsMax', 'positionLamportsMax'],
  ['tradeLamportsMax', 'exposureLamportsMax'],
  ['tradeLamportsMax', 'dailyVolumeLamportsMax'],
  ['positionLamportsMax', 'exposureLamportsMax'],
] as const satisfies ReadonlyArray<readonly [keyof ExecutionLimits, keyof ExecutionLimits]>;

/** Limits that say something only beside another. */
const DEPENDENT = [['orderWindowMs', 'ordersMax']] as const satisfies ReadonlyArray<
  readonly [keyof ExecutionLimits, keyof ExecutionLimits]
>;

/** Ages of prices that nobody asks for. */
function ageProblems({ priceAgeMsMax, ...limits }: GivenLimits): readonly LimitContradiction[] {
  const isAsked =
    limits.priceDeviationBpsMax !== undefined || limits.dailyLossMarkToMarket === true;
  if (priceAgeMsMax === undefined || isAsked) return [];
  const message = 'it says nothing without priceDeviationBpsMax or dailyLossMarkToMarket';
  return [{ field: 'priceAgeMsMax', message }];
}

/** A mark is part of a loss, and needs a limit on it. */
function markProblems(limits: GivenLimits): readonly LimitContradiction[] {
  if (limits.dailyLossMarkToMarket !== true || limits.dailyLossLamportsMax !== undefined) return [];
  const message = 'it says nothing without dailyLossLamportsMax';
  return [{ field: 'dailyLossMarkToMarket', message }];
}

/** Days are told apart only for limits that are daily. */
const DAILY = ['dailyLossLamportsMax', 'dailyVolumeLamportsMax', 'dailyFeeLamportsMax'] as const;

type GivenLimits = Partial<Record<keyof ExecutionLimits, unknown>>;

/**
 * Everything in which limits contradict each other.
 *
 * @param given - Limits of which some may be no limits at all; those contradict nothing.
 */
export function contradictionsIn(given: unknown): readonly LimitContradiction[] {
  if (typeof given !== 'object' || given === null) return [];
  const limits: GivenLimits = given;
  const ordered = ORDERED.flatMap(([part, whole]) => {
    const [small, large] = [limits[part], limits[whole]];
    if (typeof small !== 'bigint' || typeof large !== 'bigint' || small <= large) return [];
    return [{ field: part, message: `${small} is above ${whole} ${large}` }];
  });
  const dependent = DEPENDENT.flatMap(([field, other]) =>
    limits[field] !== undefined && limits[other] === undefined
      ? [{ field, message: `it says nothing without ${other}` }]
      : [],
  );
  return [
    ...ordered,
    ...dependent,
    ...ageProblems(limits),
    ...markProblems(limits),
    ...zoneProblems(limits),
    ...tokenProblems(limits),
  ];
}

function zoneProblems(limits: GivenLimits): readonly LimitContradiction[] {
  if (limits.riskTimeZone === undefined) return [];
  if (DAILY.some((name) => limits[name] !== undefined)) return [];
  return [{ field: 'riskTimeZone', message: 'it says nothing without a daily limit' }];
}

function tokenProblems(limits: GivenLimits): readonly LimitContradiction[] {
  const denied = listOf(limits.tokensDenied);
  const isOff = limits.tokenSafety === false;
  return [
    ...listOf(limits.tokensAllowed).flatMap((mint) =>
      denied.includes(mint)
        ? [
            {
              field: 'tokensAllowed',
              message: `${String(mint)} is in tokensDenied as well`,
            } as const,
          ]
        : [],
    ),
    ...(['trustedTokens', 'transferFeeBpsMax'] as const).flatMap((field) =>
      isOff && limits[field] !== undefined
        ? [{ field, message: 'it says nothing while tokenSafety is false' }]
        : [],
    ),
  ];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
