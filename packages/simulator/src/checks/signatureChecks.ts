import type { Check } from './check.ts';
import type { History, TradeFact } from './history.ts';

/** No byte leaves before its signature is on the disk. */
export const noUnjournalledByte: Check = {
  name: 'no-unjournalled-byte',
  invariant: 'INV-02',
  holds: 'Bytes leave a process only once their signature is on its disk.',
  find: ({ sends, landings, signed, wallets }) => {
    const early = sends
      .filter(({ wasDurable }) => !wasDurable)
      .map(({ signature, by, atMs }) => `${signature} left for ${by} at ${atMs} ms, not durable`);
    const known = new Set(signed.map(({ attempt }) => attempt.signature));
    const addresses = new Set(wallets.map(({ address }) => address));
    const foreign = landings
      .filter(({ signature, feePayer }) => addresses.has(feePayer) && !known.has(signature))
      .map(({ signature }) => `${signature} is on chain and on no disk`);
    return [...new Set([...early, ...foreign])];
  },
};

/** A new attempt needs the end of all former ones. */
export const noAttemptWithoutProof: Check = {
  name: 'no-attempt-without-proof',
  invariant: 'INV-04',
  holds: 'Nothing is signed while an earlier signature of the trade can still move money.',
  find: ({ signed }) =>
    signed
      .filter(({ formerOpen }) => formerOpen.length > 0)
      .map(
        ({ tradeId, attempt, formerOpen, atMs }) =>
          `${tradeId} signed attempt ${attempt.number} at ${atMs} ms while ${formerOpen.join(', ')} was open`,
      ),
};

/** The height from which bytes are held for dead is ours, and never below the chain's own. */
export const deathHeightsAreSafe: Check = {
  name: 'death-heights-are-safe',
  invariant: 'INV-04',
  holds: 'No signature is given a death height at which its bytes can still land.',
  find: ({ signed }) =>
    signed
      .filter(({ attempt, lastHeight }) => BigInt(attempt.deathHeight) < (lastHeight ?? 0n))
      .map(
        ({ tradeId, attempt, lastHeight }) =>
          `${tradeId} holds ${attempt.signature} for dead at ${attempt.deathHeight}, it lives to ${lastHeight}`,
      ),
};

/** What is held for dead is dead, and the evidence says what was so. */
export const deathsAreTrue: Check = {
  name: 'deaths-are-true',
  invariant: 'INV-04',
  holds: 'What is written down as expired can never land, and honest evidence is true.',
  find: ({ expired, schedule }) =>
    expired.flatMap(({ signature, wasOpen, witnesses, finalHeight, atMs }) => {
      const problems = wasOpen ? [`${signature} was held for dead at ${atMs} ms and was not`] : [];
      const honest = witnesses.filter(({ operator }) => operator !== schedule.liar);
      for (const { operator, finalizedHeight } of honest) {
        if (BigInt(finalizedHeight) <= finalHeight) continue;
        problems.push(
          `${operator} is said to have finalized ${finalizedHeight}, the chain had ${finalHeight}`,
        );
      }
      return problems;
    }),
};

/** What forbids a signature: time, a cancel, the number of tries, a success. */
export const signaturesAreAllowed: Check = {
  name: 'signatures-are-allowed',
  invariant: 'INV-11',
  holds: 'Nothing is signed past the deadline, the tries, a cancel or a success that was answered.',
  find: ({ trades }) => trades.flatMap(forbidden),
};

function forbidden({ record, events }: TradeFact): string[] {
  const { tradeId } = record;
  const problems: string[] = [];
  let deadlineAtMs = Infinity;
  let isCancelled = false;
  let isAnswered = false;
  let retriesMax = Infinity;
  let minimumOut: bigint | undefined;
  let attempts = 0;
  for (const { event, atMs } of events) {
    if (event.name === 'TradeReceived' || event.name === 'TradeReopened') {
      ({ deadlineAtMs } = event);
      retriesMax = event.request.maxRetries ?? Infinity;
    }
    if (event.name === 'CancelRequested') isCancelled = true;
    if (event.name === 'FillRead' && event.result.success) isAnswered = true;
    if (event.name !== 'AttemptSigned' || event.found === true) continue;
    attempts = event.attempt.number;
    const { minimumOut: floor } = event.attempt;
    const name = `${tradeId} signed attempt ${attempts}`;
    if (atMs >= deadlineAtMs) problems.push(`${name} ${atMs - deadlineAtMs} ms late`);
    if (isCancelled) problems.push(`${name} though it was to be cancelled`);
    if (isAnswered) problems.push(`${name} though a success had been answered`);
    if (attempts > retriesMax + 1) problems.push(`${name} of at most ${retriesMax + 1}`);
    if (minimumOut !== undefined && BigInt(floor) < minimumOut) {
      problems.push(`${name} for ${floor}, below the first floor of ${minimumOut}`);
    }
    minimumOut ??= BigInt(floor);
  }
  return problems;
}

/** Bytes go only where their trade's policy lets them. */
export const lanesAreAllowed: Check = {
  name: 'lanes-are-allowed',
  invariant: 'INV-03',
  holds: 'Bytes of a jito-only trade go to the block engine alone, of an rpc-only trade never.',
  find: (history) =>
    history.sends.flatMap(({ signature, by }) => {
      const policy = policyOf(history, signature);
      if (policy === 'jito-only' && by !== 'engine') return [`${signature} was sent to ${by}`];
      if (policy === 'rpc-only' && by === 'engine') return [`${signature} was sent to ${by}`];
      return [];
    }),
};

function policyOf({ trades }: History, signature: string): string | undefined {
  const trade = trades.find(({ record }) =>
    record.attempts.some((attempt) => attempt.signature === signature),
  );
  return trade?.record.request.lanePolicy;
}
