import type { History } from "../../src/checks/history.js";
import { Random } from "../../src/kernel/random.js";
import { drawOutcome, type Turn, takeTurns } from "./turns.js";

/*
 * Correct executions of what the checks judge: a system that takes one operation after another, with clients that
 * overlap, failures, and operations of unknown outcome.
 */

type Take = Parameters<typeof takeTurns>[0]["take"];

const operations = 120;

/** A history from what a system does in a run of its own. */
const run =
  (system: () => Take) =>
  (seed: number, clients = 5): History =>
    takeTurns({ clients, operations, take: system() }, new Random(`box ${seed}`));

/** What changes something, with any outcome; what only reads is answered. */
const change = (random: Random, request: unknown, apply: () => unknown): Turn => {
  const { outcome, happens } = drawOutcome(random);
  return { request, outcome, result: happens ? apply() : undefined };
};

/** The last turns are there to see what has become of it all. */
const isLate = (number: number) => number >= operations - 20;

export const setExecution = run(() => {
  const elements: string[] = [];
  return ({ random, number }) =>
    isLate(number) || random.chance(0.4)
      ? { request: { kind: "read" }, result: [...elements] }
      : change(random, { kind: "add", element: `e${number}` }, () => elements.push(`e${number}`));
});

export const broadcastExecution = run(() => {
  const messages: number[] = [];
  return ({ random, number }) =>
    isLate(number) || random.chance(0.4)
      ? { request: { kind: "read" }, result: random.shuffle(messages) }
      : change(random, { kind: "broadcast", message: number }, () => messages.push(number));
});

export const counterExecution = run(() => {
  let sum = 0;
  return ({ random, number }) => {
    if (isLate(number) || random.chance(0.4)) return { request: { kind: "read" }, result: sum };
    const delta = random.int(0, 5);
    return change(random, { kind: "add", delta }, () => {
      sum += delta;
    });
  };
});

export const sumExecution = run(() => {
  let sum = 0;
  return ({ random, number }) => {
    if (isLate(number)) return { request: { kind: "read", final: true }, result: sum };
    const delta = random.int(-50, 50);
    return change(random, { kind: "add", delta }, () => {
      sum += delta;
    });
  };
});

export const idExecution = run(() => {
  let last = 0;
  return ({ random }) => change(random, { kind: "generate" }, () => ++last);
});

export const accounts = ["a", "b", "c"];

export const bankExecution = run(() => {
  const balances: Record<string, number> = { a: 10, b: 10, c: 10 };
  return ({ random }) => {
    if (random.chance(0.5)) return { request: { kind: "read" }, result: { ...balances } };
    const [from, to] = random.sample(accounts, 2) as [string, string];
    const amount = random.int(1, 5);
    if (balances[from]! < amount) return { request: { kind: "transfer", from, to, amount }, outcome: "failed" };
    return change(random, { kind: "transfer", from, to, amount }, () => {
      balances[from]! -= amount;
      balances[to]! += amount;
    });
  };
});

export const queueExecution = run(() => {
  const values: number[] = [];
  const take = (): Turn =>
    values.length === 0
      ? { request: { kind: "dequeue" }, outcome: "failed" }
      : { request: { kind: "dequeue" }, result: values.shift() };
  return ({ random, number }) => {
    if (number === operations - 1) return { request: { kind: "drain" }, result: values.splice(0) };
    if (isLate(number) || random.chance(0.3)) return take();
    return change(random, { kind: "enqueue", value: number }, () => values.push(number));
  };
});

export const forkExecution = run(() => {
  const state = new Map<string, number>();
  return ({ random, number }) => {
    const group = Math.floor(number / 20);
    const keys = [0, 1, 2].map((key) => `${group}.${key}`);
    if (number % 20 < 3) {
      const key = keys[number % 20]!;
      return change(random, { kind: "write", key }, () => state.set(key, 1));
    }
    return {
      request: { kind: "read", keys },
      result: Object.fromEntries(keys.map((key) => [key, state.get(key) ?? null])),
    };
  };
});

export const reverseExecution = run(() => {
  const values: number[] = [];
  return ({ random, number }) =>
    random.chance(0.5)
      ? { request: { kind: "read" }, result: [...values] }
      : change(random, { kind: "write", value: number }, () => values.push(number));
});

export const monotonicExecution = run(() => {
  const numbers: Record<string, number> = { x: 0, y: 0, z: 0 };
  return ({ random }) => {
    if (random.chance(0.5)) {
      const keys = random.sample(["x", "y", "z"], 2);
      return { request: { kind: "read" }, result: Object.fromEntries(keys.map((key) => [key, numbers[key]])) };
    }
    const key = random.pick(["x", "y", "z"]);
    return change(random, { kind: "increase", key }, () => numbers[key]!++);
  };
});

/** Who writes has come so far when somebody reads. */
export const partsExecution = run(() => {
  const written = new Map<string, number>();
  return ({ random }) => {
    const key = random.pick(["x", "y", "z"]);
    if (random.chance(0.5)) return change(random, { kind: "write", key }, () => written.set(key, random.int(0, 4)));
    const parts = Array.from({ length: 5 }, (_, part) => (part < (written.get(key) ?? 0) ? part : null));
    return { request: { kind: "read", key }, result: parts.reverse() };
  };
});

export const insertExecution = run(() => {
  const there = new Set<number>();
  return ({ random }) => {
    const key = random.int(0, 30);
    if (there.has(key)) return { request: { kind: "insert", key }, outcome: "failed" };
    return change(random, { kind: "insert", key }, () => there.add(key));
  };
});

export const lockExecution = run(() => {
  let holder: number | null = null;
  let token = 0;
  return ({ random, process }) => {
    const own = (request: unknown, apply: () => unknown) => {
      const turn = change(random, request, apply);
      // Whoever does not know whether it has the lock is gone, and no hold of it is sure: it is thrown out.
      if (turn.outcome === "unknown" && holder === process) holder = null;
      return turn;
    };
    if (holder === null) {
      return own({ kind: "acquire" }, () => {
        holder = process;
        return ++token;
      });
    }
    if (holder !== process) return { request: { kind: "acquire" }, result: null };
    if (random.chance(0.5)) return { request: { kind: "use", token }, result: true };
    return own({ kind: "release" }, () => {
      holder = null;
    });
  };
});

export const leaderExecution = run(() => {
  let [leader, term] = ["ann", 1];
  return ({ random }) => {
    if (random.chance(0.2)) {
      term += 1;
      leader = random.pick(["ann", "bob", "cat"]);
    }
    return { request: { kind: "leader" }, result: random.chance(0.2) ? null : { leader, term } };
  };
});

export const logExecution = run(() => {
  const logs = new Map<string, { readonly value: number; readonly offset: number }[]>([
    ["x", []],
    ["y", []],
  ]);
  const positions = new Map<number, Map<string, number>>();
  let offset = 0;
  const poll = (process: number, most: number) => {
    if (!positions.has(process)) positions.set(process, new Map());
    const own = positions.get(process)!;
    return Object.fromEntries(
      [...logs].map(([key, log]) => {
        const from = own.get(key) ?? 0;
        own.set(key, Math.min(log.length, from + most));
        return [key, log.slice(from, from + most).map(({ value, offset: at }) => [at, value])];
      }),
    );
  };
  return ({ random, number, process }) => {
    if (isLate(number)) return { request: { kind: "poll" }, result: poll(process, operations) };
    if (random.chance(0.1)) {
      positions.delete(process);
      return { request: { kind: "assign", keys: ["x", "y"] }, result: null };
    }
    if (random.chance(0.4)) return { request: { kind: "poll" }, result: poll(process, 3) };
    const key = random.pick(["x", "y"]);
    offset += random.int(1, 3);
    return change(random, { kind: "send", key, value: number }, () => {
      logs.get(key)!.push({ value: number, offset });
      return offset;
    });
  };
});

/** Reads and writes of a register per key, one after another: as consistent as can be. */
export const registerExecution = run(() => {
  const values = new Map<string, number>();
  return ({ random, number }) => {
    const key = random.pick(["x", "y", "z"]);
    if (random.chance(0.5)) return { request: { kind: "read", key }, result: values.get(key) ?? null };
    return change(random, { kind: "write", key, value: number + 1 }, () => values.set(key, number + 1) && null);
  };
});

/** The same in transactions. */
export const transactionExecution = run(() => {
  const values = new Map<string, number>();
  let last = 0;
  return ({ random }) => {
    const accesses = Array.from({ length: random.int(1, 4) }, () => {
      const key = random.pick(["x", "y", "z"]);
      return random.chance(0.5) ? (["r", key, null] as const) : (["w", key, ++last] as const);
    });
    return change(random, accesses, () =>
      accesses.map(([kind, key, value]) => {
        if (kind === "w") values.set(key, value);
        return [kind, key, values.get(key) ?? null];
      }),
    );
  };
});
