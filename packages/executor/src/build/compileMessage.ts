import {
  compileTransactionMessage,
  type TransactionMessage,
  type TransactionMessageWithBlockhashLifetime,
  type TransactionMessageWithFeePayer,
} from '@solana/kit';

import type { CompiledMessage } from './writeMessage.ts';

/** A message of version 0 that has all it needs to be compiled. */
export type CompilableMessage = Extract<TransactionMessage, { readonly version: 0 }> &
  TransactionMessageWithBlockhashLifetime &
  TransactionMessageWithFeePayer;

/** What compiling works out: places of accounts, which no amount and no blockhash changes. */
type Layout = Pick<
  CompiledMessage,
  'addressTableLookups' | 'header' | 'instructions' | 'staticAccounts' | 'version'
>;

const layouts = new Map<string, Layout>();
const LAYOUTS_MAX = 256;

/**
 * Compiles a message. The chain library spends most of that on a collator of texts that it makes
 * anew every time, to sort the accounts. Trades of the same accounts in the same roles come again,
 * so it is asked once for each such layout; data and blockhash are put in afterwards.
 */
export function compileMessage(message: CompilableMessage): CompiledMessage {
  const name = layoutName(message);
  const layout = layouts.get(name) ?? rememberLayout(name, message);
  const instructions = message.instructions.map(({ data }, index) => {
    const { programAddressIndex, accountIndices } = placesOf(layout, index);
    return {
      programAddressIndex,
      ...(accountIndices && { accountIndices }),
      ...(data && { data }),
    };
  });
  return { ...layout, instructions, lifetimeToken: message.lifetimeConstraint.blockhash };
}

function rememberLayout(name: string, message: CompilableMessage): Layout {
  const compiled: Layout = compileTransactionMessage(message);
  if (layouts.size >= LAYOUTS_MAX) layouts.clear();
  layouts.set(name, compiled);
  return compiled;
}

function placesOf({ instructions }: Layout, index: number): Layout['instructions'][number] {
  const places = instructions[index];
  if (places === undefined) throw new RangeError(`the layout has no instruction ${index}`);
  return places;
}

/** All that a layout depends on. As JSON, for no text from outside can look like two of its parts. */
function layoutName({ feePayer, instructions }: CompilableMessage): string {
  const named = instructions.map(({ programAddress, accounts }) => [
    programAddress,
    accounts?.map((account) =>
      'lookupTableAddress' in account
        ? [account.address, account.role, account.lookupTableAddress, account.addressIndex]
        : [account.address, account.role],
    ),
  ]);
  return JSON.stringify([feePayer.address, named]);
}
