import { hasLeader, keyValue, lan, linearizable, raft, replicas, type Scenario, swarm } from "faultline";
import { type AnyScenario, type ShippedName, shipped } from "./shipped.js";

// biome-ignore lint/suspicious/noExplicitAny: a swarm's aims are checked when it is read
const anyOf = (name: ShippedName): any => shipped[name];

/** What is left of a shipped scenario when its faults are drawn: no recovery is promised while more than a minority may be broken. */
function swarming(name: ShippedName, changes: Partial<Scenario>): AnyScenario {
  const { recovers, sometimes, ...form } = anyOf(name);
  return { ...form, faults: swarm(), ...changes };
}

const aLeader = { "there is a leader in the end": hasLeader } as unknown as Scenario["eventually"];

/** The scenarios that users get, with timetables that are drawn: none of them may ever fail. */
export const swarms: Readonly<Record<string, AnyScenario>> = {
  "key-value store": swarming("partition", {
    duration: "20s",
    consistency: linearizable(keyValue),
    eventually: aLeader,
  }),
  "key-value store with a healthy core": swarming("asymmetric", {
    duration: "20s",
    nodes: replicas(["ann", "bob", "cat", "dan", "eve"], raft(keyValue)),
    faults: swarm({ core: "majority" }),
    eventually: aLeader,
  }),
  "key-value store on disks": swarming("crash-storm", { duration: "20s", eventually: aLeader }),
  "key-value store on slow disks": swarming("lossy-disk", { duration: "20s", network: lan(), eventually: aLeader }),
  gossip: swarming("gossip", {}),
  "gossip with liars": swarming("gossip", {
    faults: swarm({ kinds: ["partition", "loss", "crash", "silence", "replay", "equivocate", "tamper"] }),
  }),
  // Who is last granted the lock keeps it for as long as the server's clock has jumped back.
  lock: swarming("clock-skew", { eventually: {} }),
  "job queue": swarming("job-queue", {}),
};
