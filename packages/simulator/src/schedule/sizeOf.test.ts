import { describe, expect, it } from 'vitest';

import { BUSY, LIGHT, SMALL } from './scheduleSize.ts';
import { sizeOf } from './sizeOf.ts';

function sizesFrom(first: number, count: number, step = 1) {
  return Array.from({ length: count }, (_, index) => sizeOf(first + index * step));
}

describe('sizeOf', () => {
  it('has as many light ones in every ten from a seed that ends in nought', () => {
    for (const first of [0, 10, 770, 123_450, -20]) {
      expect(sizesFrom(first, 10).filter((size) => size === LIGHT)).toHaveLength(3);
    }
  });

  it('has more than half that are not light in any hundred, wherever they begin', () => {
    for (const first of [3, 777, 4_711, 20_006]) {
      const light = sizesFrom(first, 100).filter((size) => size === LIGHT).length;
      expect(light).toBeLessThanOrEqual(33);
    }
  });

  it('gives each of two threads its part of them', () => {
    for (const first of [1, 2]) {
      const light = sizesFrom(first, 500, 2).filter((size) => size === LIGHT).length;
      expect(Math.abs(light - 150)).toBeLessThan(10);
    }
  });

  it('has busy ones now and then, and small ones', () => {
    const sizes = sizesFrom(0, 1_000);
    const busy = sizes.filter((size) => size === BUSY).length;
    expect(busy).toBeGreaterThan(8);
    expect(busy).toBeLessThan(60);
    expect(sizes.filter((size) => size === SMALL).length).toBeGreaterThan(500);
  });
});
