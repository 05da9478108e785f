import { describe, expect, it } from 'vitest';

import { hmacSha256 } from '../platform/hmacSha256.ts';
import { keystoreCrypto } from '../platform/keystoreCrypto.ts';
import { Secret } from '../wallet/secret.ts';
import {
  createMessageAuthenticator,
  readReply,
  readRequest,
  writeReply,
  writeRequest,
} from './signerMessages.ts';

const crypto = {
  hmacSha256,
  isEqual: (left: Uint8Array, right: Uint8Array) => keystoreCrypto.isEqual(left, right),
};
const knows = (text: string) => createMessageAuthenticator(Secret.ofText(text), crypto);
const OURS = knows('a secret of thirty-two characters');
const THEIRS = knows('another secret of 32 characters!!');
const QUESTION = { messageBase64: 'AQID', nonce: 'n-1' };
const SIGNED = { kind: 'signed', signatureBase64: 'BAUG' } as const;
const REFUSED = { kind: 'refused', code: 'SIGNER__CAP_EXCEEDED', message: 'too much' } as const;

describe('messages of the signer', () => {
  it('are read by whoever knows the secret', () => {
    expect(readRequest(writeRequest(QUESTION, OURS), OURS)).toEqual(QUESTION);
    for (const reply of [SIGNED, REFUSED]) {
      expect(readReply(writeReply(reply, 'n-1', OURS), 'n-1', OURS)).toEqual(reply);
    }
  });

  it('are refused of everybody else', () => {
    expect(() => readRequest(writeRequest(QUESTION, THEIRS), OURS)).toThrow(
      expect.objectContaining({ code: 'SIGNER__NOT_AUTHENTIC' }),
    );
    expect(readReply(writeReply(SIGNED, 'n-1', THEIRS), 'n-1', OURS)).toBeUndefined();
  });

  it('belong to one question', () => {
    expect(readReply(writeReply(SIGNED, 'n-1', OURS), 'n-2', OURS)).toBeUndefined();
    const other = writeRequest(QUESTION, OURS).replace('AQID', 'AQIE');
    expect(() => readRequest(other, OURS)).toThrow('another code');
    // An answer that is handed back as a question is none.
    expect(() => readRequest(writeReply(SIGNED, 'n-1', OURS), OURS)).toThrow('another form');
  });

  it.each(['', '{', '{}', 'null', '{"nonce":"n","message":"$","code":""}'])(
    'are refused as %j',
    (text) => {
      expect(() => readRequest(text, OURS)).toThrow(
        expect.objectContaining({ code: 'SIGNER__REQUEST_MALFORMED' }),
      );
      expect(readReply(text, 'n-1', OURS)).toBeUndefined();
    },
  );

  it('refuse a secret that can be guessed', () => {
    expect(() => knows('x'.repeat(31))).toThrow('at least 32');
  });
});
