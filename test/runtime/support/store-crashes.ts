import { type Forgotten, WalStore } from "../../../scenarios/write-ahead-log/wal-store.js";
import { Random } from "../../../src/kernel/random.js";
import type { DiskSpec } from "../../../src/node/machine-spec.js";
import { SmallMachine, SmallRealm } from "./small-realm.js";

/** Two keys, and values longer than a page now and then; those of a kind are of one length. */
function putOf(n: number): [key: string, value: string] {
  return [n % 2 === 0 ? "a" : "b", `${n}.`.padEnd(n % 4 === 3 ? 5000 : 10, "x")];
}

/** What the store holds after so many puts, as text. */
function stateAfter(count: number): string {
  const entries = Array.from({ length: count }, (_, index) => putOf(index + 1));
  return textOf(Object.fromEntries(entries));
}

function textOf(entries: object): string {
  return JSON.stringify(entries, ["a", "b"]);
}

/** What is wrong with a store, or with what it stands on. */
export interface Trouble {
  readonly forgets?: Forgotten;
  readonly folder?: string;
  readonly spec?: DiskSpec;
  /** A fault of the disk that lasts all the time. */
  readonly fault?: "tearWrites" | "loseSyncs";
}

interface Life {
  readonly trouble: Trouble;
  /** How many puts were acknowledged before. */
  readonly acknowledged: number;
  /** It puts until there are so many. */
  readonly upTo: number;
  /** After so many changes and syncs of the file system the power fails, if it comes to that. */
  readonly failsAfter: number;
}

interface Death {
  readonly acknowledged: number;
  readonly operations: number;
  /** What was wrong, if anything: the store did not open, or held what it never held since. */
  readonly problem: string | null;
}

class PowerFailure extends Error {}

/** Lets a store live until the power fails. What it is told and tells after that instant has not happened. */
async function live(machine: SmallMachine, { trouble, acknowledged: before, upTo, failsAfter }: Life): Promise<Death> {
  const { forgets, folder = "/store" } = trouble;
  const small = new SmallRealm(machine);
  let acknowledged = before;
  let operations = 0;
  let death: Death | null = null;
  machine.files.observer = () => {
    operations++;
    if (death === null && operations < failsAfter) return;
    death ??= { acknowledged, operations, problem: null };
    throw new PowerFailure();
  };
  const run = async (): Promise<string | null> => {
    const store = new WalStore(folder, { fs: small.fs.promises, ...(forgets === undefined ? {} : { forgets }) });
    try {
      await store.open();
    } catch (error) {
      return `it cannot be opened: ${error}`;
    }
    const found = textOf(store.entries);
    if (found === stateAfter(before + 1)) acknowledged++;
    else if (found !== stateAfter(before)) return `${before} acknowledged, and found ${found.slice(0, 60)}`;
    for (let n = acknowledged + 1; n <= upTo; n++) {
      await store.put(...putOf(n));
      acknowledged = n;
    }
    return null;
  };
  const survived = run().catch((error) => {
    if (death === null) throw error;
    return null;
  });
  const problem = await small.play(survived, () => death !== null);
  machine.files.observer = null;
  machine.files.crash(false);
  return death ?? { acknowledged, operations, problem };
}

function newMachine({ spec, fault }: Trouble, seed: string): SmallMachine {
  const machine = new SmallMachine(spec, seed);
  if (fault !== undefined) machine.begin(fault);
  return machine;
}

/** Crashes a life of twelve puts at every boundary between two operations, there with several chances, and looks. */
export async function everywhere(trouble: Trouble, chances: number): Promise<{ crashes: number; found: string[] }> {
  const life = { trouble, acknowledged: 0, upTo: 12, failsAfter: Number.POSITIVE_INFINITY };
  const { operations } = await live(newMachine(trouble, "whole"), life);
  const found: string[] = [];
  for (let boundary = 1; boundary <= operations; boundary++) {
    for (let chance = 0; chance < chances; chance++) {
      const machine = newMachine(trouble, `${boundary}/${chance}`);
      const { acknowledged } = await live(machine, { ...life, failsAfter: boundary });
      const { problem } = await live(machine, { ...life, acknowledged, upTo: 0 });
      if (problem !== null) found.push(`after ${boundary} operations: ${problem}`);
    }
  }
  return { crashes: operations * chances, found };
}

/** Crashes one life after another at random, while it finds again what there was before, too. */
export async function atRandom(
  trouble: Trouble,
  machines: number,
  lives: number,
): Promise<{ crashes: number; found: string[] }> {
  const found: string[] = [];
  for (let seed = 0; seed < machines; seed++) {
    const machine = newMachine(trouble, `random ${seed}`);
    const random = new Random(`crashes ${seed}`);
    let acknowledged = 0;
    for (let n = 0; n < lives; n++) {
      const life = { trouble, acknowledged, upTo: acknowledged + 100, failsAfter: random.int(1, 40) };
      const death = await live(machine, life);
      if (death.problem !== null) found.push(`machine ${seed}, life ${n}: ${death.problem}`);
      if (death.problem !== null) break;
      acknowledged = death.acknowledged;
    }
  }
  return { crashes: machines * lives, found };
}
