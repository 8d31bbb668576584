import { IntList } from "./int-list.js";

/** An edge, and why it is there: a kind, and a detail that its maker understands. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly kind: number;
  readonly detail: number;
}

/** What must come before what. Nodes are numbers; how many there are is said by whoever asks. */
export class Graph {
  private readonly from = new IntList();
  private readonly to = new IntList();
  private readonly kind = new IntList();
  private readonly detail = new IntList();

  get size(): number {
    return this.from.length;
  }

  add(from: number, to: number, kind: number, detail: number): void {
    this.from.push(from);
    this.to.push(to);
    this.kind.push(kind);
    this.detail.push(detail);
  }

  /** An order of all nodes that is true to all edges; or as much of it as comes before every cycle (Kahn 1962). */
  order(nodes: number): Int32Array {
    const { starts, targets } = this.successors(nodes);
    const waiting = new Int32Array(nodes);
    for (const target of targets) waiting[target]++;
    const order = new Int32Array(nodes);
    let count = 0;
    for (let node = 0; node < nodes; node++) if (waiting[node] === 0) order[count++] = node;
    for (let next = 0; next < count; next++) {
      for (let at = starts[order[next]]; at < starts[order[next] + 1]; at++) {
        if (--waiting[targets[at]] === 0) order[count++] = targets[at];
      }
    }
    return order.subarray(0, count);
  }

  /** A short cycle, edge by edge; null if there is none. */
  cycle(nodes: number): readonly Edge[] | null {
    const order = this.order(nodes);
    if (order.length === nodes) return null;
    const settled = new Uint8Array(nodes);
    for (const node of order) settled[node] = 1;
    // Every node that is not settled has a predecessor that is not settled either: going back leads into a cycle.
    const before = new Int32Array(nodes).fill(-1);
    const [from, to] = [this.from.view, this.to.view];
    for (let edge = 0; edge < from.length; edge++) {
      if (settled[from[edge]] === 0 && before[to[edge]] === -1) before[to[edge]] = from[edge];
    }
    let node = settled.indexOf(0);
    const visited = new Uint8Array(nodes);
    for (; visited[node] === 0; node = before[node]) visited[node] = 1;
    return this.shortest(node, node, nodes);
  }

  /**
   * A short cycle through an edge of this kind; null if there is none. Such an edge is on a cycle if both of its ends are
   * in one strongly connected component, and if one is, the first is as good as any.
   */
  cycleWith(nodes: number, kind: number): readonly Edge[] | null {
    const component = this.components(nodes);
    for (let at = 0; at < this.from.length; at++) {
      if (this.kind.at(at) !== kind || component[this.from.at(at)] !== component[this.to.at(at)]) continue;
      const { from, to } = this.edge(at);
      return [this.edge(at), ...(from === to ? [] : this.shortest(to, from, nodes))];
    }
    return null;
  }

  /** By node: a number that is the same for all nodes which reach each other (Tarjan 1972, without recursion). */
  private components(nodes: number): Int32Array {
    const { starts, targets } = this.successors(nodes);
    const component = new Int32Array(nodes).fill(-1);
    const index = new Int32Array(nodes);
    const low = new Int32Array(nodes);
    const next = starts.slice(0, nodes);
    const [path, open]: number[][] = [[], []];
    let [visited, count] = [0, 0];
    for (let root = 0; root < nodes; root++) {
      if (index[root] === 0) path.push(root);
      while (path.length > 0) {
        const node = path[path.length - 1];
        if (index[node] === 0) {
          index[node] = low[node] = ++visited;
          open.push(node);
        }
        let isDone = true;
        while (isDone && next[node] < starts[node + 1]) {
          const target = targets[next[node]++];
          if (index[target] === 0) {
            path.push(target);
            isDone = false;
          } else if (component[target] === -1) low[node] = Math.min(low[node], low[target]);
        }
        if (!isDone) continue;
        path.pop();
        if (path.length > 0) low[path[path.length - 1]] = Math.min(low[path[path.length - 1]], low[node]);
        if (low[node] !== index[node]) continue;
        while (component[node] === -1) component[open.pop() as number] = count;
        count += 1;
      }
    }
    return component;
  }

  /** The edges of a shortest way from one node to another, or back to itself: there must be one. Breadth first. */
  private shortest(start: number, end: number, nodes: number): readonly Edge[] {
    const { starts, edges } = this.successors(nodes);
    const to = this.to.view;
    const reachedBy = new Int32Array(nodes).fill(-1);
    const queue = [start];
    for (let next = 0; reachedBy[end] === -1; next++) {
      const node = queue[next];
      for (let at = starts[node]; at < starts[node + 1]; at++) {
        const target = to[edges[at]];
        if (reachedBy[target] !== -1) continue;
        reachedBy[target] = edges[at];
        queue.push(target);
      }
    }
    const way: Edge[] = [];
    let node = end;
    do {
      const edge = this.edge(reachedBy[node]);
      way.push(edge);
      node = edge.from;
    } while (node !== start);
    return way.reverse();
  }

  private edge(at: number): Edge {
    const { from, to, kind, detail } = this;
    return { from: from.view[at], to: to.view[at], kind: kind.view[at], detail: detail.view[at] };
  }

  /** The edges that leave each node, in order of their addition: those of a node are `starts[node]` to `starts[node + 1]`. */
  private successors(nodes: number): { starts: Int32Array; edges: Int32Array; targets: Int32Array } {
    const [from, to] = [this.from.view, this.to.view];
    const starts = new Int32Array(nodes + 2);
    for (const node of from) starts[node + 2]++;
    for (let node = 2; node < starts.length; node++) starts[node] += starts[node - 1];
    const edges = new Int32Array(from.length);
    const targets = new Int32Array(from.length);
    for (let edge = 0; edge < from.length; edge++) {
      const at = starts[from[edge] + 1]++;
      edges[at] = edge;
      targets[at] = to[edge];
    }
    return { starts, edges, targets };
  }
}
