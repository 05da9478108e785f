import type { FaultOf } from '../plan/faultAction.ts';
import { asJsonList, isJsonRecord, type JsonRecord, type JsonValue } from '../proxy/jsonValue.ts';

/** A lie about what became of a transaction. */
export type StatusLie = FaultOf<'lieStatus'>;

const FAILURE_DEFAULT: JsonValue = { InstructionError: [0n, { Custom: 6_001n }] };

/**
 * Lies about what became of transactions.
 *
 * @returns the same object when the answer tells nothing of the kind
 */
export function lieAboutStatus(method: string, result: JsonValue, lie: StatusLie): JsonValue {
  switch (method) {
    case 'getSignatureStatuses':
      return lieAboutList(result, (status, context) => lieAboutEntry(status, context, lie));
    case 'getTransaction':
      return lieAboutTransaction(result, lie);
    case 'getSignaturesForAddress':
      return lie.as === 'missing' && asJsonList(result).length > 0 ? [] : result;
    case 'getBundleStatuses':
      return lieAboutBundles(result, lie);
    case 'getInflightBundleStatuses':
      return lieAboutList(result, (entry) => lieAboutInflight(entry, lie));
    case 'signatureNotification':
      return lieAboutNotification(result, lie);
    default:
      return result;
  }
}

function lieAboutList(
  result: JsonValue,
  change: (entry: JsonValue, context: JsonRecord) => JsonValue,
): JsonValue {
  if (!isJsonRecord(result) || !isJsonRecord(result['context'])) return result;
  const { context } = result;
  const before = asJsonList(result['value']);
  const after = before.map((entry) => change(entry, context));
  return after.every((entry, index) => entry === before[index])
    ? result
    : { ...result, value: after };
}

/** Whether the lie is about this one: about what landed, what did not, or both. */
function isMeant(isLanded: boolean, { of }: StatusLie): boolean {
  return of === 'any' || (of === 'landed') === isLanded;
}

function lieAboutEntry(status: JsonValue, context: JsonRecord, lie: StatusLie): JsonValue {
  if (!isMeant(status !== null, lie)) return status;
  if (lie.as === 'missing') return null;
  const isFinal = lie.as === 'finalized';
  const known = isJsonRecord(status) ? status : { slot: context['slot'] ?? 0n };
  return {
    ...known,
    ...errorFields(lie),
    confirmations: isFinal ? null : (known['confirmations'] ?? 1n),
    confirmationStatus: isFinal ? 'finalized' : (known['confirmationStatus'] ?? 'confirmed'),
  };
}

function errorFields(lie: StatusLie): { err: JsonValue; status: JsonValue } {
  if (lie.as !== 'failed') return { err: null, status: { Ok: null } };
  const err = (lie.err as JsonValue | undefined) ?? FAILURE_DEFAULT;
  return { err, status: { Err: err } };
}

/** What never landed has no balances to make up, so of that nothing is claimed here. */
function lieAboutTransaction(result: JsonValue, lie: StatusLie): JsonValue {
  if (!isJsonRecord(result) || !isMeant(true, lie)) return result;
  if (lie.as === 'missing') return null;
  const { meta } = result;
  return isJsonRecord(meta) ? { ...result, meta: { ...meta, ...errorFields(lie) } } : result;
}

function lieAboutBundles(result: JsonValue, lie: StatusLie): JsonValue {
  if (!isMeant(true, lie)) return result;
  if (lie.as === 'missing') {
    const isEmpty = !isJsonRecord(result) || asJsonList(result['value']).length === 0;
    return isEmpty ? result : { ...result, value: [] };
  }
  const { status: err } = errorFields(lie);
  return lieAboutList(result, (entry) => {
    if (!isJsonRecord(entry)) return entry;
    return { ...entry, err, ...(lie.as !== 'failed' && { confirmation_status: lie.as }) };
  });
}

function lieAboutInflight(entry: JsonValue, lie: StatusLie): JsonValue {
  if (!isJsonRecord(entry) || !isMeant(entry['status'] === 'Landed', lie)) return entry;
  if (lie.as === 'missing') return { ...entry, status: 'Invalid', landed_slot: null };
  if (lie.as === 'failed') return { ...entry, status: 'Failed', landed_slot: null };
  return { ...entry, status: 'Landed', landed_slot: entry['landed_slot'] ?? 1n };
}

/** A notification comes for what landed alone, so there is no other to lie about. */
function lieAboutNotification(result: JsonValue, lie: StatusLie): JsonValue {
  if (!isJsonRecord(result) || !isJsonRecord(result['value']) || lie.as === 'missing')
    return result;
  return { ...result, value: { ...result['value'], err: errorFields(lie).err } };
}
