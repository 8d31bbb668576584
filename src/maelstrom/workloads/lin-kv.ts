import { linearizable } from "../../checks/linearizability.js";
import type { SequentialObject } from "../../objects/sequential-object.js";
import { sameJson } from "../same-json.js";
import { anything, type Setting, type Source, type Talk, type Workload } from "./workload.js";

type Asked =
  | { readonly kind: "read"; readonly key: number }
  | { readonly kind: "write"; readonly key: number; readonly value: unknown }
  | { readonly kind: "cas"; readonly key: number; readonly from: unknown; readonly to: unknown };

/** Registers under keys, each null at first. A write is answered null, and a cas whether it was done. */
const registers: SequentialObject<unknown, Asked, unknown> = {
  name: "key-value store",
  initial: null,
  key: ({ key }) => String(key),
  isRead: ({ kind }, result) => kind === "read" || (kind === "cas" && result === false),
  apply(state, asked) {
    if (asked.kind === "read") return { state, result: state };
    if (asked.kind === "write") return { state: asked.value, result: null };
    return sameJson(state, asked.from) ? { state: asked.to, result: true } : { state, result: false };
  },
};

/** So many processes work on a key; then it is the next one's turn. */
const processesPerKey = 20;
const mostValue = 4;

/** Groups of workers, each on a key of its own: as many read as there are nodes, and as many change what is there. */
class Groups implements Source {
  private readonly perGroup: number;
  private readonly keys: number[] = [];
  private readonly processes: number[] = [];
  private nextKey = 0;

  constructor({ nodes, concurrency }: Setting) {
    this.perGroup = 2 * nodes.length;
    for (let group = 0; group * this.perGroup < concurrency; group++) this.moveOn(group);
  }

  next: Source["next"] = (worker, random) => {
    const key = this.keys[this.groupOf(worker)];
    const value = () => random.int(0, mostValue);
    if (worker % this.perGroup < this.perGroup / 2) return { kind: "read", key };
    if (random.int(1, 3) === 1) return { kind: "write", key, value: value() };
    return { kind: "cas", key, from: value(), to: value() };
  };

  ended: Source["ended"] = (worker, operation, outcome) => {
    const group = this.groupOf(worker);
    if (outcome !== "unknown" || (operation as Asked).key !== this.keys[group]) return;
    if (++this.processes[group] > processesPerKey) this.moveOn(group);
  };

  private groupOf(worker: number): number {
    return Math.floor(worker / this.perGroup);
  }

  private moveOn(group: number): void {
    this.keys[group] = this.nextKey++;
    this.processes[group] = this.perGroup;
  }
}

export const linKv: Workload = {
  safe: ["read"],
  keepsClients: true,
  workersPerNode: 2,
  mayFail: ["cas"],
  timeoutMs: ({ latencyMs }) => Math.max(10 * latencyMs, 1000),
  replies: { read: { value: anything }, write: {}, cas: {} },
  source: (setting) => new Groups(setting),
  *talk(operation): Talk {
    const { kind, ...rest } = operation as Asked;
    const reply = yield { type: kind, ...rest };
    return kind === "read" ? reply.value : kind === "write" ? null : true;
  },
  check: () => ({
    ...linearizable(registers),
    results: (history, judgement) => ({
      keys: new Set(history.map(({ request }) => (request as Asked).key)).size,
      failures: judgement.verdict === "invalid" ? judgement.evidence : [],
    }),
  }),
};
