import type { Columns } from "./columns.js";

/** Why one transaction comes before another (Adya 1999, chapter 3; process and realtime as in Kingsbury & Alvaro 2020). */
export const kinds = {
  /** The one wrote, and the other replaced it. */
  ww: 1,
  /** The one wrote what the other read. */
  wr: 2,
  /** The one read what the other replaced. */
  rw: 4,
  /** One process did the one and then the other. */
  process: 8,
  /** The one completed before the other was invoked. */
  realtime: 16,
  /** From readers of a version to a hub, from which one rw edge leads to each that replaced it. */
  link: 32,
} as const;

export type Kind = Exclude<keyof typeof kinds, "link">;

const nameOfKind = new Map(Object.entries(kinds).map(([name, kind]) => [kind as number, name as Kind]));

export function kindOf(kind: number): Kind {
  return nameOfKind.get(kind) as Kind;
}

/** Edges in compressed rows, each row those that end in one node: `source[e]` for e from `from[node]` to `from[node + 1] - 1`. */
export interface Rows {
  readonly nodes: number;
  readonly from: Int32Array;
  readonly source: Int32Array;
  readonly kind: Uint8Array;
  /** Of each edge the micro-operation that it comes from, or -1; what it means is known to those who made it. */
  readonly reason: Int32Array;
}

/** The memory for edges ended: nine bytes each. */
export class TooManyEdges extends Error {
  override readonly name = "TooManyEdges";
}

const fewestEdges = 2 ** 12;

/** A graph that is written row by row. */
export class Graph implements Rows {
  nodes = 0;
  from: Int32Array;
  source: Int32Array;
  kind: Uint8Array;
  reason: Int32Array;
  private edges = 0;
  private readonly columns: Columns;
  private readonly expectedNodes: number;
  private readonly mostEdges: number;

  constructor(expectedNodes: number, mostEdges: number, columns: Columns) {
    this.from = columns.int32(expectedNodes + 1);
    this.source = columns.int32(fewestEdges);
    this.kind = columns.uint8(fewestEdges);
    this.reason = columns.int32(fewestEdges);
    this.columns = columns;
    this.expectedNodes = expectedNodes;
    this.mostEdges = mostEdges;
  }

  get size(): number {
    return this.edges;
  }

  /** Adds an edge to the row at hand. */
  add(source: number, kind: number, reason: number): void {
    const edge = this.edges;
    if (edge === this.source.length) this.grow();
    this.source[edge] = source;
    this.kind[edge] = kind;
    this.reason[edge] = reason;
    this.edges = edge + 1;
  }

  endRow(): void {
    this.nodes += 1;
    if (this.nodes === this.from.length) this.from = widen(this.from, this.columns.int32(2 * this.nodes));
    this.from[this.nodes] = this.edges;
  }

  /** Makes room for as many as there will be if it goes on like this: memory that is only passed through costs time too. */
  private grow(): void {
    const { edges, nodes, expectedNodes, mostEdges, columns } = this;
    if (edges >= mostEdges) throw new TooManyEdges();
    const expected = (1.1 * edges * expectedNodes) / (nodes + 1);
    const size = Math.min(Math.ceil(Math.min(Math.max(expected, 1.5 * edges), 64 * edges)), mostEdges);
    this.source = widen(this.source, columns.int32(size));
    this.kind = widen(this.kind, columns.uint8(size));
    this.reason = widen(this.reason, columns.int32(size));
  }
}

function widen<Column extends Int32Array | Uint8Array>(column: Column, wider: Column): Column {
  wider.set(column);
  return wider;
}
