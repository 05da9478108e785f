import { TOKEN_2022_PROGRAM } from './programAddresses.ts';

/** An account. Never changed in place: a change is another account under the same address. */
export interface Account {
  readonly lamports: bigint;
  /** Program that owns the account. */
  readonly program: string;
  readonly content: AccountContent;
}

/** What an account holds besides lamports. */
export type AccountContent = EmptyContent | TokenContent | MintContent | PoolContent;

export interface EmptyContent {
  readonly kind: 'empty';
}

/** A token account. */
export interface TokenContent {
  readonly kind: 'token';
  readonly mint: string;
  readonly owner: string;
  readonly units: bigint;
  /** For wrapped SOL the lamports that are rent and no tokens; `undefined` for other mints. */
  readonly rentReserve: bigint | undefined;
}

export interface MintContent {
  readonly kind: 'mint';
  readonly decimals: number;
  readonly supply: bigint;
}

/** A pool; its reserves are its vaults. */
export interface PoolContent {
  readonly kind: 'pool';
  /** Price of one whole token; `undefined` where the reserves decide. */
  readonly lamportsPerWholeToken: bigint | undefined;
}

/** A token account with its content known to be one. */
export interface TokenAccount extends Account {
  readonly content: TokenContent;
}

const MINT_BYTES = 82;
const TOKEN_ACCOUNT_BYTES = 165;
/** With the account type and the ImmutableOwner extension, as associated accounts are made. */
const TOKEN_2022_ACCOUNT_BYTES = 170;
const POOL_BYTES = 8;

/** Bytes of an account's data, which its rent depends on. */
export function dataBytesOf(account: Account): number {
  switch (account.content.kind) {
    case 'empty':
      return 0;
    case 'mint':
      return MINT_BYTES;
    case 'token':
      return tokenAccountBytes(account.program);
    case 'pool':
      return POOL_BYTES;
    default:
      return account.content satisfies never;
  }
}

/** Bytes of an associated token account under a token program. */
export function tokenAccountBytes(tokenProgram: string): number {
  return tokenProgram === TOKEN_2022_PROGRAM ? TOKEN_2022_ACCOUNT_BYTES : TOKEN_ACCOUNT_BYTES;
}

/** Takes an account for a token account if it is one. */
export function asTokenAccount(account: Account | undefined): TokenAccount | undefined {
  return account?.content.kind === 'token' ? (account as TokenAccount) : undefined;
}

/** The account with that many lamports. */
export function withLamports(account: Account, lamports: bigint): Account {
  return { ...account, lamports };
}

/** The token account with that many base units; wrapped SOL moves its lamports along. */
export function withUnits(account: TokenAccount, units: bigint): TokenAccount {
  const { content } = account;
  const moved = content.rentReserve === undefined ? 0n : units - content.units;
  return { ...account, lamports: account.lamports + moved, content: { ...content, units } };
}
