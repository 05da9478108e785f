import {
  amountFault,
  BPS_PER_WHOLE,
  divFloor,
  fault,
  isFault,
  readAmount,
  SOL_DECIMALS,
  type AnyExecutionRequest,
  type Fault,
} from '@quantbot/core';

import type { WalletFacts } from '../facts/walletView.ts';

/**
 * Base units of the input that a request asks for, when they follow from the request alone: then
 * the venue can be asked while the chain is still being read.
 */
export function amountFromRequest(request: AnyExecutionRequest): bigint | undefined {
  if (request.amountBaseUnits !== undefined) return BigInt(request.amountBaseUnits);
  if (request.side !== 'buy' || request.amount === undefined) return undefined;
  const reading = readAmount(request.amount, SOL_DECIMALS);
  return reading.ok ? reading.units : undefined;
}

/**
 * Base units of the input, resolved against what the wallet holds.
 *
 * @param frozen - What an earlier attempt of the trade resolved it to; then it is that.
 */
export function resolveAmount(
  request: AnyExecutionRequest,
  facts: WalletFacts,
  frozen?: bigint,
): bigint | Fault {
  const known = frozen ?? amountFromRequest(request);
  if (request.side === 'buy') return known ?? unreadableAmount(request, SOL_DECIMALS);
  const wanted = known ?? amountFromHolding(request, facts);
  if (isFault(wanted)) return wanted;
  const { sellableUnits: held } = facts;
  return wanted <= held
    ? wanted
    : fault('WALLET__TOKEN_BELOW_REQUIRED', {
        wallet: facts.wallet,
        mint: facts.mint.mint,
        held,
        required: wanted,
      });
}

function amountFromHolding(request: AnyExecutionRequest, facts: WalletFacts): bigint | Fault {
  const { mint, sellableUnits } = facts;
  if (request.sellPortionBps !== undefined) {
    const { sellPortionBps } = request;
    const units = divFloor(sellableUnits * BigInt(sellPortionBps), BPS_PER_WHOLE);
    return units > 0n
      ? units
      : fault('VALIDATE__PORTION_TOO_SMALL', {
          mint: mint.mint,
          held: sellableUnits,
          sellPortionBps,
        });
  }
  if (mint.amountExtension !== undefined) {
    const extension = mint.amountExtension;
    return fault('MINT__EXTENSION_NOT_SUPPORTED', { mint: mint.mint, extension });
  }
  const reading = readAmount(request.amount ?? Number.NaN, mint.decimals);
  return reading.ok ? reading.units : unreadableAmount(request, mint.decimals);
}

function unreadableAmount(request: AnyExecutionRequest, decimals: number): Fault {
  const amount = request.amount ?? Number.NaN;
  return (
    amountFault(readAmount(amount, decimals), amount, decimals) ??
    fault('VALIDATE__AMOUNT_NOT_FINITE', { amount: String(amount) })
  );
}
