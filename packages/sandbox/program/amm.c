/*
 * The sandbox's swap program: one constant-product pool per pair of mints, exact amount in, 30
 * basis points of fee that stay in the pool. It trades SPL Token and Token-2022 mints against each
 * other and keeps no account of its own: a pool is the program address derived from its two mints,
 * and its vaults are that address's associated token accounts.
 *
 * Instruction data, 20 bytes, little endian:
 *   0      tag, 1 = swap with an exact amount in
 *   1..8   amount in, base units of the source mint
 *   9..16  minimum out, base units of the destination mint
 *   17     bump of the pool, 18 bump of the source vault, 19 bump of the destination vault
 *
 * Accounts, in order (W writable, S signer):
 *   0 authority S, 1 source W, 2 destination W, 3 source mint, 4 destination mint, 5 pool,
 *   6 source vault W, 7 destination vault W, 8 source token program, 9 destination token program
 *
 * The caller names the bumps because searching for them costs compute units. Another bump than the
 * canonical one leads to another pool with vaults of its own, never into the real pool's vaults.
 *
 * The code is written for a small linker (linkProgram.ts): one inlined entry point, no read-only
 * data and no library. The compiler grants this target 512 bytes of stack, so the work space lives
 * on the heap that the runtime maps, zeroed, at a fixed address.
 */

#include "runtime.h"

/* Constant addresses are four numbers each, since this program may carry no read-only data. */
/* TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA */
#define SPL_TOKEN_0 0x93a165d7e1f6dd06ULL
#define SPL_TOKEN_1 0xac79ebce46e1cbd9ULL
#define SPL_TOKEN_2 0x91375b5fed85b41cULL
#define SPL_TOKEN_3 0xa900ff7e85f58c3aULL
/* TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb */
#define TOKEN_2022_0 0xde8f75eee1f6dd06ULL
#define TOKEN_2022_1 0xdacd6ce4bc5d4218ULL
#define TOKEN_2022_2 0x270db9834dfc1ab6ULL
#define TOKEN_2022_3 0xfc8ba1d828f9bdfeULL
/* ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL */
#define ASSOCIATED_TOKEN_0 0xf189244e8f25978cULL
#define ASSOCIATED_TOKEN_1 0x830d8e1429103dbbULL
#define ASSOCIATED_TOKEN_2 0x8410ffda99135a0bULL
#define ASSOCIATED_TOKEN_3 0x59f8e9dbd87b8e04ULL

/* Custom program errors; the README of the package lists them for readers of failed swaps. */
enum {
  ERROR_INSTRUCTION_DATA_INVALID = 6000,
  ERROR_SLIPPAGE_EXCEEDED = 6001,
  ERROR_ACCOUNTS_MISSING = 6002,
  ERROR_AUTHORITY_NOT_SIGNER = 6003,
  ERROR_TOKEN_PROGRAM_NOT_ALLOWED = 6004,
  ERROR_MINT_MISMATCH = 6005,
  ERROR_POOL_MISMATCH = 6006,
  ERROR_VAULT_MISMATCH = 6007,
  ERROR_AMOUNT_TOO_SMALL = 6008,
  ERROR_POOL_EMPTY = 6009,
};

enum {
  TAG_SWAP_EXACT_IN = 1,
  INSTRUCTION_DATA_LENGTH = 20,
};

enum {
  TOKEN_TRANSFER_CHECKED = 12,
  TOKEN_TRANSFER_CHECKED_LENGTH = 10,
  TOKEN_ACCOUNT_MINT = 0,
  TOKEN_ACCOUNT_OWNER = 32,
  TOKEN_ACCOUNT_AMOUNT = 64,
  /* Token-2022 accounts with extensions are longer, their first 165 bytes mean the same. */
  TOKEN_ACCOUNT_LENGTH_MIN = 165,
  MINT_DECIMALS = 44,
  MINT_LENGTH_MIN = 82,
};

enum { FEE_KEPT_NUMERATOR = 9970, FEE_KEPT_DENOMINATOR = 10000 };

enum {
  AUTHORITY,
  SOURCE,
  DESTINATION,
  SOURCE_MINT,
  DESTINATION_MINT,
  POOL,
  SOURCE_VAULT,
  DESTINATION_VAULT,
  SOURCE_TOKEN_PROGRAM,
  DESTINATION_TOKEN_PROGRAM,
  ACCOUNT_COUNT,
};

extern u64 sol_create_program_address(const struct seed *seeds, u64 seeds_length,
                                      const u8 *program_address, u8 *result);

struct swap_arguments {
  u64 amount_in;
  u64 minimum_out;
  u8 *pool_bump;
  u8 *source_vault_bump;
  u8 *destination_vault_bump;
  u8 *program_address;
};

enum { TRANSFER_FROM, TRANSFER_MINT, TRANSFER_TO, TRANSFER_AUTHORITY, TRANSFER_METAS };
enum { TRANSFER_PROGRAM = TRANSFER_METAS, TRANSFER_ACCOUNTS };
enum { POOL_SEEDS = 4, VAULT_SEEDS = 4 };

struct workspace {
  struct account_info accounts[ACCOUNT_COUNT];
  struct swap_arguments arguments;
  struct seed pool_seeds[POOL_SEEDS];
  struct signer_seeds pool_signer;
  struct seed vault_seeds[VAULT_SEEDS];
  struct account_info transfer_accounts[TRANSFER_ACCOUNTS];
  struct account_meta transfer_metas[TRANSFER_METAS];
  struct instruction transfer;
  u8 transfer_data[TOKEN_TRANSFER_CHECKED_LENGTH];
  u8 pool_prefix[4];
  u64 associated_token_program[4];
  u8 derived_address[ADDRESS_LENGTH];
};

#define WORKSPACE ((struct workspace *)0x300000000ULL)

/* Byte order, which is how clients sort the two mints of a pool. */
INLINE boolean comes_first(const u8 *left, const u8 *right) {
  KEEP_LOOP
  for (int index = 0; index < ADDRESS_LENGTH; index++) {
    if (left[index] != right[index]) return left[index] < right[index];
  }
  return 0;
}

INLINE boolean is_spl_token(const u8 *address) {
  return address_is(address, SPL_TOKEN_0, SPL_TOKEN_1, SPL_TOKEN_2, SPL_TOKEN_3);
}

INLINE boolean is_token_2022(const u8 *address) {
  return address_is(address, TOKEN_2022_0, TOKEN_2022_1, TOKEN_2022_2, TOKEN_2022_3);
}

/* floor(left * right / divisor) through a 128-bit product; the quotient must fit in 64 bits. */
INLINE u64 multiply_divide(u64 left, u64 right, u64 divisor) {
  u64 left_low = left & 0xffffffff, left_high = left >> 32;
  u64 right_low = right & 0xffffffff, right_high = right >> 32;
  u64 low_low = left_low * right_low, low_high = left_low * right_high;
  u64 high_low = left_high * right_low, high_high = left_high * right_high;
  u64 middle = (low_low >> 32) + (low_high & 0xffffffff) + (high_low & 0xffffffff);
  u64 product_low = (low_low & 0xffffffff) | (middle << 32);
  u64 product_high = high_high + (low_high >> 32) + (high_low >> 32) + (middle >> 32);

  u64 remainder = product_high % divisor;
  u64 quotient = 0;
  KEEP_LOOP
  for (int bit = 0; bit < 64; bit++) {
    u64 overflow = remainder >> 63;
    remainder = (remainder << 1) | (product_low >> 63);
    product_low <<= 1;
    quotient <<= 1;
    if (overflow || remainder >= divisor) {
      remainder -= divisor;
      quotient |= 1;
    }
  }
  return quotient;
}

/* Reads the runtime's input: accounts, instruction data, address of this program. */
INLINE u64 read_input(u8 *input) {
  struct workspace *work = WORKSPACE;
  if (read_u64(input) != ACCOUNT_COUNT) return ERROR_ACCOUNTS_MISSING;
  u8 *cursor = input + 8;

  KEEP_LOOP
  for (u64 index = 0; index < ACCOUNT_COUNT; index++) {
    struct account_info *account = &work->accounts[index];
    /* An account named twice is written once; its second place holds the first one's number. */
    if (cursor[0] != NOT_A_DUPLICATE) {
      *account = work->accounts[cursor[0]];
      cursor += 8;
      continue;
    }
    account->is_signer = cursor[1];
    account->is_writable = cursor[2];
    account->is_executable = cursor[3];
    cursor += 8;
    account->address = cursor;
    cursor += ADDRESS_LENGTH;
    account->owner = cursor;
    cursor += ADDRESS_LENGTH;
    account->lamports = (u64 *)cursor;
    cursor += 8;
    account->data_length = read_u64(cursor);
    cursor += 8;
    account->data = cursor;
    cursor += account->data_length + ACCOUNT_GROWTH_ROOM;
    cursor = (u8 *)(((u64)cursor + 7) & ~7ULL);
    account->rent_epoch = read_u64(cursor);
    cursor += 8;
  }

  u64 data_length = read_u64(cursor);
  u8 *data = cursor + 8;
  if (data_length != INSTRUCTION_DATA_LENGTH) return ERROR_INSTRUCTION_DATA_INVALID;
  if (data[0] != TAG_SWAP_EXACT_IN) return ERROR_INSTRUCTION_DATA_INVALID;
  work->arguments.amount_in = read_u64(data + 1);
  work->arguments.minimum_out = read_u64(data + 9);
  work->arguments.pool_bump = data + 17;
  work->arguments.source_vault_bump = data + 18;
  work->arguments.destination_vault_bump = data + 19;
  work->arguments.program_address = data + data_length;
  return 0;
}

INLINE boolean is_token_program(const struct account_info *account) {
  return is_spl_token(account->address) || is_token_2022(account->address);
}

INLINE boolean is_owned_by(const struct account_info *account, const struct account_info *owner) {
  return addresses_equal(account->owner, owner->address);
}

INLINE boolean is_mint_of(const struct account_info *mint, const struct account_info *program) {
  return is_owned_by(mint, program) && mint->data_length >= MINT_LENGTH_MIN;
}

INLINE boolean is_token_account_of(const struct account_info *account,
                                   const struct account_info *mint) {
  return account->data_length >= TOKEN_ACCOUNT_LENGTH_MIN &&
         addresses_equal(account->data + TOKEN_ACCOUNT_MINT, mint->address);
}

/* The pool's address follows from its two mints in byte order, whichever way the swap goes. */
INLINE boolean is_pool_derived(void) {
  struct workspace *work = WORKSPACE;
  u8 *source_mint = work->accounts[SOURCE_MINT].address;
  u8 *destination_mint = work->accounts[DESTINATION_MINT].address;
  boolean source_first = comes_first(source_mint, destination_mint);

  work->pool_prefix[0] = 'p';
  work->pool_prefix[1] = 'o';
  work->pool_prefix[2] = 'o';
  work->pool_prefix[3] = 'l';
  work->pool_seeds[0].bytes = work->pool_prefix;
  work->pool_seeds[0].length = 4;
  work->pool_seeds[1].bytes = source_first ? source_mint : destination_mint;
  work->pool_seeds[1].length = ADDRESS_LENGTH;
  work->pool_seeds[2].bytes = source_first ? destination_mint : source_mint;
  work->pool_seeds[2].length = ADDRESS_LENGTH;
  work->pool_seeds[3].bytes = work->arguments.pool_bump;
  work->pool_seeds[3].length = 1;
  work->pool_signer.seeds = work->pool_seeds;
  work->pool_signer.length = POOL_SEEDS;

  if (sol_create_program_address(work->pool_seeds, POOL_SEEDS, work->arguments.program_address,
                                 work->derived_address))
    return 0;
  return addresses_equal(work->derived_address, work->accounts[POOL].address);
}

struct vault {
  int account;
  int mint;
  int token_program;
  u8 *bump;
};

/*
 * A vault is the pool's associated token account and nothing else. Ownership alone would not do:
 * anybody may open a second, nearly empty token account for the pool and set his own price.
 */
INLINE boolean is_vault_derived(struct vault vault) {
  struct workspace *work = WORKSPACE;
  const struct account_info *account = &work->accounts[vault.account];
  const struct account_info *mint = &work->accounts[vault.mint];
  const struct account_info *token_program = &work->accounts[vault.token_program];

  if (!is_owned_by(account, token_program) || !is_token_account_of(account, mint)) return 0;
  if (!addresses_equal(account->data + TOKEN_ACCOUNT_OWNER, work->accounts[POOL].address)) return 0;

  work->vault_seeds[0].bytes = work->accounts[POOL].address;
  work->vault_seeds[0].length = ADDRESS_LENGTH;
  work->vault_seeds[1].bytes = token_program->address;
  work->vault_seeds[1].length = ADDRESS_LENGTH;
  work->vault_seeds[2].bytes = mint->address;
  work->vault_seeds[2].length = ADDRESS_LENGTH;
  work->vault_seeds[3].bytes = vault.bump;
  work->vault_seeds[3].length = 1;
  work->associated_token_program[0] = ASSOCIATED_TOKEN_0;
  work->associated_token_program[1] = ASSOCIATED_TOKEN_1;
  work->associated_token_program[2] = ASSOCIATED_TOKEN_2;
  work->associated_token_program[3] = ASSOCIATED_TOKEN_3;

  if (sol_create_program_address(work->vault_seeds, VAULT_SEEDS,
                                 (const u8 *)work->associated_token_program,
                                 work->derived_address))
    return 0;
  return addresses_equal(work->derived_address, account->address);
}

INLINE u64 check_accounts(void) {
  struct workspace *work = WORKSPACE;
  const struct account_info *accounts = work->accounts;

  if (!accounts[AUTHORITY].is_signer) return ERROR_AUTHORITY_NOT_SIGNER;
  if (!is_token_program(&accounts[SOURCE_TOKEN_PROGRAM])) return ERROR_TOKEN_PROGRAM_NOT_ALLOWED;
  if (!is_token_program(&accounts[DESTINATION_TOKEN_PROGRAM]))
    return ERROR_TOKEN_PROGRAM_NOT_ALLOWED;
  if (!is_mint_of(&accounts[SOURCE_MINT], &accounts[SOURCE_TOKEN_PROGRAM]) ||
      !is_mint_of(&accounts[DESTINATION_MINT], &accounts[DESTINATION_TOKEN_PROGRAM]) ||
      !is_token_account_of(&accounts[SOURCE], &accounts[SOURCE_MINT]) ||
      !is_token_account_of(&accounts[DESTINATION], &accounts[DESTINATION_MINT]) ||
      addresses_equal(accounts[SOURCE_MINT].address, accounts[DESTINATION_MINT].address))
    return ERROR_MINT_MISMATCH;
  if (!is_pool_derived()) return ERROR_POOL_MISMATCH;

  struct vault source_vault = {SOURCE_VAULT, SOURCE_MINT, SOURCE_TOKEN_PROGRAM,
                               work->arguments.source_vault_bump};
  struct vault destination_vault = {DESTINATION_VAULT, DESTINATION_MINT, DESTINATION_TOKEN_PROGRAM,
                                    work->arguments.destination_vault_bump};
  if (!is_vault_derived(source_vault) || !is_vault_derived(destination_vault))
    return ERROR_VAULT_MISMATCH;
  return 0;
}

struct transfer {
  int from;
  int mint;
  int to;
  int authority;
  int token_program;
  u64 amount;
};

/* TransferChecked, so that the token program itself compares the mint and its decimals. */
INLINE u64 transfer_checked(struct transfer transfer, u64 signers_length) {
  struct workspace *work = WORKSPACE;
  struct account_info *accounts = work->accounts;

  work->transfer_accounts[TRANSFER_FROM] = accounts[transfer.from];
  work->transfer_accounts[TRANSFER_MINT] = accounts[transfer.mint];
  work->transfer_accounts[TRANSFER_TO] = accounts[transfer.to];
  work->transfer_accounts[TRANSFER_AUTHORITY] = accounts[transfer.authority];
  work->transfer_accounts[TRANSFER_PROGRAM] = accounts[transfer.token_program];
  KEEP_LOOP
  for (int index = 0; index < TRANSFER_METAS; index++) {
    work->transfer_metas[index].address = work->transfer_accounts[index].address;
    work->transfer_metas[index].is_writable = index == TRANSFER_FROM || index == TRANSFER_TO;
    work->transfer_metas[index].is_signer = index == TRANSFER_AUTHORITY;
  }
  work->transfer_data[0] = TOKEN_TRANSFER_CHECKED;
  write_u64(work->transfer_data + 1, transfer.amount);
  work->transfer_data[9] = accounts[transfer.mint].data[MINT_DECIMALS];

  work->transfer.program_address = accounts[transfer.token_program].address;
  work->transfer.accounts = work->transfer_metas;
  work->transfer.accounts_length = TRANSFER_METAS;
  work->transfer.data = work->transfer_data;
  work->transfer.data_length = TOKEN_TRANSFER_CHECKED_LENGTH;
  return sol_invoke_signed_c(&work->transfer, work->transfer_accounts, TRANSFER_ACCOUNTS,
                             &work->pool_signer, signers_length);
}

INLINE u64 token_balance(int account) {
  return read_u64(WORKSPACE->accounts[account].data + TOKEN_ACCOUNT_AMOUNT);
}

/* What arrives is measured, not assumed: a mint may take a fee out of every transfer. */
INLINE u64 swap_exact_in(void) {
  struct workspace *work = WORKSPACE;
  u64 reserve_in = token_balance(SOURCE_VAULT);
  u64 reserve_out = token_balance(DESTINATION_VAULT);
  u64 destination_before = token_balance(DESTINATION);
  if (reserve_in == 0 || reserve_out == 0) return ERROR_POOL_EMPTY;

  struct transfer pay_in = {SOURCE,    SOURCE_MINT,          SOURCE_VAULT,
                            AUTHORITY, SOURCE_TOKEN_PROGRAM, work->arguments.amount_in};
  u64 error = transfer_checked(pay_in, 0);
  if (error) return error;

  u64 received = token_balance(SOURCE_VAULT) - reserve_in;
  u64 received_net = multiply_divide(received, FEE_KEPT_NUMERATOR, FEE_KEPT_DENOMINATOR);
  if (received_net == 0) return ERROR_AMOUNT_TOO_SMALL;
  u64 amount_out = multiply_divide(reserve_out, received_net, reserve_in + received_net);
  if (amount_out == 0) return ERROR_AMOUNT_TOO_SMALL;

  struct transfer pay_out = {DESTINATION_VAULT, DESTINATION_MINT,          DESTINATION,
                             POOL,              DESTINATION_TOKEN_PROGRAM, amount_out};
  error = transfer_checked(pay_out, 1);
  if (error) return error;
  if (token_balance(DESTINATION) - destination_before < work->arguments.minimum_out)
    return ERROR_SLIPPAGE_EXCEEDED;
  return 0;
}

u64 entrypoint(u8 *input) {
  u64 error = read_input(input);
  if (error) return error;
  error = check_accounts();
  if (error) return error;
  return swap_exact_in();
}
