import { Hono, type Context } from 'hono';

import type { FaultPlan } from './plan/faultPlan.ts';
import type { SandboxFaults } from './sandboxFaults.ts';

/** Path of the control endpoint. */
export const CONTROL_PATH = '/__faults';

/** What the endpoint commands. */
export type FaultControl = Omit<SandboxFaults, 'controlUrl'>;

/**
 * Creates the endpoint by which another process commands the faults: `PUT` a plan, `DELETE` it,
 * `GET` the counts, `GET /__faults/log` what happened, `POST /__faults/close-sockets` to cut the
 * sockets of one operator (`?operator=`) or of all.
 */
export function createControlApplication(control: FaultControl): Hono {
  const application = new Hono();
  application.get(CONTROL_PATH, (request) => request.json(control.counts()));
  application.get(`${CONTROL_PATH}/log`, (request) => request.json(control.log()));
  application.put(CONTROL_PATH, (request) => applyPlan(request, control));
  application.delete(CONTROL_PATH, (request) => {
    control.clear();
    return request.json(control.counts());
  });
  application.post(`${CONTROL_PATH}/close-sockets`, (request) =>
    request.json({ closed: control.closeSockets(request.req.query('operator')) }),
  );
  application.notFound((request) => request.json({ error: 'Not found' }, 404));
  application.onError((cause, request) => request.json({ error: cause.message }, 400));
  return application;
}

async function applyPlan(request: Context, control: FaultControl): Promise<Response> {
  control.apply(parsePlan(await request.req.text()));
  return request.json(control.counts());
}

function parsePlan(text: string): FaultPlan {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The fault plan is refused:\n  plan: the body is not JSON');
  }
}
