import { type Mistake, Refusal } from "../../kernel/refusal.js";
import { type Duration, formatLength, parseDuration } from "../../kernel/time.js";
import { type RaftFlaw, raftFlaws } from "./flaws.js";

export interface RaftOptions {
  /** After how long without a leader a node stands for election: drawn between the two. 150 to 300 ms unless given. */
  readonly electionTimeout?: readonly [least: Duration, most: Duration];
  /** A leader makes itself heard at least so often. 50 ms unless given. */
  readonly heartbeat?: Duration;
  /** Whether a node first asks if it could win, so that one that was cut off raises no terms. Yes unless given. */
  readonly preVote?: boolean;
  /**
   * Whether a leader steps down that hears from no majority for the longest election timeout, and nodes that hear a
   * leader ignore candidates. Yes unless given.
   */
  readonly checkQuorum?: boolean;
  /** Entries in one message at most. 64 unless given. */
  readonly maxBatch?: number;
  /** A mistake to be made on purpose. */
  readonly flaw?: RaftFlaw;
}

/** Options that were checked, in microseconds. */
export interface RaftConfig {
  readonly electionTimeoutUs: readonly [least: number, most: number];
  readonly heartbeatUs: number;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
  readonly maxBatch: number;
  readonly flaw: RaftFlaw | null;
}

const optionNames = "there are: electionTimeout, heartbeat, preVote, checkQuorum, maxBatch, flaw";

/** Checks options as a user gave them; refuses them with all that is wrong. */
export function raftConfig(options: RaftOptions = {}): RaftConfig {
  const {
    electionTimeout = ["150ms", "300ms"],
    heartbeat = "50ms",
    preVote = true,
    checkQuorum = true,
    maxBatch = 64,
    flaw = null,
    ...others
  } = options;
  const mistakes: Mistake[] = [];
  const check = (path: string, value: unknown, isRight: boolean, problem: string) => {
    if (!isRight) mistakes.push({ path: `raft.${path}`, value, problem });
  };
  const lengthUs = (path: string, duration: unknown): number => {
    const parsed = parseDuration(duration);
    if (typeof parsed === "number") check(path, duration, parsed > 0, "must be longer than nothing");
    else check(path, duration, false, parsed.problem);
    return typeof parsed === "number" ? parsed : Number.NaN;
  };

  const isPair = Array.isArray(electionTimeout) && electionTimeout.length === 2;
  check("electionTimeout", electionTimeout, isPair, 'must be two durations, as in ["150ms", "300ms"]');
  const [leastUs, mostUs] = (isPair ? electionTimeout : []).map((duration, at) =>
    lengthUs(`electionTimeout[${at}]`, duration),
  );
  const heartbeatUs = lengthUs("heartbeat", heartbeat);
  check("electionTimeout", electionTimeout, !(leastUs > mostUs), "must name the shorter one first");
  const tooLong = `must be shorter than the shortest election timeout (${formatLength(leastUs)})`;
  check("heartbeat", heartbeat, !(heartbeatUs >= leastUs), tooLong);
  check("preVote", preVote, typeof preVote === "boolean", "must be true or false");
  check("checkQuorum", checkQuorum, typeof checkQuorum === "boolean", "must be true or false");
  check("maxBatch", maxBatch, Number.isInteger(maxBatch) && maxBatch >= 1, "must be a whole number, at least 1");
  const isFlaw = flaw === null || Object.hasOwn(raftFlaws, flaw);
  check("flaw", flaw, isFlaw, `must be one of: ${Object.keys(raftFlaws).join(", ")}`);
  for (const [name, value] of Object.entries(others)) check(name, value, false, `is not an option (${optionNames})`);

  if (mistakes.length > 0) throw new Refusal(mistakes);
  return { electionTimeoutUs: [leastUs, mostUs], heartbeatUs, preVote, checkQuorum, maxBatch, flaw };
}
