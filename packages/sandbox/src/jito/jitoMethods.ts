import { z } from 'zod';

import type { BlockEngine } from './blockEngine.ts';
import { readBundle, computeBundleId } from './bundle.ts';
import { readBundleStatuses, readInflightBundleStatuses } from './bundleStatuses.ts';
import { decodeTransactions } from './decodeTransactions.ts';
import { JITO_ERROR_CODE, JitoRefusal } from './jitoRefusal.ts';
import { TIP_ACCOUNTS } from './tipAccounts.ts';

/** What a method works with. */
export interface JitoContext {
  readonly rpcUrl: string;
  readonly engine: BlockEngine;
}

/** A method's answer; a transaction's also names the bundle it went as. */
export interface JitoAnswer {
  readonly result: unknown;
  readonly bundleId?: string;
}

const BUNDLE_IDS_MAX = 5;

// Leaving the encoding out means base58, deprecated as that is: clients that forget it must notice.
const encodingOption = z
  .object({ encoding: z.enum(['base58', 'base64']).default('base58') })
  .default({ encoding: 'base58' });
const bundleParameters = z.union([
  z.tuple([z.array(z.string())]),
  z.tuple([z.array(z.string()), encodingOption]),
]);
const transactionParameters = z.union([
  z.tuple([z.string()]),
  z.tuple([z.string(), encodingOption]),
]);
const idsParameters = z.tuple([z.array(z.string())]);

/** Answers one JSON-RPC call. @throws JitoRefusal when the call is refused */
export async function callJitoMethod(
  context: JitoContext,
  call: { readonly method: string; readonly params: unknown; readonly bundleOnly: boolean },
): Promise<JitoAnswer> {
  switch (call.method) {
    case 'sendBundle':
      return sendBundle(context, call.params);
    case 'sendTransaction':
      return sendTransaction(context, call);
    case 'getBundleStatuses':
      return { result: await readBundleStatuses(context, readBundleIds(call.params)) };
    case 'getInflightBundleStatuses':
      return { result: await readInflightBundleStatuses(context, readBundleIds(call.params)) };
    case 'getTipAccounts':
      return { result: TIP_ACCOUNTS };
    default:
      throw new JitoRefusal(`Method not found: ${call.method}`, JITO_ERROR_CODE.methodNotFound);
  }
}

async function sendBundle({ engine }: JitoContext, params: unknown): Promise<JitoAnswer> {
  const [texts, options] = parse(bundleParameters, params);
  const bundle = readBundle(texts, options?.encoding ?? 'base58');
  await engine.accept(bundle);
  return { result: bundle.id };
}

/** Only a transaction that asks to go as a bundle alone has to win an auction by a tip. */
async function sendTransaction(
  { engine }: JitoContext,
  { params, bundleOnly }: { params: unknown; bundleOnly: boolean },
): Promise<JitoAnswer> {
  const [text, options] = parse(transactionParameters, params);
  const encoding = options?.encoding ?? 'base58';
  const transactions = decodeTransactions([text], encoding);
  const signatures = transactions.map(({ signature }) => signature);
  const bundle = bundleOnly
    ? readBundle([text], encoding)
    : { id: computeBundleId(signatures), transactions };
  await engine.accept(bundle);
  return { result: signatures[0], bundleId: bundle.id };
}

function readBundleIds(params: unknown): string[] {
  const [ids] = parse(idsParameters, params);
  if (ids.length > BUNDLE_IDS_MAX) {
    throw new JitoRefusal(`Too many bundle ids: ${ids.length}, at most ${BUNDLE_IDS_MAX}`);
  }
  return ids;
}

function parse<Schema extends z.ZodType>(schema: Schema, params: unknown): z.output<Schema> {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  throw new JitoRefusal(`Invalid params: ${z.prettifyError(parsed.error)}`);
}
