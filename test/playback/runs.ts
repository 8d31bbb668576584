import { keyValue, lan, oneLeaderPerTerm, raft, replicas, type Views } from "faultline";
import type { Action } from "../../src/playback/action.js";
import { record } from "../../src/playback/record.js";
import type { Recording } from "../../src/playback/recording.js";
import { initial, reduce } from "../../src/playback/reduce.js";
import type { View } from "../../src/playback/view.js";
import { work } from "../../src/playback/work.js";
import type { RaftState } from "../../src/protocols/raft/state.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { lively } from "../simulation/forms.js";

/** Two stand in one term, in which somebody else has cast its vote. */
const isContested = ({ nodes, nowUs }: Views<unknown>) => {
  if (nowUs < 1_000_000) return false;
  const states = nodes.filter(({ status }) => status === "up").map(({ state }) => state as RaftState);
  const terms = states.filter(({ role }) => role === "candidate").map(({ term }) => term);
  return states.some(
    ({ role, votedFor, term }) =>
      role === "follower" && votedFor !== null && terms.indexOf(term) < terms.lastIndexOf(term),
  );
};

/** Raft nodes that forget their votes when they crash; and they do. */
export const forgetful = {
  title: "a voter crashes",
  duration: "20s",
  rest: "1s",
  nodes: replicas(
    ["ann", "bob", "cat"],
    raft(keyValue, {
      electionTimeout: ["150ms", "160ms"],
      preVote: false,
      checkQuorum: false,
      flaw: "forgets its vote",
    }),
  ),
  network: lan({ latency: ["2ms", "20ms"] }),
  machine: { boot: "1ms" },
  faults: [
    { every: "500ms", for: "1ms", crash: "leader" },
    { when: isContested, for: "1ms", crash: "follower" },
  ],
  always: { "one leader per term": oneLeaderPerTerm },
} as unknown as Scenario;

/** In it, one leader follows another in the same term. */
export const forgetfulRun: Recording = await record(forgetful, { seed: "3" });

/** Three nodes, two clients, faults of several kinds; nothing is violated. */
export const livelyRun: Recording = await record(lively(), { seed: "1" });

/** The view after some actions, each with the work that it asks for done to its end. */
export function perform(view: View, ...actions: readonly Action[]): View {
  return actions.reduce((before, action) => {
    const task = work(before, action);
    const after = reduce(before, action);
    return task === null ? after : reduce(after, finish(task));
  }, view);
}

export function open(recording: Recording, position = 0): View {
  return initial(recording, { step: position });
}

/** What a generator returns. */
export function finish<T>(generator: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = generator.next();
    if (done) return value;
  }
}

/** All steps of a run at which something holds. */
export function stepsWhere({ length }: Recording, holds: (step: number) => boolean): number[] {
  return Array.from({ length }, (_, step) => step).filter(holds);
}
