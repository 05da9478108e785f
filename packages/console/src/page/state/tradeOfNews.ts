import type { Trade, TradeNews } from '../wire/tradeShapes.ts';

/** Where an event leaves the newest attempt. */
const ATTEMPT_AFTER: Readonly<Record<string, string>> = {
  AttemptPrepared: 'prepared',
  AttemptSigned: 'signed',
  LaneAcknowledged: 'submitted',
  SubmissionAmbiguous: 'in_doubt',
  SeenOnChain: 'landed',
  AttemptConfirmed: 'confirmed',
  AttemptRolledBack: 'submitted',
};

/** The trade of a piece of news; where it does not tell how its attempt stands, the event does. */
export function tradeOfNews({ name, trade }: TradeNews): Trade {
  const attemptStatus = trade.attemptStatus ?? ATTEMPT_AFTER[name];
  return attemptStatus === undefined ? trade : { ...trade, attemptStatus };
}
