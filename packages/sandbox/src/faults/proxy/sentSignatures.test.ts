import { address } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { createExchange } from '../../testing/fakeExchange.ts';
import { signTransfer } from '../../testing/signTransfer.ts';
import { sentSignatures } from './sentSignatures.ts';

const DESTINATION = address('96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5');
const BASE64 = { encoding: 'base64' };

describe('sentSignatures', () => {
  it('reads the same signature whichever way the bytes are sent', async () => {
    const { wire, signature } = await signTransfer(DESTINATION, 1n);
    const sent = [
      createExchange('sendTransaction', [wire, BASE64]),
      createExchange('sendTransaction', [wire, BASE64], 'blockEngine'),
      createExchange('sendBundle', [[wire], BASE64], 'blockEngine'),
    ];
    expect(sent.map(sentSignatures)).toEqual([[signature], [signature], [signature]]);
  });

  it('tells bytes apart that it has seen before, by their encoding too', async () => {
    const sent = await Promise.all(
      [1n, 2n, 3n].map(async (amount) => signTransfer(DESTINATION, amount)),
    );
    for (let time = 0; time < 2; time += 1) {
      for (const { wire, signature } of sent) {
        expect(sentSignatures(createExchange('sendTransaction', [wire, BASE64]))).toEqual([
          signature,
        ]);
        expect(sentSignatures(createExchange('sendTransaction', [wire]))).toEqual([]);
      }
    }
  });

  it('reads none of what sends nothing', async () => {
    const { wire } = await signTransfer(DESTINATION, 1n);
    const others = [
      createExchange('getSlot'),
      createExchange('sendTransaction', ['no bytes', BASE64]),
      createExchange('sendTransaction', [7, BASE64]),
      createExchange('sendBundle', [[wire], BASE64], 'rpc'),
      createExchange('simulateTransaction', [wire, BASE64]),
    ];
    expect(others.flatMap(sentSignatures)).toEqual([]);
  });
});
