import { cutsAt } from "./cuts.js";
import type { FaultSpan, NodeCondition, Recording } from "./recording.js";
import { spansAt } from "./spans.js";

/** A node after a step, as a line of a table. */
export interface NodeAt extends NodeCondition {
  readonly name: string;
  /** Null if its state has none, or its summary tells it anyway. */
  readonly role: string | null;
  readonly summary: readonly string[];
  readonly faults: readonly FaultSpan[];
  /** Whether a partition keeps it from most of the others. */
  readonly isCutOff: boolean;
  /** Whether the step has changed its state, or what it is in. */
  readonly changed: boolean;
}

/** How a node is after a step. */
export function nodeAt(recording: Recording, node: number, step: number): NodeAt {
  const condition = recording.conditionAt(node, step);
  const summary = recording.summaryAt(node, step);
  const { role } = (recording.stateAt(node, step) ?? {}) as { readonly role?: unknown };
  const isTold = typeof role !== "string" || summary.some((part) => part === role);
  return {
    ...condition,
    name: recording.peers[node],
    role: isTold ? null : role,
    summary,
    faults: spansAt(recording.faults, step).filter(({ nodes }) => nodes.includes(node)),
    isCutOff: (cutsAt(recording, step, nodesOf(recording))?.sideOf(node) ?? 0) > 0,
    changed:
      recording.changesOf(step).some((change) => change.node === node) ||
      (step > 0 && differ(condition, recording.conditionAt(node, step - 1))),
  };
}

/** More nodes than this have more links than can be asked about at once. */
const mostNodes = 50;

function nodesOf({ nodeCount }: Recording): readonly number[] {
  return Array.from({ length: nodeCount <= mostNodes ? nodeCount : 0 }, (_, node) => node);
}

function differ(one: NodeCondition, other: NodeCondition): boolean {
  return one.status !== other.status || one.byzantine !== other.byzantine || one.clockErrorUs !== other.clockErrorUs;
}
