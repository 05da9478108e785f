/**
 * # @quantbot/simulator
 *
 * A model of Solana for testing what trades on it, and the deterministic simulation that runs the
 * real executor on that model.
 *
 * @packageDocumentation
 */
export { calmWeather, type BlockEngineWeather, type ChainWeather } from './model/chainWeather.ts';
export type {
  BlockEngineHttpCall,
  BundleAnswer,
  BundleLanding,
  InflightStatus,
  ModelBlockEngine,
} from './model/modelBlockEngine.ts';
export type {
  ModelChain,
  ModelChainOptions,
  ModelNodeOptions,
  SlotReport,
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
