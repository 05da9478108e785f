import { ExecutionError, reasonOf } from '@quantbot/core';
import type { Tracer } from '@opentelemetry/api';

/** Traces on their way to a collector. */
export interface OtlpTracing {
  readonly tracer: Tracer;
  /** Sends what is still held back and ends; it waits no longer than a few seconds. */
  close(): Promise<void>;
}

/** Where traces go and under which name. */
export interface OtlpTracingConfig {
  /** Base URL of the collector, as OTEL_EXPORTER_OTLP_ENDPOINT has it. */
  readonly endpoint: string;
  readonly serviceName: string;
}

/** Milliseconds that one export may take, so that a silent collector holds up no shutdown. */
const EXPORT_TIMEOUT_MS = 5_000;

/**
 * Starts the export of traces over OTLP (HTTP with protobuf). The packages of the SDK are optional
 * and imported here alone. Headers, certificates, compression and limits are read by the packages
 * themselves, from the variables that OpenTelemetry defines. What the collector does not take is
 * dropped: no trade waits for it.
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID` when the packages are not installed
 */
export async function startOtlpTracing(config: OtlpTracingConfig): Promise<OtlpTracing> {
  const { BatchSpanProcessor, OTLPTraceExporter, resourceFromAttributes, TracerProvider } =
    await importSdk();
  const url = `${config.endpoint.replace(/\/+$/u, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': config.serviceName }),
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: EXPORT_TIMEOUT_MS })],
  });
  return {
    tracer: provider.getTracer('quantbot'),
    close: async () => {
      // A collector that is gone is no reason to fail a shutdown; its spans are lost.
      await provider.shutdown().catch(() => undefined);
    },
  };
}

async function importSdk() {
  try {
    const [sdk, exporter, resources] = await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/resources'),
    ]);
    return { ...sdk, ...exporter, ...resources };
  } catch (cause) {
    const packages =
      '@opentelemetry/sdk-trace, @opentelemetry/exporter-trace-otlp-proto and ' +
      '@opentelemetry/resources';
    const problem = `OTEL_EXPORTER_OTLP_ENDPOINT needs ${packages} installed: ${reasonOf(cause)}`;
    throw new ExecutionError(
      'CONFIG__FIELD_INVALID',
      { source: 'The environment', problems: [problem] },
      { cause },
    );
  }
}
