import type { RpcEndpoint } from '../config/executionAdapterConfig.ts';

/** Scheme and host of a URL. Path and query may hold an API key and are left out. */
export function endpointLabel(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? 'endpoint with a malformed URL' : `${parsed.protocol}//${parsed.host}`;
}

/** Who runs a node: as configured, else the host of its URL. */
export function endpointOperator(endpoint: RpcEndpoint): string {
  return endpoint.operator ?? URL.parse(endpoint.url)?.hostname ?? endpoint.url;
}
