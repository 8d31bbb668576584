/** Who is told to be next to whom: by node, in the order of the list. */
export type Topology = Readonly<Record<string, readonly string[]>>;

type Neighbours = (nodes: readonly string[], at: number) => readonly number[];

/** The topologies by name. */
export const topologies: Readonly<Record<string, Neighbours>> = {
  line: (_, at) => [at - 1, at + 1],
  grid: gridNeighbours,
  tree: tree(2),
  tree2: tree(2),
  tree3: tree(3),
  tree4: tree(4),
  total: (nodes, at) => nodes.map((_, other) => other).filter((other) => other !== at),
};

export function topologyOf(name: string, nodes: readonly string[]): Topology {
  const neighbours = topologies[name];
  const near = (at: number) => neighbours(nodes, at).flatMap((other) => nodes[other] ?? []);
  return Object.fromEntries(nodes.map((node, at) => [node, near(at)]));
}

/** Rows of about as many nodes as there are rows: above, below, left and right. */
function gridNeighbours(nodes: readonly string[], at: number): readonly number[] {
  const width = Math.ceil(Math.sqrt(nodes.length));
  const column = at % width;
  return [at - width, at + width, ...(column > 0 ? [at - 1] : []), ...(column < width - 1 ? [at + 1] : [])];
}

/** The parent first, then the children, where nodes are listed level by level. */
function tree(branches: number): Neighbours {
  return (_, at) => [
    ...(at === 0 ? [] : [Math.floor((at - 1) / branches)]),
    ...Array.from({ length: branches }, (_, child) => at * branches + child + 1),
  ];
}
