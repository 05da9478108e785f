/** One metric of the process itself. */
export interface ProcessMetric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

/**
 * What the library measures of the process, by name. The library decides; a test holds this table
 * against it, so that documents, dashboards and alerts name what is there.
 */
export const PROCESS_METRICS: Readonly<Record<string, ProcessMetric>> = {
  process_cpu_user_seconds_total: {
    type: 'counter',
    help: 'Total user CPU time spent in seconds.',
    labels: [],
  },
  process_cpu_system_seconds_total: {
    type: 'counter',
    help: 'Total system CPU time spent in seconds.',
    labels: [],
  },
  process_cpu_seconds_total: {
    type: 'counter',
    help: 'Total user and system CPU time spent in seconds.',
    labels: [],
  },
  process_start_time_seconds: {
    type: 'gauge',
    help: 'Start time of the process since unix epoch in seconds.',
    labels: [],
  },
  process_resident_memory_bytes: {
    type: 'gauge',
    help: 'Resident memory size in bytes.',
    labels: [],
  },
  process_virtual_memory_bytes: {
    type: 'gauge',
    help: 'Virtual memory size in bytes.',
    labels: [],
  },
  process_heap_bytes: { type: 'gauge', help: 'Process heap size in bytes.', labels: [] },
  process_open_fds: { type: 'gauge', help: 'Number of open file descriptors.', labels: [] },
  process_max_fds: { type: 'gauge', help: 'Maximum number of open file descriptors.', labels: [] },
  nodejs_eventloop_lag_seconds: {
    type: 'gauge',
    help: 'Lag of event loop in seconds.',
    labels: [],
  },
  nodejs_eventloop_lag_min_seconds: {
    type: 'gauge',
    help: 'The minimum recorded event loop delay.',
    labels: [],
  },
  nodejs_eventloop_lag_max_seconds: {
    type: 'gauge',
    help: 'The maximum recorded event loop delay.',
    labels: [],
  },
  nodejs_eventloop_lag_mean_seconds: {
    type: 'gauge',
    help: 'The mean of the recorded event loop delays.',
    labels: [],
  },
  nodejs_eventloop_lag_stddev_seconds: {
    type: 'gauge',
    help: 'The standard deviation of the recorded event loop delays.',
    labels: [],
  },
  nodejs_eventloop_lag_p50_seconds: {
    type: 'gauge',
    help: 'The 50th percentile of the recorded event loop delays.',
    labels: [],
  },
  nodejs_eventloop_lag_p90_seconds: {
    type: 'gauge',
    help: 'The 90th percentile of the recorded event loop delays.',
    labels: [],
  },
  nodejs_eventloop_lag_p99_seconds: {
    type: 'gauge',
    help: 'The 99th percentile of the recorded event loop delays.',
    labels: [],
  },
  nodejs_active_resources: {
    type: 'gauge',
    help: 'Number of active resources that are currently keeping the event loop alive, grouped by async resource type.',
    labels: ['type'],
  },
  nodejs_active_resources_total: {
    type: 'gauge',
    help: 'Total number of active resources.',
    labels: [],
  },
  nodejs_active_handles: {
    type: 'gauge',
    help: 'Number of active libuv handles grouped by handle type. Every handle type is name of a C++ type.',
    labels: ['type'],
  },
  nodejs_active_handles_total: {
    type: 'gauge',
    help: 'Total number of active handles.',
    labels: [],
  },
  nodejs_active_requests: {
    type: 'gauge',
    help: 'Number of active libuv requests grouped by request type. Every request type is name of a C++ type.',
    labels: ['type'],
  },
  nodejs_active_requests_total: {
    type: 'gauge',
    help: 'Total number of active requests.',
    labels: [],
  },
  nodejs_heap_size_total_bytes: {
    type: 'gauge',
    help: 'Process heap size from Node.js in bytes.',
    labels: [],
  },
  nodejs_heap_size_used_bytes: {
    type: 'gauge',
    help: 'Process heap size used from Node.js in bytes.',
    labels: [],
  },
  nodejs_external_memory_bytes: {
    type: 'gauge',
    help: 'Node.js external memory size in bytes.',
    labels: [],
  },
  nodejs_heap_space_size_total_bytes: {
    type: 'gauge',
    help: 'Process heap space size total from Node.js in bytes.',
    labels: ['space'],
  },
  nodejs_heap_space_size_used_bytes: {
    type: 'gauge',
    help: 'Process heap space size used from Node.js in bytes.',
    labels: ['space'],
  },
  nodejs_heap_space_size_available_bytes: {
    type: 'gauge',
    help: 'Process heap space size available from Node.js in bytes.',
    labels: ['space'],
  },
  nodejs_version_info: {
    type: 'gauge',
    help: 'Node.js version info.',
    labels: ['version', 'major', 'minor', 'patch'],
  },
  nodejs_gc_duration_seconds: {
    type: 'histogram',
    help: 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.',
    labels: ['kind'],
  },
};
