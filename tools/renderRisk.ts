import { DEFAULT_LIMITS, GATES, WIDENABLE_GATES, type GateRow } from '@quantbot/executor';

import { markdownTable } from './markdownTable.ts';

/** Writes the reference of the risk gates, as Markdown that still has to be formatted. */
export function renderRisk(gates: readonly GateRow[] = GATES): string {
  return [
    '# Risk gates',
    'Generated from the table of gates in `packages/executor/src/gates` by `npm run docs`; do not ' +
      'edit.',
    'A gate is a pure rule: it denies a trade or lets it pass. Gates are asked in the order of ' +
      'this page, and the first that denies answers. What cannot be read, is late or is no number ' +
      'denies. A denial signs nothing and counts for no limit.',
    '## The gates',
    markdownTable(
      ['Gate', 'Asked', 'Side', 'Denies when', 'Set by', 'Unit', 'Without it', 'Code'],
      gates.map(rowOf),
    ),
    '## When they are asked',
    [
      '- **claim**: in the commit that claims the key and reserves what the trade may take. Trades ' +
        'that ask at the same time see each other, so they cannot pass a limit together.',
      '- **quote**: once chain and venue have answered, before each attempt.',
      '- **last look**: right before the signature, and again in the commit that writes it down.',
      '- An admitted buy is judged again before each of its attempts by all gates of the claim but ' +
        'the number and the rate of trades: limits may have been lowered, and a landing of another ' +
        'trade may have been rolled back.',
    ].join('\n'),
    '## Sells',
    'No position is trapped: by default only the number and the rate of trades, the ceiling of ' +
      'slippage, the fee caps, the SOL reserve and the age of the quote hold a sell up. ' +
      '`limits.alsoOnSells` widens a gate to sells; none can be taken off buys. It takes ' +
      `${WIDENABLE_GATES.map((name) => `\`${name}\``).join(', ')}.`,
    '## What the figures mean',
    definitions(),
    '## Token safety',
    'On for every live buy. Read from the mint account in the same call as the wallet, so it is as ' +
      'fresh as the balances, and told the same by two operators where two are configured ' +
      '(`RPC__OPERATORS_CONTRADICT`). Some well-known tokens can be frozen or minted by their issuer; who ' +
      'trusts that issuer names the mint in `limits.trustedTokens`. Harmless extensions are ' +
      'pointers, metadata, groups, figures for display and confidential transfers between others.',
    '## The second price',
    '`limits.priceDeviationBpsMax` asks `MarketDataPort.fetchHistoricalPriceAtTime` for the token ' +
      'and for SOL at this moment, side by side with the venue, and compares their ratio with the ' +
      'quote. A price that is older than `priceAgeMsMax` ' +
      `(${DEFAULT_LIMITS.priceAgeMsMax} ms by default), or that does not come within 3 seconds, ` +
      'denies. A quote that is better than the second source says is not denied.',
    '`limits.dailyLossMarkToMarket` asks the same for every token that is held, with decimals from ' +
      'the chain: a position that is worth less than it cost counts as lost today, one that is ' +
      'worth more counts for nothing.',
    '## Swap programs that change',
    'The deployment of every program in `allowedPrograms` is pinned in the journal when it is first ' +
      'seen, and compared at every start and every `walletHistoryIntervalMs` after: the slot of the ' +
      'upgradeable loader or of loader 4, as two operators tell it where there are two. When ' +
      'another one runs, nothing is signed and nothing is claimed (`RISK__PROGRAM_CHANGED`), buys ' +
      'and sells alike, also after a restart, until a person has looked and says ' +
      '`quantbot programs acknowledge PROGRAM --slot SLOT --reason TEXT` (`quantbot programs list` tells the slot). What is signed is followed all the ' +
      'same; an upgrade between signature and landing is bounded by the post-conditions. On by ' +
      'itself on public clusters, in the sandbox with `checkWalletHistory`. Programs that an ' +
      'allowed one calls are not watched.',
    '## In dry-run',
    'A rehearsal is judged by the same gates with figures of its own: rehearsals fill nothing, so ' +
      'they hold no positions. Without `limits`, which only dry-run allows, the gates that limits ' +
      'set are silent, token safety included.',
  ].join('\n\n');
}

function rowOf(gate: GateRow): string[] {
  return [
    `\`${gate.name}\``,
    gate.stage,
    gate.appliesTo === 'both' ? 'buy and sell' : gate.appliesTo,
    gate.rule,
    gate.settings.map((name) => `\`${name}\``).join(', '),
    gate.unit,
    gate.fallback,
    gate.codes.map((code) => `\`${code}\``).join(', '),
  ];
}

function definitions(): string {
  return [
    '- **Lamports** everywhere. Limits hold to the lamport: a figure equal to its limit passes.',
    '- **Position**: tokens that fills of the journal brought and have not taken away. Its cost is ' +
      'what was paid for them with fees, tips and rent of every attempt, at the average of all ' +
      'purchases. A sale takes its share of the cost out. Deposits of strangers are no position; ' +
      'what selling them brings is no gain.',
    '- **Exposure**: the cost of all positions and what open buys have reserved.',
    '- **Reserved**: for a buy its amount, the full fee of every attempt it may make ' +
      '(`maxRetries` and one), one tip, and the rent of a new token account; for a sell the fees. ' +
      'It stays reserved until the outcome is known.',
    '- **Loss of a day**: what sales brought less what was sold had cost, and the fees of trades ' +
      'that failed. It counts on the day on which the outcome became known, in `riskTimeZone`.',
    '- **Unresolved trades count at their worst**: an open buy as spent and held, an open sell as ' +
      'still held; the fees of every attempt as lost; a signed sell at its least output, where ' +
      'that is a loss. Before its signature nobody knows what a sell brings, and only its fees ' +
      'count. A trade in conflict stays open in this sense until a person decides.',
    '- **Volume of a day**: the SOL side of swaps in both directions.',
    '- **Balances** that two operators tell differently, also when they are asked again, count at ' +
      'the lower for what may be spent or sold, and at the higher for what the transaction asserts ' +
      'on chain at its end.',
    'All of it is kept in the journal, written in the commit of the event that changes it, and the ' +
      'same after a restart.',
  ].join('\n');
}
