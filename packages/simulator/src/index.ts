/**
 * # @quantbot/simulator
 *
 * A model of Solana for testing what trades on it, and the deterministic simulation that runs the
 * real executor on that model.
 *
 * @packageDocumentation
 */
export { calmWeather, type BlockEngineWeather, type ChainWeather } from './model/chainWeather.ts';
export { associatedTokenAddress } from './model/derivedAddress.ts';
export type {
  BlockEngineHttpCall,
  BundleAnswer,
  BundleLanding,
  InflightStatus,
  ModelBlockEngine,
} from './model/modelBlockEngine.ts';
export {
  createModelChain,
  type ModelChain,
  type ModelChainOptions,
  type ModelNodeOptions,
  type SlotReport,
} from './model/modelChain.ts';
export type { ModelNode } from './model/modelNode.ts';
export type { ModelPool, PoolOptions, PoolPricing } from './model/modelPool.ts';
export type {
  BalanceChange,
  Landing,
  LandingFate,
  ModelTruth,
  Submission,
} from './model/modelTruth.ts';
export {
  honestBehaviour,
  SilentNodeError,
  type NodeBehaviour,
  type NodeLies,
} from './model/nodeBehaviour.ts';
export { modelSwapDecoder } from './model/modelSwapDecoder.ts';
export { MODEL_VENUE_NAME, type ModelVenueOptions } from './model/modelVenue.ts';
export { MODEL_SWAP_PROGRAM_ADDRESS, WRAPPED_SOL } from './model/programAddresses.ts';
export {
  startModelServer,
  type ModelOperator,
  type ModelServer,
  type ModelServerOptions,
  type ModelToken,
} from './serve/startModelServer.ts';
export type { ModelWallet } from './platform/writeModelFiles.ts';

export type { HuntOutcome } from './huntMutant.ts';
export { huntMutants, type HuntOptions } from './huntMutants.ts';
export { MUTANTS } from './mutants/mutants.ts';
export type { Mutant } from './mutants/mutant.ts';
export type { FoundViolation } from './report/scheduleSummary.ts';
export type { SimulationReport } from './report/simulationReport.ts';
export { simulate, type SimulationOptions } from './simulate.ts';
