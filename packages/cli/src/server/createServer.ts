import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';

import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { fault } from '@quantbot/core';
import Fastify, { LogController } from 'fastify';
import {
  jsonSchemaTransform,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';

import { toJson } from '../output/json.ts';
import { newRequestId } from '../platform/tokenChance.ts';
import { addJsonParser } from './addJsonParser.ts';
import { answerError, refuse } from './answerErrors.ts';
import { answerBrokenRequest } from './answerBrokenRequest.ts';
import { guardRequests } from './guardRequests.ts';
import { addBookRoutes } from './routes/bookRoutes.ts';
import { addConsoleRoutes } from './routes/consoleRoutes.ts';
import { addEventRoutes } from './routes/eventRoutes.ts';
import { addExecutionRoutes } from './routes/executionRoutes.ts';
import { addHealthRoutes } from './routes/healthRoutes.ts';
import { addRolloutRoutes } from './routes/rolloutRoutes.ts';
import { addServiceRoutes } from './routes/serviceRoutes.ts';
import { addStatisticsRoutes } from './routes/statisticsRoutes.ts';
import { addTradingRoutes } from './routes/tradingRoutes.ts';
import type { ServerApplication, ServerParts } from './serverParts.ts';

/** Longest key, each of its characters encoded. */
const PARAM_LENGTH_MAX = 3 * 128;
const HEAD_BYTES_MAX = 8_192;
const CONNECTION_CHECK_MS = 2_000;

/** Makes the application with every route; nothing listens yet. */
export async function createServer(parts: ServerParts): Promise<ServerApplication> {
  const { bounds, facts } = parts;
  const app: ServerApplication = Fastify({
    loggerInstance: parts.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bounds.bodyBytesMax,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    exposeHeadRoutes: false,
    // An id that a client chose could be somebody else's, and would end up in the log.
    requestIdHeader: false,
    genReqId: newRequestId,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (cause, request, reply) => {
      answerError(cause, request, reply);
    },
    serverFactory: (handler) => createNodeServer(parts, handler),
  }).withTypeProvider<ZodTypeProvider>();
  // Bodies are JSON; what is announced as anything else is refused before it is read.
  app.removeAllContentTypeParsers();
  addJsonParser(app);
  app.setValidatorCompiler(validatorCompiler);
  // The schemas of answers are documentation, and tests hold answers against them.
  app.setSerializerCompiler(() => toJson);
  app.setReplySerializer((payload) => toJson(payload));
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    const { method } = request;
    return refuse(reply, fault('SERVER__ROUTE_UNKNOWN', { method, path: path.slice(0, 200) }));
  });
  await app.register(rateLimit, { global: false, max: bounds.requestsMax });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'QuantBot execution',
        version: facts.version,
        description: 'One key moves money at most once, and the answer is true.',
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
    transform: jsonSchemaTransform,
  });
  guardRequests(app, parts);
  addServiceRoutes(app, parts);
  addExecutionRoutes(app, parts);
  addEventRoutes(app, parts);
  addTradingRoutes(app, parts);
  addBookRoutes(app, parts);
  addHealthRoutes(app, parts);
  addStatisticsRoutes(app, parts);
  addRolloutRoutes(app, parts);
  await addConsoleRoutes(app, parts);
  await app.ready();
  return app;
}

type Handler = Parameters<typeof createHttpServer>[1];

/** A server whose every wait is bounded: for the head, for the body, and for what stands still. */
function createNodeServer({ bounds, tls }: ServerParts, handler: Handler): Server {
  const options = {
    maxHeaderSize: HEAD_BYTES_MAX,
    headersTimeout: bounds.headMsMax,
    requestTimeout: bounds.requestMsMax,
    connectionsCheckingInterval: CONNECTION_CHECK_MS,
    // A new connection waits for a turn of the event loop of its own, so one that was good stays.
    keepAliveTimeout: bounds.idleMsMax,
    insecureHTTPParser: false,
    requireHostHeader: true,
  };
  const server =
    tls === undefined
      ? createHttpServer(options, handler)
      : createHttpsServer({ ...options, ...tls, minVersion: 'TLSv1.2' }, handler);
  server.maxConnections = bounds.connectionsMax;
  server.setTimeout(bounds.idleMsMax);
  return server;
}
