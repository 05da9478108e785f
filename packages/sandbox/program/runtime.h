/*
 * What the sandbox's programs share: the runtime's C interface and the few helpers that it takes.
 * See amm.c for why there is no library and no read-only data.
 */

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

typedef u8 boolean;

#define INLINE static inline __attribute__((always_inline))
#define KEEP_LOOP _Pragma("clang loop unroll(disable)")

enum {
  ADDRESS_LENGTH = 32,
  /* Each serialized account is followed by room to grow, which the program skips. */
  ACCOUNT_GROWTH_ROOM = 10240,
  NOT_A_DUPLICATE = 0xff,
};

/* The next five structures are the runtime's C interface: their layout is not ours to choose. */
struct account_info {
  u8 *address;
  u64 *lamports;
  u64 data_length;
  u8 *data;
  u8 *owner;
  u64 rent_epoch;
  boolean is_signer;
  boolean is_writable;
  boolean is_executable;
};

struct account_meta {
  u8 *address;
  boolean is_writable;
  boolean is_signer;
};

struct instruction {
  u8 *program_address;
  struct account_meta *accounts;
  u64 accounts_length;
  u8 *data;
  u64 data_length;
};

struct seed {
  const u8 *bytes;
  u64 length;
};

struct signer_seeds {
  const struct seed *seeds;
  u64 length;
};

extern u64 sol_invoke_signed_c(const struct instruction *instruction,
                               const struct account_info *accounts, u64 accounts_length,
                               const struct signer_seeds *signers, u64 signers_length);

INLINE u64 read_u64(const u8 *bytes) {
  u64 value = 0;
  KEEP_LOOP
  for (int index = 7; index >= 0; index--) value = (value << 8) | bytes[index];
  return value;
}

INLINE void write_u64(u8 *bytes, u64 value) {
  KEEP_LOOP
  for (int index = 0; index < 8; index++) bytes[index] = (u8)(value >> (8 * index));
}

INLINE boolean address_is(const u8 *address, u64 first, u64 second, u64 third, u64 fourth) {
  const u64 *words = (const u64 *)address;
  return words[0] == first && words[1] == second && words[2] == third && words[3] == fourth;
}

INLINE boolean addresses_equal(const u8 *left, const u8 *right) {
  const u64 *words = (const u64 *)right;
  return address_is(left, words[0], words[1], words[2], words[3]);
}
