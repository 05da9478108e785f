import { readFile } from 'node:fs/promises';

import {
  createSolanaRpc,
  generateKeyPairSigner,
  getAddressEncoder,
  getProgramDerivedAddress,
  type Address,
} from '@solana/kit';
import { getCreateAccountInstruction } from '@solana-program/system';

import type { SetupContext } from '../setup/openPool.ts';
import { sendInstructions } from '../setup/sendInstructions.ts';
import { waitUntil } from '../waitUntil.ts';
import {
  BUFFER_HEADER_BYTES,
  closeProgramInstruction,
  deployInstruction,
  initializeBufferInstruction,
  LOADER_ADDRESS,
  PROGRAM_BYTES,
  writeBufferInstruction,
} from './loaderInstructions.ts';

/** A program that was deployed, and what takes it away again. */
export interface DeployedProgram {
  readonly address: Address;
  /** Closes it for ever; most of what its deployment cost comes back. */
  close(): Promise<void>;
}

/** What fits into a transaction beside its signatures and accounts. */
const CHUNK_BYTES = 900;
/** A program runs from the slot after the one it was deployed in. */
const VISIBLE_TIMEOUT_MS = 60_000;

/** Deploys a program by the chain's own loader, as anybody may who pays for it. */
export async function deployProgram(context: SetupContext, path: string): Promise<DeployedProgram> {
  const { payer, rpcUrl } = context;
  const code = new Uint8Array(await readFile(path));
  const rpc = createSolanaRpc(rpcUrl);
  const buffer = await generateKeyPairSigner();
  const program = await generateKeyPairSigner();
  const account = async (newAccount: typeof buffer, bytes: number) =>
    getCreateAccountInstruction({
      payer,
      newAccount,
      lamports: await rpc.getMinimumBalanceForRentExemption(BigInt(bytes)).send(),
      space: BigInt(bytes),
      programAddress: LOADER_ADDRESS,
    });
  await sendInstructions(context, [
    await account(buffer, BUFFER_HEADER_BYTES + code.length),
    initializeBufferInstruction(buffer.address, payer.address),
  ]);
  for (let offset = 0; offset < code.length; offset += CHUNK_BYTES) {
    const bytes = code.subarray(offset, offset + CHUNK_BYTES);
    const write = { buffer: buffer.address, authority: payer.address, offset, bytes };
    await sendInstructions(context, [writeBufferInstruction(write)]);
  }
  const programData = await programDataOf(program.address);
  await sendInstructions(context, [
    await account(program, PROGRAM_BYTES),
    deployInstruction({
      payer: payer.address,
      programData,
      program: program.address,
      buffer: buffer.address,
      bytesMax: code.length,
    }),
  ]);
  const deployedAt = await rpc.getSlot({ commitment: 'confirmed' }).send();
  await waitUntil(
    async () => (await rpc.getSlot({ commitment: 'confirmed' }).send()) > deployedAt,
    {
      timeoutMs: VISIBLE_TIMEOUT_MS,
      description: `program ${program.address} to run`,
    },
  );
  const order = { programData, program: program.address, authority: payer.address };
  return {
    address: program.address,
    close: async () => {
      await sendInstructions(context, [closeProgramInstruction(order)]);
    },
  };
}

async function programDataOf(program: Address): Promise<Address> {
  const [programData] = await getProgramDerivedAddress({
    programAddress: LOADER_ADDRESS,
    seeds: [getAddressEncoder().encode(program)],
  });
  return programData;
}
