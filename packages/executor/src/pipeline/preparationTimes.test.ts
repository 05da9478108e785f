import { expect, it } from 'vitest';

import { createPreparationTimes } from './preparationTimes.ts';

it('turns nobody away without experience', () => {
  expect(createPreparationTimes().tooLongFor(0)).toBeUndefined();
});

it('turns away what half of the last trades would not have made', () => {
  const times = createPreparationTimes();
  for (const took of [900, 100, 300]) times.took(took);
  expect(times.tooLongFor(300)).toBeUndefined();
  expect(times.tooLongFor(299)).toBe(300);
});

it('goes by the last eight', () => {
  const times = createPreparationTimes();
  for (let count = 0; count < 8; count += 1) times.took(1_000);
  for (let count = 0; count < 5; count += 1) times.took(10);
  expect(times.tooLongFor(10)).toBeUndefined();
  expect(times.tooLongFor(9)).toBe(10);
});

it('lets one try again after it has turned as many away as it remembers', () => {
  const times = createPreparationTimes();
  for (let count = 0; count < 20; count += 1) times.took(1_000);
  const answers = Array.from({ length: 9 }, () => times.tooLongFor(50));
  expect(answers).toEqual([...Array.from({ length: 8 }, () => 1_000), undefined]);
});
