import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { temporaryDirectory } from '../testing/temporaryDirectory.ts';
import { boundsOf, namesOf, readTls, requirePlayMoney, type ServeOptions } from './serveOptions.ts';

const OPTIONS: ServeOptions = {
  host: '127.0.0.1',
  port: 0,
  allowHost: [],
  allowOrigin: [],
  requestsMax: 1,
  connectionsMax: 2,
  streamsMax: 3,
  logLevel: 'info',
  slotMs: 400,
};

describe('readTls', () => {
  it.each(['127.0.0.1', 'localhost', '::1'])('needs nothing on %s', (host) => {
    expect(readTls({ ...OPTIONS, host })).toBeUndefined();
  });

  it.each(['0.0.0.0', '::', '10.0.0.7', 'trade.example'])(
    'refuses to be reached at %s in the clear, unless somebody insists',
    (host) => {
      expect(() => readTls({ ...OPTIONS, host })).toThrow(
        expect.objectContaining({ code: 'SERVER__PUBLIC_WITHOUT_TLS' }),
      );
      expect(readTls({ ...OPTIONS, host, insecurePublic: true })).toBeUndefined();
    },
  );

  it('reads certificate and key, both of them', () => {
    const directory = temporaryDirectory();
    const [tlsCert, tlsKey] = [join(directory, 'c'), join(directory, 'k')];
    writeFileSync(tlsCert, 'cert');
    writeFileSync(tlsKey, 'key');
    const tls = readTls({ ...OPTIONS, host: '0.0.0.0', tlsCert, tlsKey });
    expect(tls).toEqual({ cert: 'cert', key: 'key' });
    for (const one of [{ tlsCert }, { tlsKey }]) {
      expect(() => readTls({ ...OPTIONS, ...one })).toThrow(
        expect.objectContaining({ code: 'CONFIG__CONTRADICTION' }),
      );
    }
    expect(() => readTls({ ...OPTIONS, tlsCert, tlsKey: join(directory, 'none') })).toThrow(
      expect.objectContaining({ code: 'CONFIG__FILE_UNREADABLE' }),
    );
  });
});

it('answers to its own address, the names of the machine and those that are allowed', () => {
  const given = {
    ...OPTIONS,
    host: '::',
    allowHost: ['Trade.example'],
    allowOrigin: ['https://A/'],
  };
  const names = namesOf(given, 'https');
  expect([...names.hosts]).toEqual(['127.0.0.1', 'localhost', '[::1]', '[::]', 'trade.example']);
  expect([...names.origins]).toEqual(['https://a']);
});

it('is bounded as the options say', () => {
  expect(boundsOf(OPTIONS)).toMatchObject({ requestsMax: 1, connectionsMax: 2, streamsMax: 3 });
});

it('trades by itself with play money alone', () => {
  expect(() => requirePlayMoney({ demo: true, sandbox: true })).not.toThrow();
  expect(() => requirePlayMoney({})).not.toThrow();
  expect(() => requirePlayMoney({ demo: true })).toThrow('add --sandbox');
});
