import { Columns } from "./columns.js";
import type { Rows } from "./graph.js";
import { none } from "./ledger.js";

/** The components of a graph in which there are cycles. */
export interface Components {
  /** Of each node the number of its component, or -1 if it is on no cycle. */
  readonly of: Int32Array;
  readonly count: number;
}

const bytesPerNode = 20;

/**
 * Strongly connected components of two nodes or more, by edges of the kinds in `mask`: Tarjan's algorithm (1972) in the
 * form of Pearce (2016), which needs less memory, with stacks of its own in place of recursion. No node has an edge to
 * itself.
 */
export function components(
  { nodes, from, source, kind }: Rows,
  mask: number,
  columns = new Columns(bytesPerNode * (nodes + 1)),
): Components {
  const of = columns.int32(nodes).fill(none);
  // Of each node the lowest number on its path that it reaches, from 1; of those that are settled, more than any other's.
  const low = columns.int32(nodes);
  const settled = 2 ** 31 - 1;
  const isRoot = columns.uint8(nodes);
  const next = columns.int32(nodes);
  // A node is on the path, or it waits for the root of its component: both stacks fit into one column.
  const stacks = columns.int32(nodes);
  let waiting = nodes;
  let number = 1;
  let count = 0;
  for (let start = 0; start < nodes; start++) {
    if (low[start] !== 0) continue;
    let depth = 0;
    let node = start;
    low[node] = number++;
    isRoot[node] = 1;
    next[node] = from[node];
    for (;;) {
      const end = from[node + 1];
      let edge = next[node];
      let lowest = low[node];
      let child = none;
      for (; edge < end; edge++) {
        if ((kind[edge] & mask) === 0) continue;
        const other = low[source[edge]];
        if (other === 0) {
          child = source[edge];
          break;
        }
        if (other < lowest) {
          lowest = other;
          isRoot[node] = 0;
        }
      }
      low[node] = lowest;
      if (child !== none) {
        next[node] = edge;
        stacks[depth++] = node;
        node = child;
        low[node] = number++;
        isRoot[node] = 1;
        next[node] = from[node];
        continue;
      }
      if (isRoot[node] === 1) {
        number -= 1;
        const isCyclic = waiting < nodes && low[stacks[waiting]] >= lowest;
        for (; waiting < nodes && low[stacks[waiting]] >= lowest; waiting++, number--) {
          low[stacks[waiting]] = settled;
          of[stacks[waiting]] = count;
        }
        low[node] = settled;
        if (isCyclic) of[node] = count++;
      } else stacks[--waiting] = node;
      if (depth === 0) break;
      // Its parent looks at the same edge again, and now finds how low it leads.
      node = stacks[--depth];
    }
  }
  return { of, count };
}
