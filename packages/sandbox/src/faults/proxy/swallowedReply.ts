import { computeBundleId } from '../../jito/bundle.ts';
import type { Exchange, Reply } from './exchange.ts';
import { jsonReply, resultBody } from './reply.ts';
import { sentSignatures } from './sentSignatures.ts';

/**
 * Answers a send as if it had been taken, from its bytes alone.
 *
 * @returns `undefined` for what is not a send, or not one that a node could have taken
 */
export function swallowedReply({ target, call }: Exchange): Reply | undefined {
  if (call === undefined) return undefined;
  const signatures = sentSignatures({ target, call });
  const [signature] = signatures;
  if (signature === undefined) return undefined;
  if (call.method === 'sendTransaction') {
    const headers = target === 'blockEngine' ? ['x-bundle-id', computeBundleId(signatures)] : [];
    return jsonReply(resultBody(call, signature), headers);
  }
  return jsonReply(resultBody(call, computeBundleId(signatures)));
}
