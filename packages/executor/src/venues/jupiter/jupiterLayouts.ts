/** Jupiter v6, the aggregator's swap program. */
export const JUPITER_PROGRAM_ADDRESS = 'JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4';

/** Derived from Jupiter v6 with the seed `__event_authority`; one address for every swap. */
export const JUPITER_EVENT_AUTHORITY_ADDRESS = 'D8cy77BBepLMngZx6ZukaTff5hCt1HrWyKk3Hnd9oitf';

/** Bytes that name the instruction at the start of its data. */
export const DISCRIMINATOR_BYTES = 8;

const TOKEN_PROGRAM_ADDRESS = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const TOKEN_2022_PROGRAM_ADDRESS = 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb';
const TOKEN_PROGRAMS = [TOKEN_PROGRAM_ADDRESS, TOKEN_2022_PROGRAM_ADDRESS] as const;

/** What a named account of a swap must be, whatever its address. */
export interface JupiterAccountRule {
  readonly isSigner?: true;
  readonly isWritable?: true;
  /** The account may be left out; the program's own address then stands in its place. */
  readonly isOptional?: true;
  /** Addresses that may stand here. */
  readonly oneOf?: readonly string[];
}

/**
 * Rules of the accounts that stand at fixed places (Jupiter v6 interface).
 *
 * Token programs are held to the two real ones because the wallet's signature is handed on to
 * whatever program stands there. Event authority and program are constants at the end of every
 * list, so they also prove that the places before them are read as the program reads them.
 */
export const JUPITER_ACCOUNT_RULES = {
  authority: { isSigner: true },
  source: { isWritable: true },
  destination: { isWritable: true },
  otherDestination: { isWritable: true, isOptional: true },
  sourceMint: {},
  destinationMint: {},
  programAuthority: {},
  programSource: { isWritable: true },
  programDestination: { isWritable: true },
  platformFeeAccount: { isWritable: true, isOptional: true },
  tokenProgram: { oneOf: TOKEN_PROGRAMS },
  sourceTokenProgram: { oneOf: TOKEN_PROGRAMS },
  destinationTokenProgram: { oneOf: TOKEN_PROGRAMS },
  token2022Program: { isOptional: true, oneOf: [TOKEN_2022_PROGRAM_ADDRESS] },
  eventAuthority: { oneOf: [JUPITER_EVENT_AUTHORITY_ADDRESS] },
  program: { oneOf: [JUPITER_PROGRAM_ADDRESS] },
} as const satisfies Record<string, JupiterAccountRule>;

/** Name of an account at a fixed place. */
export type JupiterAccountName = keyof typeof JUPITER_ACCOUNT_RULES;

/** Where one readable instruction keeps what matters. */
export interface JupiterRouteLayout {
  /** Name in the Jupiter v6 interface. */
  readonly variant: string;
  /** First eight bytes of the data, as hexadecimal text. */
  readonly discriminator: string;
  /** A one-byte number of the shared accounts follows the discriminator. */
  readonly hasSharedAccountsId: boolean;
  /** Side of the route plan, whose length varies, on which the amounts stand. */
  readonly amounts: 'before-plan' | 'after-plan';
  /** Fixed accounts in order; the hops' accounts follow. */
  readonly accounts: readonly JupiterAccountName[];
}

/** Instructions this product can read: fixed amount in, minimum out (Jupiter v6 interface). */
export const JUPITER_ROUTE_LAYOUTS: readonly JupiterRouteLayout[] = [
  {
    variant: 'route_v2',
    discriminator: 'bb64facc31c4af14',
    hasSharedAccountsId: false,
    amounts: 'before-plan',
    accounts: [
      'authority',
      'source',
      'destination',
      'sourceMint',
      'destinationMint',
      'sourceTokenProgram',
      'destinationTokenProgram',
      'otherDestination',
      'eventAuthority',
      'program',
    ],
  },
  {
    variant: 'shared_accounts_route_v2',
    discriminator: 'd19853937cfed8e9',
    hasSharedAccountsId: true,
    amounts: 'before-plan',
    accounts: [
      'programAuthority',
      'authority',
      'source',
      'programSource',
      'programDestination',
      'destination',
      'sourceMint',
      'destinationMint',
      'sourceTokenProgram',
      'destinationTokenProgram',
      'eventAuthority',
      'program',
    ],
  },
  {
    variant: 'route',
    discriminator: 'e517cb977ae3ad2a',
    hasSharedAccountsId: false,
    amounts: 'after-plan',
    accounts: [
      'tokenProgram',
      'authority',
      'source',
      'destination',
      'otherDestination',
      'destinationMint',
      'platformFeeAccount',
      'eventAuthority',
      'program',
    ],
  },
  {
    variant: 'shared_accounts_route',
    discriminator: 'c1209b3341d69c81',
    hasSharedAccountsId: true,
    amounts: 'after-plan',
    accounts: [
      'tokenProgram',
      'programAuthority',
      'authority',
      'source',
      'programSource',
      'programDestination',
      'destination',
      'sourceMint',
      'destinationMint',
      'platformFeeAccount',
      'token2022Program',
      'eventAuthority',
      'program',
    ],
  },
];

/** An instruction that is known and never traded through. */
export interface JupiterRefusedInstruction {
  /** Name in the Jupiter v6 interface. */
  readonly variant: string;
  /** First eight bytes of the data, as hexadecimal text. */
  readonly discriminator: string;
  readonly reason: string;
}

const EXACT_OUT = 'it fixes the amount out and leaves the amount in open';
const TOKEN_LEDGER = 'it names no amount in and takes what a ledger account says';

/** Swap instructions refused by name, so that the reason tells more than "unknown". */
export const JUPITER_REFUSED_INSTRUCTIONS: readonly JupiterRefusedInstruction[] = [
  { variant: 'exact_out_route', discriminator: 'd033ef977b2bed5c', reason: EXACT_OUT },
  { variant: 'exact_out_route_v2', discriminator: '9d8ab85215f4f324', reason: EXACT_OUT },
  {
    variant: 'shared_accounts_exact_out_route',
    discriminator: 'b0d169a89a7d453e',
    reason: EXACT_OUT,
  },
  {
    variant: 'shared_accounts_exact_out_route_v2',
    discriminator: '3560e5cad8bbfa18',
    reason: EXACT_OUT,
  },
  { variant: 'route_with_token_ledger', discriminator: '96564774a75d0e68', reason: TOKEN_LEDGER },
  {
    variant: 'shared_accounts_route_with_token_ledger',
    discriminator: 'e6798f50779f6aaa',
    reason: TOKEN_LEDGER,
  },
];
