/** Stages of the pipeline that are timed, in their order. */
export const PIPELINE_STAGES = [
  'receive',
  'gates',
  'queue',
  'facts',
  'quote',
  'build',
  'simulate',
  'approve',
  'sign',
  'journal',
  'submit',
  'confirm',
  'fill',
  'settle',
] as const;

/** A stage of the pipeline. */
export type PipelineStage = (typeof PIPELINE_STAGES)[number];
