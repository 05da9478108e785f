import { getAddressEncoder, type Address } from '@solana/kit';

import { dataBytesOf, type Account, type TokenContent } from './account.ts';

/** Offsets shared by both token programs (SPL Token interface). */
const MINT_SUPPLY = 36;
const MINT_DECIMALS = 44;
const MINT_INITIALIZED = 45;
const ACCOUNT_OWNER = 32;
const ACCOUNT_AMOUNT = 64;
const ACCOUNT_STATE = 108;
const ACCOUNT_NATIVE_TAG = 109;
const ACCOUNT_NATIVE_RESERVE = 113;
const BASE_ACCOUNT_BYTES = 165;

/** Token-2022: what the account is, then its one extension, ImmutableOwner, of length 0. */
const ACCOUNT_TYPE_ACCOUNT = 2;
const EXTENSION_IMMUTABLE_OWNER = 7;
const STATE_INITIALIZED = 1;

const ADDRESSES_MAX = 65_536;
const addressBytes = new Map<string, Uint8Array>();
const encoded = new WeakMap<Account, Uint8Array>();

/** Bytes of an address, worked out once. */
export function bytesOfAddress(address: string): Uint8Array {
  const known = addressBytes.get(address);
  if (known !== undefined) return known;
  if (addressBytes.size >= ADDRESSES_MAX) addressBytes.clear();
  const bytes = new Uint8Array(getAddressEncoder().encode(address as Address));
  addressBytes.set(address, bytes);
  return bytes;
}

/** Data of an account as its program lays it out. The same bytes each time: do not change them. */
export function dataOf(account: Account): Uint8Array {
  const known = encoded.get(account);
  if (known !== undefined) return known;
  const data = encode(account);
  encoded.set(account, data);
  return data;
}

function encode(account: Account): Uint8Array {
  const data = new Uint8Array(dataBytesOf(account));
  const view = new DataView(data.buffer);
  const { content } = account;
  if (content.kind === 'mint') {
    view.setBigUint64(MINT_SUPPLY, content.supply, true);
    data[MINT_DECIMALS] = content.decimals;
    data[MINT_INITIALIZED] = 1;
  } else if (content.kind === 'token') {
    encodeToken(data, view, content);
  } else if (content.kind === 'pool') {
    view.setBigUint64(0, content.lamportsPerWholeToken ?? 0n, true);
  }
  return data;
}

function encodeToken(data: Uint8Array, view: DataView, content: TokenContent): void {
  data.set(bytesOfAddress(content.mint), 0);
  data.set(bytesOfAddress(content.owner), ACCOUNT_OWNER);
  view.setBigUint64(ACCOUNT_AMOUNT, content.units, true);
  data[ACCOUNT_STATE] = STATE_INITIALIZED;
  if (content.rentReserve !== undefined) {
    view.setUint32(ACCOUNT_NATIVE_TAG, 1, true);
    view.setBigUint64(ACCOUNT_NATIVE_RESERVE, content.rentReserve, true);
  }
  if (data.length > BASE_ACCOUNT_BYTES) {
    data[BASE_ACCOUNT_BYTES] = ACCOUNT_TYPE_ACCOUNT;
    view.setUint16(BASE_ACCOUNT_BYTES + 1, EXTENSION_IMMUTABLE_OWNER, true);
  }
}
