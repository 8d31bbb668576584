import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Care } from "../../src/playback/difference.js";
import { Paths } from "../../src/playback/paths.js";
import { Versions } from "../../src/playback/versions.js";
import { carryOut } from "./carry-out.js";

/** One text for equal values, which tells apart even maps in another order, and objects of another class. */
function exact(value: unknown): string {
  if (typeof value !== "object" || value === null)
    return Object.is(value, -0) ? "-0" : `${typeof value} ${String(value)}`;
  if (Array.isArray(value)) return `[${value.map(exact).join()}]`;
  if (value instanceof Map) return `map(${[...value].map(([key, part]) => `${exact(key)}:${exact(part)}`).join()})`;
  if (value instanceof Set) return `set(${[...value].map(exact).join()})`;
  if (ArrayBuffer.isView(value)) return `bytes(${new Uint8Array(value.buffer).join()})`;
  const parts = Object.entries(value)
    .map(([key, part]) => `${key}:${exact(part)}`)
    .sort();
  return `${Object.getPrototypeOf(value)?.constructor?.name}{${parts.join()}}`;
}

class Account {
  balance = 0;
  history: number[] = [];
}

function newState() {
  return {
    role: "follower" as unknown,
    count: 0,
    list: [] as unknown[],
    table: {} as Record<string, unknown>,
    map: new Map<unknown, unknown>(),
    set: new Set<unknown>(),
    bytes: new Uint8Array(4),
    account: new Account(),
    frozen: Object.freeze({ entries: Object.freeze([]) as readonly unknown[], version: Number(0) }),
    nested: { deep: { deeper: [[1, 2], [3]] as unknown[][] } },
  };
}

type State = ReturnType<typeof newState>;
type Act = (state: State, key: string, number: number, value: unknown) => void;

function quick(): Care {
  return { paths: new Paths(), inFull: new Set() };
}

/** Everything that processes do to their states. */
const acts: Readonly<Record<string, Act>> = {
  set: (state, _, __, value) => {
    state.role = value;
  },
  push: (state, _, __, value) => state.list.push(value),
  pop: (state) => state.list.pop(),
  shift: (state) => state.list.shift(),
  insert: (state, _, number, value) => state.list.splice(number % (state.list.length + 1), 0, value),
  cut: (state, _, number) => state.list.splice(number % (state.list.length + 1), 2),
  rotate: (state) => {
    state.list = [...state.list.slice(1), ...state.list.slice(0, 1)];
  },
  clear: (state) => {
    state.list = [];
  },
  grow: (state, _, number) => state.list.push(...Array.from({ length: 40 + number }, (_, at) => at)),
  put: (state, key, _, value) => {
    state.table[key] = value;
  },
  remove: (state, key) => delete state.table[key],
  "take back": (state, key, _, value) => {
    delete state.table[key];
    state.table[key] = value;
  },
  "map put": (state, key, number, value) => state.map.set(number % 3 === 0 ? number : key, value),
  "map remove": (state, key, number) => state.map.delete(number % 3 === 0 ? number : key),
  "map object key": (state, key) => state.map.set({ key }, key),
  "map clear": (state) => state.map.clear(),
  "set add": (state, key) => state.set.add(key),
  "set remove": (state, key) => state.set.delete(key),
  "set object": (state, key) => state.set.add({ key }),
  "set clear": (state) => state.set.clear(),
  bytes: (state, _, number) => {
    state.bytes[number % 4]++;
  },
  account: (state, _, number) => {
    state.account.balance += number;
    state.account.history.push(number);
  },
  "new account": (state) => {
    state.account = new Account();
  },
  frozen: (state, _, number, value) => {
    const { entries, version } = state.frozen;
    const next = number % 4 === 0 ? entries.slice(1) : [...entries, Object.freeze({ number })];
    state.frozen = Object.freeze({
      entries: Object.freeze(next),
      version: version + 1,
      ...(value === 1 ? { number } : {}),
    });
  },
  "frozen outside only": (state, key) => {
    state.table[key] = Object.freeze({ inner: [] as unknown[] });
  },
  "change within": (state, key, number) => {
    const part = state.table[key] as { inner?: unknown[] } | undefined;
    if (Array.isArray(part?.inner)) part.inner.push(number);
  },
  nested: (state, _, number, value) => {
    const { deeper } = state.nested.deep;
    const inner = deeper[number % deeper.length] as unknown[];
    if (number % 2 === 0) inner.push(value);
    else inner.shift();
  },
  "same again": (state) => {
    state.nested = structuredClone(state.nested);
  },
  nothing: () => {},
  several: (state, key, number, value) => {
    for (const name of ["shift", "push", "put", "map put", "set add", "account"]) acts[name](state, key, number, value);
  },
};

const value = fc.oneof(
  fc.constantFrom<unknown>(0, -0, 1, Number.NaN, null, true, "", "text", 2n ** 70n),
  fc.constantFrom(1, 2).map((number) => ({ number })),
  fc.constant(1).map(() => [1, [2]]),
);
/** Acts that come across one another; or all. */
const groups = [
  ["push", "pop", "shift", "insert", "cut", "rotate", "clear", "grow", "nothing"],
  ["put", "remove", "take back", "frozen outside only", "change within"],
  ["map put", "map remove", "map object key"],
  ["set add", "set remove", "set object", "set clear"],
  ["frozen", "nested", "same again", "account", "new account", "bytes"],
  Object.keys(acts),
];

const script = fc.constantFrom(...groups).chain((names) =>
  fc.array(
    fc.record({
      name: fc.constantFrom(...names),
      key: fc.constantFrom("a", "b", "c", "d", "10", "9", "01"),
      number: fc.integer({ min: 0, max: 60 }),
      value,
    }),
    { maxLength: 60, size: "max" },
  ),
);

describe("the versions of a state", () => {
  test("are what it was after each step, asked in any order, whatever is done to it", () => {
    fc.assert(
      fc.property(
        script,
        fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
        fc.boolean(),
        (script, order, isThorough) => {
          const state = newState();
          const versions = new Versions(state, { paths: new Paths(), inFull: isThorough ? "all" : new Set() });
          const texts = [exact(state)];
          script.forEach(({ name, key, number, value }, step) => {
            acts[name](state, key, number, value);
            if (versions.note(step, state) === "missed" || !versions.holds(state))
              throw new Error(`${name} was missed`);
            texts.push(exact(state));
          });
          const asked = [...texts.keys(), ...order.map((number) => number % texts.length)];
          expect(asked.map((place) => exact(versions.at(place - 1)))).toEqual(asked.map((place) => texts[place]));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("differ by the changes of the steps between", () => {
    fc.assert(
      fc.property(script, (script) => {
        const state = newState();
        const paths = new Paths();
        const versions = new Versions(state, { paths, inFull: new Set() });
        script.forEach(({ name, key, number, value }, step) => {
          acts[name](state, key, number, value);
          versions.note(step, state);
        });
        for (const step of script.keys()) {
          const [before, after] = [versions.at(step - 1), versions.at(step)];
          const [from, to] = versions.changesOf(step);
          const changes = Array.from({ length: to - from }, (_, place) => ({
            path: paths.tell(versions.changes.pathOf(from + place)),
            before: versions.changes.beforeOf(from + place),
            after: versions.changes.afterOf(from + place),
          }));
          const made = carryOut(before, changes);
          expect(withoutClasses(made)).toBe(withoutClasses(after));
          if (exact(before) === exact(after)) expect(changes).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("stay as they are once they have been given out", () => {
    const state = newState();
    const versions = new Versions(state, quick());
    for (let step = 0; step < 3_000; step++) {
      acts.several(state, `key ${step % 50}`, step, step);
      versions.note(step, state);
    }
    const given = [2_999, 10, 1_500, 1_501, 1_499, 0, 2_000].map((step) => versions.at(step));
    const texts = given.map(exact);
    for (let step = 0; step < 3_000; step += 7) versions.at((step * 1_009) % 3_000);
    expect(given.map(exact)).toEqual(texts);
  });

  test("of a step that changes one thing differ by one change", () => {
    const entries = Array.from({ length: 2_000 }, (_, index) => Object.freeze({ index }));
    const state = {
      log: [...entries],
      queue: [...entries],
      table: { a: 1, b: { c: 2 } },
      map: new Map([["x", { y: 1 }]]),
    };
    const paths = new Paths();
    const versions = new Versions(state, { paths, inFull: new Set() });
    const steps: readonly (() => unknown)[] = [
      () => state.log.push(Object.freeze({ index: 2_000 })),
      () => state.log.pop(),
      () => state.queue.shift(),
      () => state.queue.splice(1_000, 1),
      () => {
        state.log[1_990] = Object.freeze({ index: -1 });
      },
      () => {
        state.table.b.c = 3;
      },
      () => {
        (state.map.get("x") as { y: number }).y = 2;
      },
      () => {
        state.log = [];
      },
    ];
    const told = steps.map((act, step) => {
      act();
      versions.note(step, state);
      const [from, to] = versions.changesOf(step);
      return Array.from({ length: to - from }, (_, place) => paths.tell(versions.changes.pathOf(from + place)));
    });
    expect(told).toEqual([
      [["log", 2_000]],
      [["log", 2_000]],
      [["queue", 0]],
      [["queue", 1_000]],
      [["log", 1_990, "index"]],
      [["table", "b", "c"]],
      [["map", "x", "y"]],
      [["log"]],
    ]);
  });

  test("do not miss for long what changes where nobody looks", () => {
    const state = { list: Array.from({ length: 5_000 }, () => ({ count: 0 })) };
    const paths = new Paths();
    const make = (inFull: ReadonlySet<number> | "all") => new Versions(state, { paths, inFull });
    const [quick, thorough] = [make(new Set()), make("all")];
    // The first look at an array is at all of it.
    quick.note(-1, state);
    state.list[17].count++;
    const noted = Array.from({ length: 400 }, (_, step) => quick.note(step, state));
    expect(noted.indexOf("missed")).toBe(Math.ceil((5_000 - 32) / 32) - 1);
    expect(quick.holds(state)).toBe(false);
    expect(thorough.note(0, state)).toBe("changed");
    expect(thorough.at(0)).toEqual(state);
    // Who knows where it was looks there.
    const missed = quick.missed(state);
    expect(Array.from(missed, (path) => paths.tell(path).join(".")).sort()).toEqual([
      "",
      "list",
      "list.17",
      "list.17.count",
    ]);
    const wary = make(missed);
    wary.note(-1, state);
    state.list[18].count++;
    expect([wary.note(0, state), wary.holds(state)]).toEqual(["changed", true]);
  });

  test("are refused of what contains itself", () => {
    const state: { self?: unknown } = {};
    state.self = state;
    expect(() => new Versions(state, quick())).toThrow("contains itself");
  });
});

/** What carries changes out the simple way makes plain objects only. */
function withoutClasses(value: unknown): string {
  return exact(value).replaceAll("Account{", "Object{");
}
