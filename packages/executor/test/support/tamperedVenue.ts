import { once } from 'node:events';
import { createServer } from 'node:http';

/** The parts of a venue's answer that a hostile one would write anew. */
export interface BuildAnswer {
  inAmount: string;
  outAmount: string;
  otherAmountThreshold: string;
  otherInstructions: unknown[];
  tipInstruction: unknown;
  addressesByLookupTableAddress: Record<string, string[]> | null;
  readonly swapInstruction: {
    programId: string;
    readonly accounts: Array<{ pubkey: string; isSigner: boolean; isWritable: boolean }>;
    data: string;
  };
}

/** A venue between the adapter and the sandbox's own. */
export interface TamperedVenue {
  readonly url: string;
  /** Changes answers from now on; `undefined` passes them on as they are. */
  tamper: ((answer: BuildAnswer) => void) | undefined;
  close(): Promise<void>;
}

/** Starts a venue that passes questions on and changes the answers. */
export async function startTamperedVenue(jupiterUrl: string): Promise<TamperedVenue> {
  const venue: { tamper: TamperedVenue['tamper'] } = { tamper: undefined };
  const server = createServer((request, response) => {
    fetch(`${jupiterUrl}${request.url ?? ''}`)
      .then(async (honest) => {
        const answer = (await honest.json()) as BuildAnswer;
        if (honest.ok) venue.tamper?.(answer);
        response.writeHead(honest.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer));
      })
      .catch((cause: unknown) => response.destroy(cause as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return Object.assign(venue, {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

/** Writes a 64-bit number into the data of the sandbox's swap instruction. */
export function writeSwapData(answer: BuildAnswer, offset: 1 | 9, value: bigint): void {
  const data = Buffer.from(answer.swapInstruction.data, 'base64');
  data.writeBigUInt64LE(value, offset);
  answer.swapInstruction.data = data.toString('base64');
}
