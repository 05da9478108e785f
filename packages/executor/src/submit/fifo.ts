/** A line in which the first that came is the first to go, in constant time. */
export interface Fifo<Item> {
  push(item: Item): void;
  /** The first item, which stays. */
  peek(): Item | undefined;
  shift(): Item | undefined;
  size(): number;
}

/** Items gone before the list behind is cut, so that cutting costs little per item. */
const GONE_MAX = 1_024;

/** Makes an empty line. */
export function createFifo<Item>(): Fifo<Item> {
  let items: Item[] = [];
  let first = 0;
  return {
    push: (item) => {
      items.push(item);
    },
    peek: () => items[first],
    shift: () => {
      const item = items[first];
      if (first < items.length) first += 1;
      if (first >= GONE_MAX && first * 2 >= items.length) {
        items = items.slice(first);
        first = 0;
      }
      return item;
    },
    size: () => items.length - first,
  };
}
