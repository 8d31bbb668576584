import { promisify } from "node:util";
import { Mistakes } from "../mistakes.js";
import type { Realm } from "../realm.js";
import type { Alarm } from "../realm-host.js";
import { timersPromises } from "./timers-promises.js";

const longestMs = 2 ** 31 - 1;

/** A delay in microseconds, as Node takes one: what is too short, too long or no number is a millisecond. */
function delayUs(delay: unknown): number {
  const ms = Number(delay);
  return (ms >= 1 && ms <= longestMs ? Math.trunc(ms) : 1) * 1000;
}

/** The timers of one realm: handles as Node's are, on the monotonic clock. */
export function timers(realm: Realm): object {
  const { host } = realm;
  /** Those that are still to come, by number, for those who keep numbers. */
  const active = new Map<number, Timeout>();
  let count = 0;

  class Timeout {
    private alarm: Alarm | null = null;
    private readonly number = ++count;
    private referenced = true;
    private readonly lengthUs: number;
    private readonly repeats: boolean;
    private readonly call: () => void;

    constructor(call: () => void, delay: unknown, repeats: boolean) {
      this.call = call;
      this.lengthUs = delayUs(delay);
      this.repeats = repeats;
      this.set();
    }

    ref(): this {
      this.referenced = true;
      this.alarm?.reference();
      return this;
    }

    unref(): this {
      this.referenced = false;
      this.alarm?.unreference();
      return this;
    }

    hasRef(): boolean {
      return this.referenced;
    }

    refresh(): this {
      if (this.alarm !== null) {
        this.alarm.cancel();
        this.set();
      }
      return this;
    }

    close(): this {
      this.alarm?.cancel();
      this.alarm = null;
      active.delete(this.number);
      return this;
    }

    [Symbol.toPrimitive](): number {
      return this.number;
    }

    [Symbol.dispose](): void {
      this.close();
    }

    private set(): void {
      if (host.isDead) return;
      active.set(this.number, this);
      this.alarm = host.schedule(this.lengthUs, () => this.fire(), this.repeats ? "interval" : "timeout");
      if (!this.referenced) this.alarm.unreference();
    }

    private fire(): void {
      const rung = this.alarm;
      try {
        this.call();
      } finally {
        // It may have been closed, or set anew, by the call.
        if (this.alarm === rung && this.alarm !== null) {
          if (this.repeats) this.set();
          else active.delete(this.number);
        }
      }
    }
  }

  class Immediate {
    readonly alarm: Alarm;

    constructor(call: () => void) {
      this.alarm = host.schedule(0, call, "immediate");
    }

    ref(): this {
      this.alarm.reference();
      return this;
    }

    unref(): this {
      this.alarm.unreference();
      return this;
    }

    hasRef(): boolean {
      return this.alarm.isReferenced;
    }

    [Symbol.dispose](): void {
      this.alarm.cancel();
    }
  }

  type Callback = (...args: unknown[]) => void;
  const checked = (callback: unknown): Callback => {
    if (typeof callback === "function") return callback as Callback;
    throw new Mistakes(realm).wrongType("callback", "of type function", callback);
  };
  const later =
    (repeats: boolean) =>
    (callback: Callback, delay?: unknown, ...args: unknown[]) => {
      const call = checked(callback);
      return new Timeout(args.length === 0 ? () => call() : () => call(...args), delay, repeats);
    };
  const setTimeout = named("setTimeout", later(false));
  const setInterval = named("setInterval", later(true));
  const setImmediate = (callback: Callback, ...args: unknown[]) => {
    const call = checked(callback);
    return new Immediate(() => call(...args));
  };
  const clearTimeout = (timer: unknown) => {
    if (timer instanceof Timeout) timer.close();
    else if (typeof timer === "number" || typeof timer === "string") active.get(Number(timer))?.close();
  };
  const clearImmediate = (immediate: unknown) => {
    if (immediate instanceof Immediate) immediate.alarm.cancel();
  };
  const made = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval: clearTimeout, clearImmediate };

  const promises = timersPromises(realm, made);
  Object.defineProperty(setTimeout, promisify.custom, { enumerable: true, get: () => promises.setTimeout });
  Object.defineProperty(setImmediate, promisify.custom, { enumerable: true, get: () => promises.setImmediate });
  return { ...made, promises };
}

function named<F extends object>(name: string, made: F): F {
  return Object.defineProperty(made, "name", { value: name, configurable: true });
}
