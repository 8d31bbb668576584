import type { Realm } from "../realm.js";

interface Awaiting {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

/** What they are made of. */
interface Made {
  setTimeout(callback: () => void, delay?: unknown): { unref(): unknown };
  setImmediate(callback: () => void): { unref(): unknown };
  setInterval(callback: () => void, delay?: unknown): { unref(): unknown };
  clearTimeout(timer: unknown): void;
  clearImmediate(immediate: unknown): void;
}

/** Timers that are awaited. */
export function timersPromises(realm: Realm, timers: Made) {
  const { globals } = realm;
  const aborted = (signal: AbortSignal) =>
    Object.assign(new globals.Error("The operation was aborted", { cause: signal.reason }), {
      name: "AbortError",
      code: "ABORT_ERR",
    });
  /** A promise that is settled by a timer, or by a signal before that. */
  const wait = <T>(
    start: (ring: () => void) => { unref(): unknown },
    stop: (timer: unknown) => void,
    value: T,
    { signal, ref = true }: Awaiting = {},
  ): Promise<T> =>
    new globals.Promise((resolve: (value: T) => void, reject: (error: unknown) => void) => {
      if (signal?.aborted) {
        reject(aborted(signal));
        return;
      }
      const abort = () => {
        stop(timer);
        reject(aborted(signal as AbortSignal));
      };
      const timer = start(() => {
        signal?.removeEventListener("abort", abort);
        resolve(value);
      });
      if (!ref) timer.unref();
      signal?.addEventListener("abort", abort, { once: true });
    });
  const setTimeout = <T>(delay?: unknown, value?: T, options?: Awaiting) =>
    wait((ring) => timers.setTimeout(ring, delay), timers.clearTimeout, value, options);
  const setImmediate = <T>(value?: T, options?: Awaiting) =>
    wait(timers.setImmediate, timers.clearImmediate, value, options);
  async function* setInterval<T>(delay?: unknown, value?: T, { signal, ref = true }: Awaiting = {}) {
    let due = 0;
    let wake = () => {};
    const timer = timers.setInterval(() => {
      due++;
      wake();
    }, delay);
    if (!ref) timer.unref();
    const abort = () => wake();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      for (;;) {
        if (signal?.aborted) throw aborted(signal);
        if (due === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        due--;
        yield value;
      }
    } finally {
      timers.clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }
  const scheduler = {
    wait: (delay?: unknown, options?: Awaiting) => setTimeout(delay, undefined, options),
    yield: () => setImmediate(),
  };
  return { setTimeout, setImmediate, setInterval, scheduler };
}
