import { type Mistake, Refusal } from "../kernel/refusal.js";
import { didYouMean, list } from "../scenario/field.js";
import { nemesisNames } from "./nemesis.js";
import { latencyNames } from "./network.js";
import { topologies } from "./topology.js";
import type { Setting, Workload } from "./workloads/workload.js";
import { type WorkloadName, workloads } from "./workloads/workloads.js";

/** What a run is asked for, by the names of the command line. Lengths are in milliseconds or, where it says so, seconds. */
export interface MaelstromOptions {
  readonly workload: WorkloadName;
  /** How many nodes, from n0 on; or their names: n1 to n5 unless given. */
  readonly nodeCount?: number;
  readonly nodes?: readonly string[];
  /** How many clients work at a time: a number, or a multiple of the number of nodes, as in `"4n"`. */
  readonly concurrency?: number | string;
  /** How long they work, in seconds: 60 unless given. */
  readonly timeLimit?: number;
  /** Operations per second, of all together: 5 unless given. */
  readonly rate?: number;
  /** The mean latency between nodes, in milliseconds: 0 unless given. */
  readonly latency?: number;
  readonly latencyDist?: string;
  /** What goes wrong: some of `partition`, `kill` and `pause`. */
  readonly nemesis?: readonly string[];
  /** Seconds, as a mean, from the beginning of a fault to its end, and from there to the next one: 10 unless given. */
  readonly nemesisInterval?: number;
  readonly topology?: string;
  /** The least share of operations that must succeed; `"total"` for all. */
  readonly availability?: number | "total";
  readonly consistencyModels?: readonly string[];
  readonly keyCount?: number;
  readonly maxTxnLength?: number;
  readonly maxWritesPerKey?: number;
}

/** Options that were checked, with everything filled in. */
export interface MaelstromPlan extends Setting {
  readonly name: WorkloadName;
  readonly workload: Workload;
  readonly timeLimitMs: number;
  readonly rate: number;
  readonly latencyDist: string;
  readonly nemesis: readonly string[];
  readonly nemesisIntervalMs: number;
  readonly availability: number | "total" | null;
}

const usualNodes = ["n1", "n2", "n3", "n4", "n5"];

/** Checks options; throws a `Refusal` with all mistakes in them. */
export function readOptions(options: MaelstromOptions): MaelstromPlan {
  const mistakes: Mistake[] = [];
  const refuse = (path: string, value: unknown, problem: string) => mistakes.push({ path, value, problem });
  const number = (path: string, value: number | undefined, usual: number, least: number, isWhole = true): number => {
    if (value === undefined) return usual;
    if (value >= least && (!isWhole || Number.isInteger(value)) && Number.isFinite(value)) return value;
    refuse(path, value, `must be a ${isWhole ? "whole " : ""}number of at least ${least}`);
    return usual;
  };
  const oneOf = (path: string, value: string, names: readonly string[], what: string) => {
    if (!names.includes(value)) refuse(path, value, `is no ${what} (${list(names)})${didYouMean(value, names)}`);
  };

  const workload: Workload | undefined = workloads[options.workload];
  if (workload === undefined) oneOf("--workload", options.workload, Object.keys(workloads), "workload");
  const count = number("--node-count", options.nodeCount, 0, 1);
  const nodes = count > 0 ? Array.from({ length: count }, (_, at) => `n${at}`) : (options.nodes ?? usualNodes);
  for (const name of nodes.filter((name) => !/^[A-Za-z][\w-]*$/.test(name) || name.startsWith("c"))) {
    refuse("--nodes", name, "must begin with a letter other than c, which clients begin with");
  }
  const latencyDist = options.latencyDist ?? "constant";
  oneOf("--latency-dist", latencyDist, latencyNames, "distribution");
  const topology = options.topology ?? "grid";
  oneOf("--topology", topology, Object.keys(topologies), "topology");
  const nemesis = options.nemesis ?? [];
  for (const name of nemesis) oneOf("--nemesis", name, nemesisNames, "nemesis");
  const { availability = null } = options;
  if (availability !== null && availability !== "total" && !(availability >= 0 && availability <= 1)) {
    refuse("--availability", availability, "must be total, or a number from 0 to 1");
  }
  const perNode = workload?.workersPerNode ?? 1;
  const concurrency = readConcurrency(options.concurrency ?? `${perNode}n`, nodes.length);
  if (!(concurrency >= 1)) refuse("--concurrency", options.concurrency, 'must be a whole number, or as in "4n"');
  else if (perNode > 1 && concurrency % (perNode * nodes.length) !== 0) {
    const problem = `must be a multiple of ${perNode}n for this workload, which is ${perNode * nodes.length} here`;
    refuse("--concurrency", options.concurrency, problem);
  }
  const plan: MaelstromPlan = {
    name: options.workload,
    workload: workload as Workload,
    nodes,
    concurrency,
    latencyMs: number("--latency", options.latency, 0, 0, false),
    latencyDist,
    topology,
    consistencyModels: options.consistencyModels ?? ["strict-serializable"],
    keyCount: options.keyCount === undefined ? null : number("--key-count", options.keyCount, 1, 1),
    maxTxnLength: number("--max-txn-length", options.maxTxnLength, 4, 1),
    maxWritesPerKey: number("--max-writes-per-key", options.maxWritesPerKey, 16, 1),
    timeLimitMs: 1000 * number("--time-limit", options.timeLimit, 60, 0.001, false),
    rate: number("--rate", options.rate, 5, 0, false),
    nemesis,
    nemesisIntervalMs: 1000 * number("--nemesis-interval", options.nemesisInterval, 10, 0.001, false),
    availability,
  };
  if (mistakes.length > 0) throw new Refusal(mistakes);
  return plan;
}

function readConcurrency(value: number | string, nodes: number): number {
  const [, count, isMultiple] = /^(\d+)(n?)$/.exec(String(value)) ?? [];
  return Number(count) * (isMultiple === "n" ? nodes : 1);
}
