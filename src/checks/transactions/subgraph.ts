import type { Components } from "./components.js";
import { kinds, type Rows } from "./graph.js";
import { none } from "./ledger.js";

/** The part of a graph that lies on cycles, with its own, smaller numbers. */
export interface Core extends Rows {
  /** Of each node its number in the whole graph, and its component there. */
  readonly original: Int32Array;
  readonly component: Int32Array;
  readonly components: number;
}

export function coreOf(graph: Rows, { of, count }: Components): Core {
  const number = new Int32Array(graph.nodes);
  let nodes = 0;
  let edges = 0;
  for (let node = 0; node < graph.nodes; node++) {
    if (of[node] === none) continue;
    number[node] = nodes++;
    for (let edge = graph.from[node]; edge < graph.from[node + 1]; edge++) {
      if (of[graph.source[edge]] === of[node]) edges += 1;
    }
  }
  const core = { ...emptyRows(nodes, edges), original: new Int32Array(nodes), component: new Int32Array(nodes) };
  let next = 0;
  for (let node = 0; node < graph.nodes; node++) {
    if (of[node] === none) continue;
    const here = number[node];
    core.original[here] = node;
    core.component[here] = of[node];
    for (let edge = graph.from[node]; edge < graph.from[node + 1]; edge++) {
      if (of[graph.source[edge]] !== of[node]) continue;
      core.source[next] = number[graph.source[edge]];
      core.kind[next] = graph.kind[edge];
      core.reason[next++] = graph.reason[edge];
    }
    core.from[here + 1] = next;
  }
  return { ...core, components: count };
}

/**
 * The graph in which no rw edge follows another one: node n is here 2n, and 2n + 1 where the next edge is an rw edge
 * already, so that the one before must not be. Links belong to the rw edge that follows them.
 */
export function withoutAdjacent({ nodes, from, source, kind, reason }: Rows, mask: number): Rows {
  const rows = emptyRows(2 * nodes, 2 * source.length);
  let next = 0;
  for (let node = 0; node < 2 * nodes; node++) {
    const leavesByRw = node & 1;
    for (let edge = from[node >> 1]; edge < from[(node >> 1) + 1]; edge++) {
      if ((kind[edge] & mask) === 0 || (kind[edge] === kinds.rw && leavesByRw === 1)) continue;
      const flag = kind[edge] === kinds.rw ? 1 : kind[edge] === kinds.link ? leavesByRw : 0;
      rows.source[next] = 2 * source[edge] + flag;
      rows.kind[next] = kind[edge];
      rows.reason[next++] = reason[edge];
    }
    rows.from[node + 1] = next;
  }
  return rows;
}

function emptyRows(nodes: number, edges: number) {
  return {
    nodes,
    from: new Int32Array(nodes + 1),
    source: new Int32Array(edges),
    kind: new Uint8Array(edges),
    reason: new Int32Array(edges),
  };
}
