import { describe, expect, it } from 'vitest';

import { parseSignerSettings } from './signerSettings.ts';

const CAPS = {
  tradeLamportsMax: '1',
  hourLamportsMax: '2',
  dayLamportsMax: 3,
  signaturesPerMinuteMax: 4,
  solReserveLamportsMin: '5',
  tipLamportsMax: '6',
  priorityFeeLamportsMax: '7',
};
const GOOD = {
  socketPath: '/run/s',
  secretFile: '/etc/s',
  dataDirectory: '/var/s',
  keystorePath: '/etc/k',
  rpcEndpoints: ['https://node.example'],
  caps: CAPS,
};

function parse(changes: object): unknown {
  return parseSignerSettings(JSON.stringify({ ...GOOD, ...changes }), 'signer.json');
}

describe('parseSignerSettings', () => {
  it('reads lamports exactly, and trades on mainnet unless it is told otherwise', () => {
    expect(parse({})).toMatchObject({
      cluster: 'mainnet-beta',
      caps: { tradeLamportsMax: 1n, dayLamportsMax: 3n, signaturesPerMinuteMax: 4 },
    });
  });

  it('names the operator of a node by its host, unless it is told', () => {
    const named = { url: 'https://a.example', operator: 'a' };
    expect(
      parse({ rpcEndpoints: ['https://b.example', named, { url: 'https://c.example' }] }),
    ).toHaveProperty('rpcEndpoints', [
      { url: 'https://b.example' },
      named,
      { url: 'https://c.example' },
    ]);
  });

  it.each([
    [{ caps: { ...CAPS, tradeLamportsMax: '3' } }, 'tradeLamportsMax exceeds hourLamportsMax'],
    [{ caps: { ...CAPS, hourLamportsMax: '4' } }, 'hourLamportsMax exceeds dayLamportsMax'],
    [{ caps: { ...CAPS, signaturesPerMinuteMax: 0 } }, 'caps.signaturesPerMinuteMax'],
    [{ caps: { ...CAPS, dayLamportsMax: -1 } }, 'caps.dayLamportsMax'],
    [{ caps: { ...CAPS, dayLamportsMax: undefined } }, 'caps.dayLamportsMax'],
    [{ caps: undefined }, 'caps'],
    [{ keypairPath: '/etc/k2' }, 'name one key'],
    [{ keystorePath: undefined }, 'name one key'],
    [
      { keystorePath: undefined, keypairPath: 'k', keystorePassphraseFile: 'p' },
      'keystorePassphraseFile needs',
    ],
    [{ rpcEndpoints: [] }, 'rpcEndpoints'],
    [{ rpcEndpoints: ['node'] }, 'rpcEndpoints.0'],
    [{ rpcEndpoints: [{ url: 'https://a.example', operator: '' }] }, 'rpcEndpoints.0'],
    [{ allowedPrograms: ['nobody'] }, 'allowedPrograms.0'],
    [{ limits: {} }, 'limits'],
  ])('refuses %j', (changes, says) => {
    expect(() => parse(changes)).toThrow(
      expect.objectContaining({
        code: 'CONFIG__FIELD_INVALID',
        message: expect.stringContaining(says),
      }),
    );
  });

  it('refuses a cap that is said twice, of which the last one would hold', () => {
    expect(() => parseSignerSettings('{"caps":{"a":"1","a":"2"}}', 'signer.json')).toThrow(
      expect.objectContaining({
        code: 'CONFIG__FILE_MALFORMED',
        context: { path: 'signer.json', reason: expect.stringContaining('twice a,') },
      }),
    );
  });

  it('refuses what is no JSON', () => {
    expect(() => parseSignerSettings('{', 'signer.json')).toThrow(
      expect.objectContaining({ code: 'CONFIG__FILE_MALFORMED' }),
    );
  });
});
