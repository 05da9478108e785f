/** A trade as the server lists it. */
export interface ServedTrade {
  readonly key: string;
  readonly status: string;
}

/** Who asks. */
export interface ServerAccess {
  readonly url: string;
  readonly token: string;
}

interface Page {
  readonly trades: readonly ServedTrade[];
  readonly nextCursor?: string;
}

const PAGE_TRADES = 200;

/** Every trade that the server knows, by its list. @param status - Only those in this state. */
export async function readServedTrades(
  access: ServerAccess,
  status?: 'open',
): Promise<readonly ServedTrade[]> {
  const trades: ServedTrade[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(access, { status, cursor });
    trades.push(...page.trades);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return trades;
}

async function readPage(
  { url, token }: ServerAccess,
  {
    status,
    cursor,
  }: { readonly status?: string | undefined; readonly cursor?: string | undefined },
): Promise<Page> {
  const query = new URLSearchParams({ limit: String(PAGE_TRADES) });
  if (status !== undefined) query.set('status', status);
  if (cursor !== undefined) query.set('cursor', cursor);
  const answer = await fetch(`${url}/v1/executions?${query.toString()}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!answer.ok) throw new Error(`The list of trades was answered with ${answer.status}.`);
  return (await answer.json()) as Page;
}
