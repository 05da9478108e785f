import { describe, expect, it } from 'vitest';

import { lieAboutStatus, type StatusLie } from './lieAboutStatus.ts';

const lie = (as: StatusLie['as'], rest: Partial<StatusLie> = {}): StatusLie => ({
  kind: 'lieStatus',
  of: 'any',
  as,
  ...rest,
});
const LANDED = { slot: 40n, confirmations: 3n, confirmationStatus: 'confirmed', err: null };
const STATUSES = { context: { slot: 50n }, value: [LANDED, null] };
const valueOf = (result: unknown) => (result as { value: unknown[] }).value;

describe('lieAboutStatus', () => {
  it('denies what landed', () => {
    const denied = lieAboutStatus('getSignatureStatuses', STATUSES, lie('missing'));
    expect(valueOf(denied)).toEqual([null, null]);
    expect(lieAboutStatus('getTransaction', { meta: {} }, lie('missing'))).toBeNull();
    expect(lieAboutStatus('getSignaturesForAddress', [{ slot: 1n }], lie('missing'))).toEqual([]);
  });

  it('claims what did not land', () => {
    const claimed = lieAboutStatus(
      'getSignatureStatuses',
      STATUSES,
      lie('finalized', { of: 'unlanded' }),
    );
    expect(valueOf(claimed)).toEqual([
      LANDED,
      {
        slot: 50n,
        confirmations: null,
        confirmationStatus: 'finalized',
        err: null,
        status: { Ok: null },
      },
    ]);
  });

  it('tells a wrong error, a default one or the one given', () => {
    const given = {
      of: 'landed',
      err: { InsufficientFundsForRent: { account_index: 0 } },
    } as const;
    const failed = lieAboutStatus('getSignatureStatuses', STATUSES, lie('failed', given));
    expect(valueOf(failed)).toMatchObject([{ slot: 40n, err: given.err }, null]);
    const meta = { err: null, fee: 5_000n };
    const transaction = lieAboutStatus('getTransaction', { meta }, lie('failed'));
    expect(transaction).toMatchObject({
      meta: { fee: 5_000n, err: { InstructionError: [0n, { Custom: 6_001n }] } },
    });
  });

  it('hides an error', () => {
    const reverted = { ...LANDED, err: { InstructionError: [0n, 'x'] } };
    const result = { context: { slot: 50n }, value: [reverted] };
    expect(valueOf(lieAboutStatus('getSignatureStatuses', result, lie('confirmed')))).toMatchObject(
      [{ err: null, confirmationStatus: 'confirmed' }],
    );
    const notification = { context: { slot: 50n }, value: { err: { InstructionError: [] } } };
    expect(lieAboutStatus('signatureNotification', notification, lie('confirmed'))).toEqual({
      context: { slot: 50n },
      value: { err: null },
    });
  });

  it('lies about bundles', () => {
    const inflight = {
      context: { slot: 50n },
      value: [{ bundle_id: 'a', status: 'Landed', landed_slot: 40n }],
    };
    const inflightAs = (as: StatusLie['as']) =>
      valueOf(lieAboutStatus('getInflightBundleStatuses', inflight, lie(as)));
    expect(inflightAs('missing')).toMatchObject([{ status: 'Invalid', landed_slot: null }]);
    expect(inflightAs('failed')).toMatchObject([{ status: 'Failed', landed_slot: null }]);
    expect(inflightAs('confirmed')).toMatchObject([{ status: 'Landed', landed_slot: 40n }]);
    const bundles = {
      context: { slot: 50n },
      value: [{ bundle_id: 'a', confirmation_status: 'confirmed', err: { Ok: null } }],
    };
    const bundlesAs = (as: StatusLie['as']) =>
      valueOf(lieAboutStatus('getBundleStatuses', bundles, lie(as)));
    expect(bundlesAs('missing')).toEqual([]);
    expect(bundlesAs('finalized')).toMatchObject([{ confirmation_status: 'finalized' }]);
    expect(bundlesAs('failed')).toMatchObject([{ err: { Err: {} } }]);
  });

  it('leaves alone what it has nothing to lie about in', () => {
    const empty = { context: { slot: 1n }, value: [null] };
    expect(lieAboutStatus('getSignatureStatuses', empty, lie('missing'))).toBe(empty);
    const landedOnly = lie('missing', { of: 'landed' });
    expect(lieAboutStatus('getSignatureStatuses', empty, landedOnly)).toBe(empty);
    expect(lieAboutStatus('getTransaction', null, lie('confirmed'))).toBeNull();
    expect(lieAboutStatus('getSlot', 5n, lie('missing'))).toBe(5n);
    const transaction = { meta: {} };
    const unlanded = lie('missing', { of: 'unlanded' });
    expect(lieAboutStatus('getTransaction', transaction, unlanded)).toBe(transaction);
  });
});
