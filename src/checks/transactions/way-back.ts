import type { Rows } from "./graph.js";

/** Steps that a search may still make: one for each edge that it looks at. */
export interface Steps {
  readonly most: number;
  spent: number;
}

/** An edge of a graph, by its place, with the node in whose row it is. */
export interface Hop {
  readonly edge: number;
  readonly target: number;
}

/** Finds shortest ways in one graph, without leaving a component, by searches in breadth. */
export class WayBack {
  private readonly rows: Rows;
  private readonly component: Int32Array;
  private readonly steps: Steps;
  /** Of each node that a search has met: in which search, by which edge it goes on, and to which node. */
  private readonly metIn: Int32Array;
  private readonly onwardEdge: Int32Array;
  private readonly onwardNode: Int32Array;
  private readonly queue: Int32Array;
  private searches = 0;

  constructor(rows: Rows, component: Int32Array, steps: Steps) {
    this.rows = rows;
    this.component = component;
    this.steps = steps;
    this.metIn = new Int32Array(rows.nodes);
    this.onwardEdge = new Int32Array(rows.nodes);
    this.onwardNode = new Int32Array(rows.nodes);
    this.queue = new Int32Array(rows.nodes);
  }

  /** A shortest way between two nodes, or null if there is none, or if the steps are spent. */
  find(begin: number, end: number, mask: number): readonly Hop[] | null {
    const { rows, component, steps, metIn, queue } = this;
    const { from, source, kind } = rows;
    const search = ++this.searches;
    metIn[end] = search;
    queue[0] = end;
    let waiting = 1;
    for (let taken = 0; taken < waiting; taken++) {
      const node = queue[taken];
      if (node === begin) return this.wayFrom(begin, end);
      steps.spent += from[node + 1] - from[node];
      if (steps.spent > steps.most) return null;
      for (let edge = from[node]; edge < from[node + 1]; edge++) {
        const other = source[edge];
        if ((kind[edge] & mask) === 0 || metIn[other] === search || component[other] !== component[end]) continue;
        metIn[other] = search;
        this.onwardEdge[other] = edge;
        this.onwardNode[other] = node;
        queue[waiting++] = other;
      }
    }
    return null;
  }

  private wayFrom(begin: number, end: number): readonly Hop[] {
    const way: Hop[] = [];
    for (let node = begin; node !== end; node = this.onwardNode[node]) {
      way.push({ edge: this.onwardEdge[node], target: this.onwardNode[node] });
    }
    return way;
  }

  /** Whether the last search ended for want of steps. */
  get isSpent(): boolean {
    return this.steps.spent > this.steps.most;
  }
}
