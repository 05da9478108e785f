/**
 * What landed tips are said to have been, in SOL as floating point, as the real service answers:
 * the middle is 10,000 lamports, ten times the least a bundle must pay.
 */
export function createTipFloor(time: string) {
  return [
    {
      time,
      landed_tips_25th_percentile: 1e-6,
      landed_tips_50th_percentile: 1e-5,
      landed_tips_75th_percentile: 3.6e-5,
      landed_tips_95th_percentile: 1.4e-3,
      landed_tips_99th_percentile: 1e-2,
      ema_landed_tips_50th_percentile: 9.8e-6,
    },
  ];
}
