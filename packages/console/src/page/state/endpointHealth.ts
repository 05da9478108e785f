import type { Endpoint } from '../wire/tradingShapes.ts';

/** How an endpoint does, in a word. */
export interface EndpointState {
  readonly word: string;
  readonly tone: 'good' | 'faint' | 'warn' | 'bad';
  /** What went wrong last. */
  readonly trouble: string | undefined;
}

/** Reads how an endpoint does from what its guard says. */
export function endpointHealth({ circuit, state, lastError }: Endpoint): EndpointState {
  const word = circuit ?? state ?? 'well';
  const trouble = troubleOf(lastError);
  switch (word) {
    case 'well':
    case 'closed':
    case 'up':
      return { word: 'well', tone: 'good', trouble };
    case 'half-open':
    case 'halfOpen':
      return { word: 'on trial', tone: 'warn', trouble };
    case 'unused':
      return { word: 'not used yet', tone: 'faint', trouble };
    case 'open':
    case 'resting':
      return { word: 'resting', tone: 'warn', trouble };
    default:
      return { word, tone: 'bad', trouble };
  }
}

function troubleOf(lastError: unknown): string | undefined {
  if (typeof lastError === 'string') return lastError;
  if (typeof lastError !== 'object' || lastError === null) return undefined;
  const { reason, message } = lastError as Readonly<Record<string, unknown>>;
  const found = reason ?? message;
  return typeof found === 'string' ? found : undefined;
}
