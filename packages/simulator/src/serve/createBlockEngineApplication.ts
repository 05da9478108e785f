import { Hono, type Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

import type { BlockEngineHttpCall, ModelBlockEngine } from '../model/modelBlockEngine.ts';

/** Creates the HTTP application of the block engine: every call goes to the model's own answer. */
export function createBlockEngineApplication(engine: ModelBlockEngine): Hono {
  const application = new Hono();
  const answer = (request: Context, call: BlockEngineHttpCall): Response => {
    const { status, body } = engine.answerHttp(call);
    return request.body(body, status as ContentfulStatusCode, {
      'content-type': 'application/json',
    });
  };
  const answerPost = async (request: Context): Promise<Response> => {
    const body = await request.req.text();
    return answer(request, { method: 'POST', url: request.req.path, body });
  };
  application.get('/api/v1/*', (request) =>
    answer(request, { method: 'GET', url: request.req.path }),
  );
  application.post('/api/v1/*', (request) => answerPost(request));
  return application;
}
