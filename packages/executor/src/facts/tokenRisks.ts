import { getAddressDecoder } from '@solana/kit';

/** What holders of powers over a mint could do to whoever holds its tokens. */
export interface TokenRisks {
  /** Powers in words, each with who holds it where somebody does. Empty for a mint without any. */
  readonly risks: readonly string[];
  /** Highest transfer fee that is set, basis points; one that has yet to begin counts as well. */
  readonly transferFeeBps: number;
}

/** One extension of a Token-2022 mint. */
export interface MintExtension {
  readonly type: number;
  readonly data: Uint8Array;
}

/** Layout of the base mint (SPL Token interface): a tag of four bytes before each authority. */
const MINT_AUTHORITY_OFFSET = 0;
const FREEZE_AUTHORITY_OFFSET = 46;
const TAG_BYTES = 4;

const ADDRESS_BYTES = 32;
const NOBODY = '11111111111111111111111111111111';

/** Types of extension (Token-2022 program). */
const TRANSFER_FEE_CONFIG = 1;
const MINT_CLOSE_AUTHORITY = 3;
const DEFAULT_ACCOUNT_STATE = 6;
const NON_TRANSFERABLE = 9;
const PERMANENT_DELEGATE = 12;
const TRANSFER_HOOK = 14;
const CONFIDENTIAL_TRANSFER_FEE_CONFIG = 16;
const CONFIDENTIAL_MINT_BURN = 24;
const PAUSABLE_CONFIG = 26;

/**
 * Extensions that take nothing from a holder: confidential transfers between those who want them,
 * figures for display, and pointers to what is told about the token.
 */
const HARMLESS: ReadonlySet<number> = new Set([4, 10, 18, 19, 20, 21, 22, 23, 25]);

/** Frozen, as the state of an account (SPL Token interface). */
const FROZEN = 2;

/** Layout of the transfer fee: two authorities, withheld amount, then the older and the newer fee. */
const OLDER_FEE_BPS_OFFSET = 88;
const NEWER_FEE_BPS_OFFSET = 106;

/** Reads what a mint lets others do. What is not understood is a risk as well. */
export function readTokenRisks(data: Uint8Array, extensions: readonly MintExtension[]): TokenRisks {
  const fee = extensions.find(({ type }) => type === TRANSFER_FEE_CONFIG);
  return {
    risks: [
      ...powerOf(optionalAuthority(data, MINT_AUTHORITY_OFFSET), 'can mint more of it'),
      ...powerOf(optionalAuthority(data, FREEZE_AUTHORITY_OFFSET), 'can freeze accounts of it'),
      ...extensions.flatMap(risksOfExtension),
    ],
    transferFeeBps: fee === undefined ? 0 : highestFeeBps(fee.data),
  };
}

function risksOfExtension({ type, data }: MintExtension): readonly string[] {
  switch (type) {
    case TRANSFER_FEE_CONFIG:
      return powerOf(authorityAt(data, 0), 'can raise its transfer fee');
    case MINT_CLOSE_AUTHORITY:
      return powerOf(authorityAt(data, 0), 'can close the mint and make it anew');
    case DEFAULT_ACCOUNT_STATE:
      return data[0] === FROZEN ? ['its accounts begin frozen'] : [];
    case NON_TRANSFERABLE:
      return ['it cannot be transferred'];
    case PERMANENT_DELEGATE:
      return powerOf(authorityAt(data, 0), 'can take it out of any account');
    case TRANSFER_HOOK:
      return [
        ...powerOf(authorityAt(data, 0), 'can change what runs at every transfer'),
        ...powerOf(authorityAt(data, ADDRESS_BYTES), 'is a program that runs at every transfer'),
      ];
    case CONFIDENTIAL_TRANSFER_FEE_CONFIG:
      return ['it has confidential transfer fees'];
    case CONFIDENTIAL_MINT_BURN:
      return ['its supply is confidential'];
    case PAUSABLE_CONFIG:
      return [
        ...powerOf(authorityAt(data, 0), 'can pause every transfer'),
        ...(data[ADDRESS_BYTES] === 0 ? [] : ['it is paused']),
      ];
    default:
      return HARMLESS.has(type) ? [] : [`it has extension ${type}, which is not known`];
  }
}

function powerOf(holder: string | undefined, power: string): readonly string[] {
  return holder === undefined ? [] : [`${holder} ${power}`];
}

/** An authority with a tag before it; any tag but 0 counts as one that is set. */
function optionalAuthority(data: Uint8Array, offset: number): string | undefined {
  const isNone = data.subarray(offset, offset + TAG_BYTES).every((byte) => byte === 0);
  return isNone ? undefined : addressAt(data, offset + TAG_BYTES);
}

/** An authority of an extension, where zeros stand for nobody. Cut short, somebody may hold it. */
function authorityAt(data: Uint8Array, offset: number): string | undefined {
  const holder = addressAt(data, offset);
  return holder === NOBODY ? undefined : holder;
}

function addressAt(data: Uint8Array, offset: number): string {
  if (data.length < offset + ADDRESS_BYTES) return 'somebody';
  return getAddressDecoder().decode(data, offset);
}

const BPS_PER_WHOLE = 10_000;

function highestFeeBps(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const fees = [OLDER_FEE_BPS_OFFSET, NEWER_FEE_BPS_OFFSET].map((offset) =>
    offset + 2 <= data.length ? view.getUint16(offset, true) : BPS_PER_WHOLE,
  );
  return Math.max(...fees);
}
