import type { LooseMessage } from '../../src/testing/policyFixtures.ts';
import type { Answer, AnswerScene, SceneName } from './answerScene.ts';

/** How the pipeline refuses. */
export interface Refusal {
  readonly code: string;
  /** Words of the message that name what was found, and the instruction where one is to blame. */
  readonly says: string;
}

/** What must become of a case. */
export type Verdict = 'approved' | Refusal;

/** A change to a valid answer of a venue, and what must become of it. */
export interface HostileAnswer {
  /** What the venue does, as the rest of a sentence that begins with it. */
  readonly name: string;
  readonly scene: SceneName;
  /** Changes the answer; a text is sent in its place. */
  readonly tamper: (answer: Answer, scene: AnswerScene) => string | undefined | void;
  readonly verdict: Verdict;
}

/** A change to valid bytes, as a defect or an intruder between building and signing would make it. */
export interface HostileDraft {
  /** What the draft does, as the rest of a sentence that begins with it. */
  readonly name: string;
  readonly scene: SceneName;
  readonly tamper: (message: LooseMessage, scene: AnswerScene) => void;
  readonly verdict: Verdict;
}

/** Trades that are made on the embedded chain: with an SPL token, and with one of Token-2022. */
export type ProgramScene = 'buy of SPARK' | 'sell of SPARK' | 'buy of NOVA' | 'sell of NOVA';

/** What becomes of a transaction that a program attacks once it really runs. */
export type ChainVerdict =
  | 'lands as it was simulated'
  | 'fails on chain and costs its fee alone'
  | 'lands, and what was done beside the swap is undone by the transaction itself';

/** A program that behaves when simulated, and what it does once it runs. */
export interface HostileProgram {
  /** What the program does, as the rest of a sentence that begins with it. */
  readonly name: string;
  readonly scene: ProgramScene;
  /** Number of the attack in the program with two faces. */
  readonly attack: number;
  /** Token account that is attacked. */
  readonly target: 'source' | 'destination';
  /** The system program stands where a second token program would. */
  readonly hasSystem?: boolean;
  readonly verdict: ChainVerdict;
}
