import { chmodSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { DoctorFinding, DoctorTotals } from '../src/doctor/doctorFinding.ts';
import { transactionsOf } from './support/chain.ts';
import {
  runQuantbot,
  startSandboxCommand,
  type SandboxCommand,
  type Variables,
} from './support/quantbot.ts';

interface Report {
  readonly totals: DoctorTotals;
  readonly findings: readonly DoctorFinding[];
}

let sandbox: SandboxCommand;

beforeAll(async () => {
  sandbox = await startSandboxCommand(undefined, ['--operators', '2']);
});

afterAll(async () => {
  await sandbox.stop();
});

async function doctor(more: Variables = {}): Promise<Report & { readonly status: number | null }> {
  const args = ['doctor', '--json', '--token', sandbox.mint];
  const { stdout, status } = await runQuantbot(args, { ...sandbox.variables, ...more });
  return { ...(JSON.parse(stdout) as Report), status };
}

async function withFaults(rules: readonly unknown[], work: () => Promise<void>): Promise<void> {
  const { faultsUrl } = sandbox.line;
  const headers = { 'content-type': 'application/json' };
  const put = await fetch(faultsUrl, { method: 'PUT', headers, body: JSON.stringify({ rules }) });
  expect(put.ok).toBe(true);
  try {
    await work();
  } finally {
    await fetch(faultsUrl, { method: 'DELETE' });
  }
}

const failed = ({ findings }: Report) => findings.filter(({ verdict }) => verdict === 'fail');

describe('quantbot doctor', () => {
  it('finds nothing to mend in a sandbox, and moves nothing', async () => {
    const before = await transactionsOf(sandbox.line.rpcUrl, sandbox.line.wallet);
    const report = await doctor();
    expect(failed(report)).toEqual([]);
    expect(report.findings.filter(({ verdict }) => verdict === 'warn')).toEqual([]);
    expect(report.status).toBe(0);
    const areas = new Set(report.findings.map(({ area }) => area));
    expect([...areas].toSorted()).toEqual([
      'block engine',
      'clock',
      'configuration',
      'disk',
      'journal',
      'node',
      'rehearsal',
      'venue',
      'wallet',
      'websocket',
    ]);
    const rehearsal = report.findings.find(({ area }) => area === 'rehearsal');
    expect(rehearsal?.found).toContain('would be signed at 0.00002');
    expect(await transactionsOf(sandbox.line.rpcUrl, sandbox.line.wallet)).toBe(before);
  });

  it('tells a node that lags, and which', async () => {
    const rule = { target: 'rpc', operator: 'operator-2', action: { kind: 'lag', slots: 40 } };
    await withFaults([rule], async () => {
      const report = await doctor();
      const second = sandbox.line.operators[1]?.rpcUrl;
      const told = report.findings.filter(({ verdict }) => verdict === 'warn');
      expect(told).toMatchObject([
        { area: 'node', subject: second, found: expect.stringContaining('behind the newest') },
      ]);
    });
  });

  it('tells a block engine and a venue that are down, and that a rehearsal fails by them', async () => {
    const down = { kind: 'httpError', status: 503 };
    const rules = [
      { target: 'blockEngine', action: down },
      { target: 'venue', action: down },
    ];
    await withFaults(rules, async () => {
      const report = await doctor();
      expect(report.status).toBe(2);
      expect(failed(report).map(({ area }) => area)).toEqual([
        'block engine',
        'venue',
        'rehearsal',
      ]);
    });
  });

  it('tells a socket that is closed at once as a reservation', async () => {
    await withFaults([{ target: 'ws', action: { kind: 'closeSocket' } }], async () => {
      const report = await doctor();
      expect(failed(report)).toEqual([]);
      const sockets = report.findings.filter(({ area }) => area === 'websocket');
      expect(sockets.map(({ verdict }) => verdict)).toEqual(['warn', 'warn']);
    });
  });

  it('tells a chain that is not the named cluster', async () => {
    const report = await doctor({ EXECUTION_CLUSTER: 'devnet' });
    expect(report.status).toBe(2);
    const [first] = failed(report);
    expect(first?.found).toContain('which is not devnet');
  });

  it('tells a key file that others can read', async () => {
    chmodSync(sandbox.line.keypairPath, 0o644);
    try {
      const report = await doctor();
      expect(report.status).toBe(2);
      expect(failed(report)[0]).toMatchObject({
        area: 'wallet',
        found: 'WALLET__FILE_MODE_TOO_OPEN',
        next: expect.stringContaining('0644'),
      });
    } finally {
      chmodSync(sandbox.line.keypairPath, 0o600);
    }
  });
});
