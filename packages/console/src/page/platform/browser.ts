/** Everything the page takes from the browser that tests replace: time, waiting, network, storage. */
export interface Browser {
  /** Wall time, milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Calls back once after so many milliseconds; what it answers calls it off. */
  after(ms: number, work: () => void): () => void;
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** What the tab remembers until it is closed. */
  readonly memory: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

/** The real one. */
export const browser: Browser = {
  nowMs: () => Date.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => {
      clearTimeout(timer);
    };
  },
  fetch: async (path, init) => fetch(path, init),
  memory: {
    getItem: (name) => sessionStorage.getItem(name),
    setItem: (name, value) => {
      sessionStorage.setItem(name, value);
    },
    removeItem: (name) => {
      sessionStorage.removeItem(name);
    },
  },
};
