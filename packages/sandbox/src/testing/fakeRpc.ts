import { Hono } from 'hono';

import { serveApplication, type RunningServer } from '../http/serveApplication.ts';

/** Answers of a method: a result, or a function of the parameters that may throw. */
export type FakeMethods = Record<string, (parameters: readonly unknown[]) => unknown>;

/** A JSON-RPC node that answers as the test says. A method without an answer is an error. */
export function serveFakeRpc(methods: FakeMethods): Promise<RunningServer> {
  const application = new Hono();
  application.post('/', (request) => answer(request.req.text(), methods));
  return serveApplication(application);
}

async function answer(text: Promise<string>, methods: FakeMethods): Promise<Response> {
  const { id, method, params } = JSON.parse(await text);
  const respond = methods[method];
  try {
    if (respond === undefined) throw new Error(`the test expects no call of ${method}`);
    return Response.json({ jsonrpc: '2.0', id, result: respond(params) });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return Response.json({ jsonrpc: '2.0', id, error: { code: -32602, message } });
  }
}
