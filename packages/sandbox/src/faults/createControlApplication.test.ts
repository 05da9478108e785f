import { describe, expect, it } from 'vitest';

import { createControlApplication } from './createControlApplication.ts';
import { createFaultDirector } from './plan/faultDirector.ts';

function setUp() {
  const director = createFaultDirector(['one']);
  const closed: (string | undefined)[] = [];
  const application = createControlApplication({
    ...director,
    closeSockets: (operator) => closed.push(operator),
  });
  const ask = async (method: string, path: string, body?: string) => {
    const response = await application.request(path, { method, ...(body && { body }) });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  return { director, closed, ask };
}

const PLAN = '{"rules":[{"name":"dead","target":"rpc","action":{"kind":"drop"}}]}';
const SUBJECT = { target: 'rpc', operator: 'one', method: 'getSlot' } as const;

describe('createControlApplication', () => {
  it('applies a plan, tells what happened, and clears', async () => {
    const { director, ask } = setUp();
    const fresh = { applied: 0, rules: { dead: { kind: 'drop', matched: 0, applied: 0 } } };
    expect(await ask('PUT', '/__faults', PLAN)).toEqual({ status: 200, body: fresh });
    director.choose(SUBJECT)[0]?.record();
    expect((await ask('GET', '/__faults')).body).toMatchObject({ applied: 1 });
    expect((await ask('GET', '/__faults/log')).body).toMatchObject([{ rule: 'dead', sequence: 1 }]);
    expect((await ask('DELETE', '/__faults')).status).toBe(200);
    expect(director.choose(SUBJECT)).toEqual([]);
  });

  it('closes sockets of one operator or of all', async () => {
    const { closed, ask } = setUp();
    await ask('POST', '/__faults/close-sockets?operator=one');
    await ask('POST', '/__faults/close-sockets');
    expect(closed).toEqual(['one', undefined]);
  });

  it('refuses what is no plan, with the reason', async () => {
    const { ask } = setUp();
    expect(await ask('PUT', '/__faults', 'no JSON')).toEqual({
      status: 400,
      body: { error: 'The fault plan is refused:\n  plan: the body is not JSON' },
    });
    const unknown = await ask('PUT', '/__faults', '{"rule":[]}');
    expect(unknown.status).toBe(400);
    expect(unknown.body.error).toContain('Unrecognized key: "rule"');
    expect((await ask('GET', '/other')).status).toBe(404);
  });
});
