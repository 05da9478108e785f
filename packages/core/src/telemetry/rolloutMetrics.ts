import { defineMetrics } from './metricDefinition.ts';

/** Metrics of a staged rollout, which are part of `METRICS`. */
export const ROLLOUT_METRICS = defineMetrics({
  quantbot_rollout_routes_total: {
    type: 'counter',
    unit: 'trades',
    help: 'Requests that a rollout sent somewhere, and why.',
    labels: {
      route: ['stub', 'shadow', 'real'],
      reason: [
        'known',
        'exit',
        'stage',
        'stepped-down',
        'in-share',
        'outside-share',
        'above-cap',
        'nothing-held',
      ],
    },
  },
  quantbot_rollout_stepped_down: {
    type: 'gauge',
    unit: 'none',
    help: '1 while a rollout has stepped down and a person has not taken it back.',
    labels: {},
  },
  quantbot_rollout_shadow_trades_total: {
    type: 'counter',
    unit: 'trades',
    help: 'Trades of the stub that were compared, by what the real side would have refused them for.',
    labels: { side: ['buy', 'sell'], code: { boundedBy: 'the error catalogue' } },
  },
  quantbot_rollout_shadow_skipped_total: {
    type: 'counter',
    unit: 'trades',
    help: 'Trades of the stub that were not compared because too many comparisons were running.',
    labels: {},
  },
});
