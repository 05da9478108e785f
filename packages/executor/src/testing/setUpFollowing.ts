import type { ChainNode, SignatureStatus, TransactionReading } from '../chain/chainNode.ts';
import { followAttempt } from '../pipeline/followAttempt.ts';
import { createFakeLane, createFakeParts, FAKE_GENESIS_HASH } from './fakeParts.ts';
import { createFakePlatform } from './fakePlatform.ts';

/** One signed attempt to follow, on a chain of one node for each operator whose word a test changes. */
export async function setUpFollowing(maxRetries = 0, operators = ['one']) {
  const chain = {
    slot: 1_001n,
    status: null as SignatureStatus | null,
    transaction: null as TransactionReading | null,
    height: 1_000n,
    /** Operators whose nodes know of the transaction. */
    knownTo: operators,
  };
  const nodes = operators.map((operator): Partial<ChainNode> => ({
    operator,
    label: operator,
    signatureStatuses: async (signatures) => ({
      slot: chain.slot,
      statuses: signatures.map(() => (chain.knownTo.includes(operator) ? chain.status : null)),
    }),
    transaction: async () => chain.transaction,
    finalized: async () => ({ blockHeight: chain.height, slot: chain.slot, slotGap: 1n }),
    firstAvailableSlot: async () => 0n,
    isBlockhashValid: async () => false,
    genesisHash: async () => FAKE_GENESIS_HASH,
  }));
  const platform = createFakePlatform();
  const rpc = createFakeLane('rpc');
  const jito = createFakeLane('jito');
  const all = await createFakeParts({
    nodes,
    platform,
    lanes: { rpc, jito },
    config: { allowSingleWitness: true, maxRetries },
  });
  const { tradeId, attempt } = all.sign();
  all.parts.ledger.reserve(tradeId, 7n);
  const follow = () => {
    const state = { isDone: false };
    void followAttempt(all.parts, tradeId, attempt).then(
      () => {
        state.isDone = true;
      },
      () => undefined,
    );
    return state;
  };
  const current = () => all.parts.log.current(tradeId);
  const reserved = (viewSlot = 10_000n) => all.parts.ledger.reservedBesides('another', viewSlot);
  return { ...all, platform, chain, rpc, jito, tradeId, attempt, follow, current, reserved };
}
