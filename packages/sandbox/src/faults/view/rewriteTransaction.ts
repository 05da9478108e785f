import { asJsonList, isJsonRecord, type JsonRecord, type JsonValue } from '../proxy/jsonValue.ts';
import { readFee } from './readFee.ts';
import { isVisible, type ViewCall } from './viewCall.ts';

/**
 * `getTransaction` answers at the commitment that was asked for, and tells the whole fee and no
 * token accounts that the transaction closed.
 */
export async function rewriteTransaction(result: JsonValue, call: ViewCall): Promise<JsonValue> {
  if (!isJsonRecord(result) || typeof result['slot'] !== 'bigint') return result;
  if (!(await isVisible(call, result['slot']))) return null;
  const { meta, transaction } = result;
  if (!isJsonRecord(meta)) return result;
  const changes = { ...correctFee(meta, transaction), ...leaveClosedOut(meta) };
  return Object.keys(changes).length === 0 ? result : { ...result, meta: { ...meta, ...changes } };
}

/** Only the fee with the known defect is touched: the base fee alone. */
function correctFee(meta: JsonRecord, transaction: JsonValue | undefined): JsonRecord {
  const fee = readFee(transaction);
  const isBaseAlone = fee !== undefined && meta['fee'] === fee.baseLamports;
  if (!isBaseAlone || fee.priorityLamports === 0n) return {};
  return { fee: fee.baseLamports + fee.priorityLamports };
}

/** An account without lamports is closed, and a closed one has no balance of tokens. */
function leaveClosedOut(meta: JsonRecord): JsonRecord {
  const lamports = asJsonList(meta['postBalances']);
  const balances = asJsonList(meta['postTokenBalances']);
  const open = balances.filter((balance) => {
    const index = isJsonRecord(balance) ? balance['accountIndex'] : undefined;
    return typeof index !== 'bigint' || lamports[Number(index)] !== 0n;
  });
  return open.length === balances.length ? {} : { postTokenBalances: open };
}
