import fc from "fast-check";
import { expect, test } from "vitest";
import { converged, nothingLost, nothingMadeUp } from "../../src/checks/convergence.js";
import { eventualSet } from "../../src/checks/eventual-set.js";
import type { Element } from "../../src/crdt/element.js";
import { growOnlySet } from "../../src/crdt/grow-only-set.js";
import { elements, observedRemoveSet } from "../../src/crdt/observed-remove-set.js";
import { canonical } from "../../src/kernel/plain.js";
import type { Random } from "../../src/kernel/random.js";
import type { Finding } from "../../src/node/property.js";
import { sign } from "../../src/node/signature.js";
import { type GossipOptions, type GossipState, gossip } from "../../src/protocols/gossip.js";
import { isEquivocated } from "../../src/protocols/update-log.js";
import { resurrectingSet } from "../support/resurrecting-set.js";
import { type GossipEnd, type GossipRun, gossipRun, inventions, nothingBut, someLies } from "./gossip-run.js";

const { add, remove, read } = observedRemoveSet;

/** Half of the elements are never removed, so that it can be told whether they are lost. */
function request(random: Random) {
  const element = random.int(1, 40);
  if (random.chance(0.3)) return read();
  return element <= 20 && random.chance(0.4) ? remove(element) : add(element);
}

const trouble = ["partitions", "crashes", "pauses", "disk errors"] as const;

const observedRemove = (options: GossipOptions = {}, crdt = observedRemoveSet) => ({
  process: gossip(crdt, options),
  request,
  trouble,
});

const growOnly = (options: GossipOptions = {}) => ({
  process: gossip(growOnlySet, options),
  request: (random: Random) => (random.chance(0.3) ? growOnlySet.read() : growOnlySet.add(random.int(1, 200))),
  trouble,
});

type Entries<State> = (state: GossipState<State>) => readonly { readonly element: Element; readonly by: string }[];

const entriesOfSet: Entries<typeof observedRemoveSet.initial> = ({ value }) => value.entries;
const entriesOfLog: Entries<typeof growOnlySet.initial> = ({ log }) =>
  log.updates.map(({ by, value }) => ({ element: (value.change as { element: Element }).element, by }));

/** What is wrong at the end of a run: property by property, with the evidence. */
function findings<State>(
  end: GossipEnd<State>,
  set: (value: State) => readonly Element[],
  entries: Entries<State>,
): Record<string, unknown> {
  const setOf = ({ value }: GossipState<State>) => set(value);
  const lying = end.nodes.filter(({ byzantine }) => byzantine).map(({ name }) => name);
  const reads = eventualSet({ lying }).judge(end.history, 1e9);
  const found: Record<string, Finding> = {
    converged: converged(setOf)(end),
    "nothing lost": nothingLost(setOf)(end),
    "nothing made up": nothingMadeUp(entries)(end),
    reads: reads.verdict === "valid" || { because: canonical(reads), nodes: [] },
    "no process failed": end.failures.length === 0 || { because: canonical(end.failures), nodes: [] },
    "no correct node is down": end.nodes.every(({ status, byzantine }) => status === "up" || byzantine),
  };
  return Object.fromEntries(Object.entries(found).filter(([, finding]) => finding !== true));
}

const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test("150 runs with partitions, crashes, pauses and disk errors give no finding", () => {
  for (const seed of seeds(150)) {
    expect([seed, findings(gossipRun(seed, observedRemove()), elements, entriesOfSet)]).toEqual([seed, {}]);
  }
});

test("150 runs with a node that tampers, repeats, equivocates or keeps silent, on top of that, give no finding", () => {
  let ignored = 0;
  for (const seed of seeds(150)) {
    const end = gossipRun(seed, { ...observedRemove(), lies: someLies });
    expect([seed, findings(end, elements, entriesOfSet)]).toEqual([seed, {}]);
    ignored += end.correct.reduce((sum, { state }) => sum + state.counts.ignored, 0);
  }
  expect(ignored).toBeGreaterThan(1_000);
});

test("150 runs with a node that signs whatever it likes under its own name: the others lose nothing and agree", () => {
  let equivocations = 0;
  for (const seed of seeds(150)) {
    const end = gossipRun(seed, { ...observedRemove(), lies: inventions });
    // What it invented is its own affair, but those who read it have never heard of an add.
    const { reads: _, ...found } = findings(end, elements, entriesOfSet);
    expect([seed, found]).toEqual([seed, {}]);
    const { log } = end.correct[0].state;
    if (log.updates.some(({ by, value }) => isEquivocated(log, { by, counter: value.counter }))) equivocations++;
  }
  expect(equivocations).toBeGreaterThan(20);
});

test("100 runs of a set that only grows, some with a liar, give no finding", () => {
  for (const seed of seeds(100)) {
    const run = seed % 2 === 0 ? growOnly() : { ...growOnly(), lies: someLies };
    expect([seed, findings(gossipRun(seed, run), (value) => value, entriesOfLog)]).toEqual([seed, {}]);
  }
});

test("every planted mistake is found", () => {
  const twins: Record<string, GossipRun<typeof observedRemoveSet.initial>> = {
    "merges wrongly": observedRemove({ flaw: "merges wrongly" }),
    "trusts unsigned updates": { ...observedRemove({ flaw: "trusts unsigned updates" }), lies: someLies },
    "reuses dots after a crash": observedRemove({ flaw: "reuses dots after a crash" }),
    "a set that brings back what was removed": observedRemove({}, resurrectingSet),
  };
  const tries = 40;
  for (const [flaw, run] of Object.entries(twins)) {
    const found = seeds(tries).map((seed) => Object.keys(findings(gossipRun(seed, run), elements, entriesOfSet)));
    const first = found.findIndex((names) => names.length > 0) + 1;
    const share = found.filter((names) => names.length > 0).length;
    console.log(`${flaw}: first seed ${first}, ${share} of ${tries}; ${[...new Set(found.flat())].join(", ")}`);
    expect(share).toBeGreaterThan(0);
  }
});

test("a remove cannot take back what is still to be added", () => {
  const change = { element: null, removes: [{ by: "ann", counter: 1 }] };
  const lies = nothingBut((seed) => ({
    kind: "updates",
    updates: [sign(seed, "eve", { counter: 1, change, named: ["00000000"] })],
  }));
  const end = gossipRun(1, { ...observedRemove(), trouble: [], lies });
  expect(findings(end, elements, entriesOfSet)).toEqual({});
  const believed = end.correct.filter(({ state }) =>
    state.log.updates.some(({ value }) => value.named.includes("00000000")),
  );
  expect(believed).toEqual([]);
});

test("whatever is sent to it, a node goes on", () => {
  const word = fc.constantFrom("ann", "eve", "by", "value", "signature", "slots", "hash", "counter", "named", "change");
  const { junk } = fc.letrec((tie) => ({
    junk: fc.oneof({ depthSize: "small" }, fc.integer(), word, fc.constant(null), tie("list"), tie("record")),
    list: fc.array(tie("junk"), { maxLength: 4 }),
    record: fc.dictionary(word, tie("junk"), { maxKeys: 5 }),
  }));
  fc.assert(
    fc.property(fc.constantFrom("digest", "updates"), junk, junk, (kind, first, second) => {
      const message = { kind, held: first, answers: second, updates: Array.isArray(first) ? first : [first, second] };
      const end = gossipRun(1, { ...observedRemove(), trouble: [], lies: nothingBut(() => message) });
      expect(findings(end, elements, entriesOfSet)).toEqual({});
    }),
    { numRuns: 100 },
  );
});

test("options that make no sense are refused, with the path to them", () => {
  expect(() => gossip(growOnlySet, { every: "0s" })).toThrow('gossip.every: "0s" must be longer than nothing');
  expect(() => gossip(growOnlySet, { fanout: 0 })).toThrow("gossip.fanout: 0 must be a whole number, at least 1");
  expect(() => gossip(growOnlySet, { flaw: "none" as never })).toThrow('gossip.flaw: "none" must be one of: merges');
});

test("the same seed gives the same run", () => {
  const digests = [1, 1, 2].map((seed) => gossipRun(seed, { ...observedRemove(), lies: someLies }).digest);
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
});
