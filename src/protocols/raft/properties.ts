import { canonical } from "../../kernel/plain.js";
import { because, type Evidence, type Predicate, type Property } from "../../node/property.js";
import type { NodeView, Views } from "../../node/view.js";
import { termAt } from "./log.js";
import { majorityOf } from "./quorum.js";
import type { Entry, RaftState } from "./state.js";

/*
 * They are asked after every event. So each looks first at the little that tells whether anything has changed, and
 * compares entries by identity before it compares them by content: entries are frozen, and shared by all nodes.
 */

type World = Views<RaftState>;
type Node = NodeView<RaftState>;

/** A node leads, and a majority of all nodes follows it in its term. */
export const hasLeader: Predicate<World> = ({ nodes, correct }) => {
  for (const { name, state, status } of correct) {
    if (state.role !== "leader" || status !== "up") continue;
    let following = 0;
    for (const other of correct) {
      if (other.state.leader === name && other.state.term === state.term && other.status === "up") following++;
    }
    if (following >= majorityOf(nodes.length)) return true;
  }
  return noLeader;
};

const noLeader = because("no node leads a majority");

/** No two nodes ever lead the same term: election safety. */
export const oneLeaderPerTerm: Property<World> = {
  watch() {
    const leaders = new Map<number, string>();
    return ({ correct }) => {
      for (const { name, state } of correct) {
        if (state.role !== "leader") continue;
        const leader = leaders.get(state.term);
        if (leader === undefined) leaders.set(state.term, name);
        else if (leader !== name) return because(`${leader} and ${name} both led term ${state.term}`, [leader, name]);
      }
      return true;
    };
  },
};

/** Where two logs have an entry of the same term at the same index, they are the same up to there. */
export const logMatching: Property<World> = {
  watch() {
    // By index: an entry of each term seen there, the term before it, and who had it first. Since this is asked for
    // every index of every log, logs that agree on an entry and on the term before it agree on all that is before it.
    const known: { entry: Entry; termBefore: number; name: string }[][] = [];
    return onChange(({ name, state: { log }, checked }) => {
      let same = Math.min(log.length, checked.length);
      while (same > 0 && log[same - 1] !== checked[same - 1]) same--;
      checked.length = same;
      for (let at = same; at < log.length; at++) {
        const entry = log[at];
        const termBefore = termAt(log, at);
        known[at] ??= [];
        const first = known[at].find((one) => one.entry.term === entry.term);
        if (first === undefined) known[at].push({ entry, termBefore, name });
        else if (!isSame(entry, first.entry) || termBefore !== first.termBefore) {
          const what = `${first.name} and ${name} both have an entry of term ${entry.term} at index ${at + 1}`;
          return because(`${what}, but their logs differ up to there`, [first.name, name]);
        }
        checked.push(entry);
      }
      return null;
    });
  },
};

/** What was committed in a term is in the logs of all who lead later terms. */
export const leaderCompleteness: Property<World> = {
  watch() {
    const committed: Committed[] = [];
    /** By term: how much of what was committed has been looked for in the log of its leader. */
    const checked = new Map<number, number>();
    return ({ correct }) => {
      for (const { name, state } of correct) {
        if (state.commitIndex > committed.length) note(committed, state);
        if (state.role !== "leader") continue;
        for (let at = checked.get(state.term) ?? 0; at < committed.length; at++) {
          const { entry, term } = committed[at];
          if (term >= state.term || isSame(entry, state.log[at])) continue;
          const what = `${name} leads term ${state.term} without entry ${at + 1}`;
          return because(`${what}, which was committed in term ${term}`, [name]);
        }
        if (checked.get(state.term) !== committed.length) checked.set(state.term, committed.length);
      }
      return true;
    };
  },
};

/** No two nodes ever commit, hence execute, different entries at the same index. */
export const stateMachineSafety: Property<World> = {
  watch() {
    const committed: { entry: Entry; name: string }[] = [];
    return onChange(({ name, state: { log, commitIndex }, checked }) => {
      for (let at = checked.length; at < commitIndex && at < log.length; at++) {
        const entry = log[at];
        const first = committed[at];
        if (first === undefined) committed.push({ entry, name });
        else if (!isSame(entry, first.entry)) {
          const one = `${first.name} committed an entry of term ${first.entry.term} at index ${at + 1}`;
          return because(`${one}, and ${name} one of term ${entry.term}`, [first.name, name]);
        }
        checked.push(entry);
      }
      return null;
    });
  },
};

/** What is committed is durable on a majority; nodes that cannot be looked into get the benefit of the doubt. */
export const committedIsDurable: Property<World> = {
  watch() {
    const committed: Committed[] = [];
    return ({ correct, nodes }) => {
      for (const { name, state } of correct) {
        if (state.commitIndex <= committed.length || !note(committed, state)) continue;
        const index = committed.length;
        const lacking = nodes.filter((node) => lacks(node, index, committed[index - 1].entry));
        if (nodes.length - lacking.length >= majorityOf(nodes.length)) continue;
        const names = lacking.map((node) => node.name);
        const what = `${name} committed entry ${index}`;
        return because(`${what}, which is not durable on ${names.join(", ")}`, [name, ...names]);
      }
      return true;
    };
  },
};

/** A leader commits entries of earlier terms only along with one of its own, whose replicas it counts (figure 8). */
export const commitsByOwnTerm: Property<World> = {
  watch: () =>
    onChange(({ name, state: { role, term, log, commitIndex }, commitIndex: before }) => {
      if (role !== "leader" || commitIndex <= before || termAt(log, commitIndex) === term) return null;
      const entry = `entry ${commitIndex} of term ${termAt(log, commitIndex)}`;
      return because(`${name}, which leads term ${term}, committed ${entry} by counting`, [name]);
    }),
};

/** As long as a node is up, its term and its commit index never go back, and it removes no committed entry. */
export const nothingGoesBack: Property<World> = {
  watch: () =>
    onChange((before) => {
      const { name, state } = before;
      const { term, commitIndex, log } = state;
      if (term < before.term) return because(`${name} went back from term ${before.term} to ${term}`, [name]);
      if (commitIndex < before.commitIndex) {
        return because(`${name} took its commit index back from ${before.commitIndex} to ${commitIndex}`, [name]);
      }
      if (commitIndex <= log.length) return null;
      return because(`${name} removed entry ${log.length + 1}, which it knew to be committed`, [name]);
    }),
};

/** A leader never means to send next what a peer is known to have. */
export const nextIsBeyondMatch: Predicate<World> = ({ correct }) => {
  for (const { name, state } of correct) {
    if (state.role !== "leader") continue;
    for (const { peer, next, match } of state.progress) {
      if (next > match) continue;
      return because(`${name} means to send entry ${next} to ${peer}, which has all up to ${match}`, [name, peer]);
    }
  }
  return true;
};

/** All that Raft promises whatever happens, for a scenario's `always`. */
export const raftSafety: Readonly<Record<string, Property<World>>> = {
  "one leader per term": oneLeaderPerTerm,
  "log matching": logMatching,
  "leader completeness": leaderCompleteness,
  "state machine safety": stateMachineSafety,
  "committed is durable": committedIsDurable,
  "commits by own term": commitsByOwnTerm,
  "nothing goes back": nothingGoesBack,
  "next is beyond match": nextIsBeyondMatch,
};

/** A correct node, and what was seen of it when it had changed last. */
interface Sight {
  readonly name: string;
  readonly state: RaftState;
  term: number;
  commitIndex: number;
  length: number;
  last: Entry | undefined;
  /** The entries that a property need not check again. */
  readonly checked: Entry[];
}

/**
 * Looks at each correct node whenever its term, its commit index or its log has changed. A node that was restarted has
 * another state, and is begun with anew. A world gives the same list of correct nodes until the life of one changes.
 */
function onChange(look: (sight: Sight) => Evidence | null): Predicate<World> {
  let nodes: readonly Node[] = [];
  let sights: readonly Sight[] = [];
  return ({ correct }) => {
    if (correct !== nodes) {
      const before = sights;
      sights = correct.map(({ name, state }) => before.find((sight) => sight.state === state) ?? begin(name, state));
      nodes = correct;
    }
    for (const sight of sights) {
      const { term, commitIndex, log } = sight.state;
      const last = log[log.length - 1];
      const sameLog = last === sight.last && log.length === sight.length;
      if (sameLog && commitIndex === sight.commitIndex && term === sight.term) continue;
      const evidence = look(sight);
      if (evidence !== null) return evidence;
      sight.term = term;
      sight.commitIndex = commitIndex;
      sight.length = log.length;
      sight.last = last;
    }
    return true;
  };
}

function begin(name: string, state: RaftState): Sight {
  return { name, state, term: 0, commitIndex: 0, length: 0, last: undefined, checked: [] };
}

interface Committed {
  readonly entry: Entry;
  /** The term of the node that committed it first: a leader of that term, or of an earlier one. */
  readonly term: number;
}

/** Adds what a node shows to be committed and was not known to be; gives whether there was any. */
function note(committed: Committed[], { log, commitIndex, term }: RaftState): boolean {
  const before = committed.length;
  for (let at = before; at < commitIndex && at < log.length; at++) committed.push({ entry: log[at], term });
  return committed.length > before;
}

function lacks(node: Node, index: number, entry: Entry): boolean {
  const { state } = node;
  // A node in term 0 has not started, or has not read its disk yet.
  if (!isCorrect(node) || state.term === 0) return false;
  return state.durableIndex < index || !isSame(entry, state.log[index - 1]);
}

function isCorrect({ status, byzantine }: Node): boolean {
  return status !== "crashed" && !byzantine;
}

function isSame(entry: Entry, other: Entry | undefined): boolean {
  if (entry === other) return true;
  return entry.term === other?.term && canonical(entry.command) === canonical(other.command);
}
