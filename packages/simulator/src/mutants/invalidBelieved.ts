import { replaceRules } from './decorateNodes.ts';
import type { Mutant, MutantContext } from './mutant.ts';

/** Milliseconds after a bundle was sent until its status is asked for. */
const PATIENCE_MS = 3_000;
const TIMEOUT_MS = 3_000;

/** Takes the block engine's word for it that a bundle, and so its transaction, is gone. */
export const invalidBelieved: Mutant = {
  name: 'jito-invalid-believed',
  breaks: 'A bundle whose status is Invalid counts as a transaction that is dead.',
  breakSeams: (seams, context) => {
    const gone = new Set<string>();
    watchBundles(context, (wire) => gone.add(wire));
    return replaceRules(seams, {
      isPastLife: ({ slot }) => slot !== undefined,
      testify: ({ label, operator }, { attempt }) =>
        gone.has(attempt.wireBase64 ?? '')
          ? { label, operator, finalizedHeight: '0', statusSlot: '0', firstAvailableSlot: '0' }
          : undefined,
    });
  },
};

/** Asks about every bundle some time after it was sent, and tells which are called invalid. */
function watchBundles({ platform }: MutantContext, invalid: (wire: string) => void): void {
  const http = platform.http.bind(platform);
  const look = async (url: string, bundleId: string, wire: string): Promise<void> => {
    await platform.delay(PATIENCE_MS);
    const method = 'getInflightBundleStatuses';
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [[bundleId]] });
    const address = url.replace(/bundles$/u, method);
    const answer = await http({ method: 'POST', url: address, body, timeoutMs: TIMEOUT_MS });
    if (answer.body.includes('"Invalid"')) invalid(wire);
  };
  platform.http = async (request) => {
    const answer = await http(request);
    const sent = /"sendBundle","params":\[\["([^"]+)"/u.exec(request.body ?? '')?.[1];
    const bundleId = /"result":"([^"]+)"/u.exec(answer.body)?.[1];
    if (sent !== undefined && bundleId !== undefined) {
      look(request.url, bundleId, sent).catch(() => undefined);
    }
    return answer;
  };
}
