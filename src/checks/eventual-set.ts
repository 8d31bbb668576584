import type { Element, SetRequest, SetResult } from "../crdt/element.js";
import { canonical } from "../kernel/plain.js";
import { formatInstant } from "../kernel/time.js";
import type { Consistency, History, Operation } from "./history.js";

type SetOperation = Operation<SetRequest, SetResult>;

/** All that was asked about one element, in order of invocation. */
interface Past {
  readonly adds: SetOperation[];
  readonly removes: SetOperation[];
}

/**
 * What an eventually consistent set promises to its readers at any time, however little its nodes have exchanged:
 *
 * 1. A read returns nothing but elements that somebody had asked to add before the read ended.
 * 2. It returns what its own node had acknowledged as added, unless somebody asked to remove it before the read ended.
 * 3. It does not return what its own node had acknowledged as removed, if that node had acknowledged every add of it
 *    before, and nobody asked for another one.
 *
 * What `lying` nodes (Byzantine ones) answer counts for nothing. The third promise needs that there are none: one of
 * them may have carried out an add that it claims to have refused.
 */
export function eventualSet(options: { readonly lying?: readonly string[] } = {}): Consistency {
  const { lying = [] } = options;
  return {
    name: "eventually consistent set",
    judge(history, maxSteps) {
      const operations = history as History<SetRequest, SetResult>;
      const reads = operations.filter(
        ({ request, outcome, node }) => request.kind === "read" && outcome === "ok" && !lying.includes(node),
      );
      if (reads.length === 0) return { verdict: "unknown", steps: 0, reason: "no read was answered" };
      const pasts = pastsOf(operations);
      let steps = 0;
      for (const read of reads) {
        steps += operations.length;
        if (steps > maxSteps) return { verdict: "unknown", steps, reason: `it takes more than ${maxSteps} steps` };
        const complaint = complain(read, pasts, lying.length === 0);
        if (complaint === null) continue;
        const when = `read of ${read.node} from ${formatInstant(read.invokedUs)} to ${formatInstant(read.completedUs)}`;
        return { verdict: "invalid", steps, evidence: [`${when}: ${complaint}`] };
      }
      return { verdict: "valid", steps };
    },
  };
}

function pastsOf(operations: readonly SetOperation[]): ReadonlyMap<Element, Past> {
  const pasts = new Map<Element, Past>();
  for (const operation of operations) {
    const { request } = operation;
    if (request.kind === "read") continue;
    let past = pasts.get(request.element);
    if (past === undefined) {
      past = { adds: [], removes: [] };
      pasts.set(request.element, past);
    }
    (request.kind === "add" ? past.adds : past.removes).push(operation);
  }
  return pasts;
}

/** Which promise a read breaks, in words; null if none. */
function complain(read: SetOperation, pasts: ReadonlyMap<Element, Past>, removesCount: boolean): string | null {
  const asked = ({ invokedAt }: SetOperation) => invokedAt < read.completedAt;
  const acknowledged = (operation: SetOperation, before: number) =>
    operation.outcome === "ok" && operation.node === read.node && operation.completedAt < before;
  if (!Array.isArray(read.result)) return `it answers ${canonical(read.result)}, which is no set`;
  const there = new Set<Element>(read.result);
  for (const element of there) {
    if (!pasts.get(element)?.adds.some(asked)) return `it returns ${canonical(element)}, which nobody had asked to add`;
  }
  for (const [element, { adds, removes }] of pasts) {
    if (!there.has(element)) {
      const lost = adds.some((add) => acknowledged(add, read.invokedAt)) && !removes.some(asked);
      if (lost) return `it lacks ${canonical(element)}, which ${read.node} had acknowledged and nobody had removed`;
    } else if (removesCount) {
      const remove = removes.findLast((candidate) => acknowledged(candidate, read.invokedAt));
      const back = remove !== undefined && adds.filter(asked).every((add) => acknowledged(add, remove.invokedAt));
      if (back) return `it returns ${canonical(element)}, which ${read.node} had removed and nobody had added again`;
    }
  }
  return null;
}
