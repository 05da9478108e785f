/** An amount of tokens as nodes write it. */
export function uiAmount(units: bigint, decimals: number) {
  const uiAmountNumber = Number(units) / 10 ** decimals;
  return {
    amount: String(units),
    decimals,
    uiAmount: uiAmountNumber,
    uiAmountString: String(uiAmountNumber),
  };
}
