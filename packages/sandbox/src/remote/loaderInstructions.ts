import { AccountRole, address, type Address, type Instruction } from '@solana/kit';

/** Loader of programs that can be deployed and closed (Solana, upgradeable BPF loader v3). */
export const LOADER_ADDRESS: Address = address('BPFLoaderUpgradeab1e11111111111111111111111');

/** Bytes of an account of the loader before what it holds (`UpgradeableLoaderState`). */
export const BUFFER_HEADER_BYTES = 37;
export const PROGRAM_BYTES = 36;

const RENT_SYSVAR = address('SysvarRent111111111111111111111111111111111');
const CLOCK_SYSVAR = address('SysvarC1ock11111111111111111111111111111111');
const SYSTEM_PROGRAM = address('11111111111111111111111111111111');

/** Numbers of the loader's instructions. */
const INSTRUCTION = { initializeBuffer: 0, write: 1, deploy: 2, close: 5 } as const;

/** Makes an account a buffer that its authority writes to. */
export function initializeBufferInstruction(buffer: Address, authority: Address): Instruction {
  return {
    programAddress: LOADER_ADDRESS,
    accounts: [
      { address: buffer, role: AccountRole.WRITABLE },
      { address: authority, role: AccountRole.READONLY },
    ],
    data: bytesOf([u32(INSTRUCTION.initializeBuffer)]),
  };
}

/** Writes bytes of a program into a buffer. */
export function writeBufferInstruction(order: {
  readonly buffer: Address;
  readonly authority: Address;
  readonly offset: number;
  readonly bytes: Uint8Array;
}): Instruction {
  const { buffer, authority, offset, bytes } = order;
  return {
    programAddress: LOADER_ADDRESS,
    accounts: [
      { address: buffer, role: AccountRole.WRITABLE },
      { address: authority, role: AccountRole.READONLY_SIGNER },
    ],
    data: bytesOf([u32(INSTRUCTION.write), u32(offset), u64(BigInt(bytes.length)), bytes]),
  };
}

/** Makes a program of a filled buffer. */
export function deployInstruction(order: {
  readonly payer: Address;
  readonly programData: Address;
  readonly program: Address;
  readonly buffer: Address;
  readonly bytesMax: number;
}): Instruction {
  const { payer, programData, program, buffer, bytesMax } = order;
  return {
    programAddress: LOADER_ADDRESS,
    accounts: [
      { address: payer, role: AccountRole.WRITABLE_SIGNER },
      { address: programData, role: AccountRole.WRITABLE },
      { address: program, role: AccountRole.WRITABLE },
      { address: buffer, role: AccountRole.WRITABLE },
      { address: RENT_SYSVAR, role: AccountRole.READONLY },
      { address: CLOCK_SYSVAR, role: AccountRole.READONLY },
      { address: SYSTEM_PROGRAM, role: AccountRole.READONLY },
      { address: payer, role: AccountRole.READONLY_SIGNER },
    ],
    data: bytesOf([u32(INSTRUCTION.deploy), u64(BigInt(bytesMax))]),
  };
}

/** Closes a program for ever and gives its rent back to the authority. */
export function closeProgramInstruction(order: {
  readonly programData: Address;
  readonly program: Address;
  readonly authority: Address;
}): Instruction {
  const { programData, program, authority } = order;
  return {
    programAddress: LOADER_ADDRESS,
    accounts: [
      { address: programData, role: AccountRole.WRITABLE },
      { address: authority, role: AccountRole.WRITABLE },
      { address: authority, role: AccountRole.READONLY_SIGNER },
      { address: program, role: AccountRole.WRITABLE },
    ],
    data: bytesOf([u32(INSTRUCTION.close)]),
  };
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

function bytesOf(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
