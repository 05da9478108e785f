import type { FaultOf } from '../plan/faultAction.ts';
import { asJsonList, isJsonRecord, type JsonRecord, type JsonValue } from '../proxy/jsonValue.ts';

/** A lie about what accounts hold. */
export type BalanceLie = FaultOf<'lieBalance'>;

const BPS_PER_WHOLE = 10_000n;
const SYSTEM_PROGRAM = '11111111111111111111111111111111';
/** Layout of a token account, shared by both token programs (SPL Token interface). */
const TOKEN_ACCOUNT_BYTES = 165;
const AMOUNT_AT = 64;
const U64_MAX = 2n ** 64n - 1n;

/**
 * Tells a share of what accounts hold: of the SOL of wallets, or of the base units in token accounts.
 *
 * @returns the same object when the answer tells nothing of the kind
 */
export function lieAboutBalances(method: string, result: JsonValue, lie: BalanceLie): JsonValue {
  if (!isJsonRecord(result)) return result;
  const { value } = result;
  if (method === 'getBalance' && lie.of === 'sol' && typeof value === 'bigint') {
    return { ...result, value: shareOf(value, lie) };
  }
  if (method === 'getAccountInfo' && value !== undefined) {
    return { ...result, value: lieAboutAccount(value, lie) };
  }
  if (method !== 'getMultipleAccounts') return result;
  return { ...result, value: asJsonList(value).map((account) => lieAboutAccount(account, lie)) };
}

function lieAboutAccount(account: JsonValue, lie: BalanceLie): JsonValue {
  if (!isJsonRecord(account)) return account;
  return lie.of === 'sol' ? lieAboutSol(account, lie) : lieAboutTokens(account, lie);
}

function lieAboutSol(account: JsonRecord, lie: BalanceLie): JsonRecord {
  const { owner, lamports } = account;
  if (owner !== SYSTEM_PROGRAM || typeof lamports !== 'bigint') return account;
  return { ...account, lamports: shareOf(lamports, lie) };
}

function lieAboutTokens(account: JsonRecord, lie: BalanceLie): JsonRecord {
  const [text, encoding] = asJsonList(account['data']);
  if (typeof text !== 'string' || encoding !== 'base64') return account;
  const data = Buffer.from(text, 'base64');
  // A mint is shorter; what is longer and no token account has no balance that anybody reads.
  if (data.length < TOKEN_ACCOUNT_BYTES) return account;
  data.writeBigUInt64LE(shareOf(data.readBigUInt64LE(AMOUNT_AT), lie), AMOUNT_AT);
  return { ...account, data: [data.toString('base64'), encoding] };
}

function shareOf(amount: bigint, { shareBps }: BalanceLie): bigint {
  const share = (amount * BigInt(shareBps)) / BPS_PER_WHOLE;
  return share < U64_MAX ? share : U64_MAX;
}
