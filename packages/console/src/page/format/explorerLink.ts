const EXPLORER = 'https://explorer.solana.com';

/**
 * Page of a public explorer about a signature or an address, `undefined` where no public explorer
 * knows the cluster, such as a sandbox.
 */
export function explorerLink(
  kind: 'tx' | 'address',
  name: string,
  cluster: string | undefined,
): string | undefined {
  const query = queryOf(cluster);
  return query === undefined
    ? undefined
    : `${EXPLORER}/${kind}/${encodeURIComponent(name)}${query}`;
}

function queryOf(cluster: string | undefined): string | undefined {
  switch (cluster) {
    case 'mainnet':
    case 'mainnet-beta':
      return '';
    case 'devnet':
    case 'testnet':
      return `?cluster=${cluster}`;
    case undefined:
    default:
      return undefined;
  }
}
