/**
 * A set of directed links, kept as one label per peer and a table of label pairs: small at ten thousand nodes, and one
 * look to test a link.
 */
export class Scope {
  private readonly labels: Uint16Array;
  private readonly labelCount: number;
  private readonly covered: Uint8Array;

  /** `labels` holds a label below `labelCount` per peer; `covers` says which pairs of labels belong to the set. */
  constructor(labels: Uint16Array, labelCount: number, covers: (from: number, to: number) => boolean) {
    this.labels = labels;
    this.labelCount = labelCount;
    this.covered = new Uint8Array(labelCount * labelCount);
    for (let from = 0; from < labelCount; from++) {
      for (let to = 0; to < labelCount; to++) this.covered[from * labelCount + to] = covers(from, to) ? 1 : 0;
    }
  }

  /** A peer's way to itself is no link. */
  has(from: number, to: number): boolean {
    return from !== to && this.covered[this.labels[from] * this.labelCount + this.labels[to]] === 1;
  }
}

/** Label 0 belongs to those who stand outside: peers that no group names, such as clients. */
function labelled(peerCount: number, groups: readonly (readonly number[])[]): Uint16Array {
  const labels = new Uint16Array(peerCount);
  groups.forEach((group, index) => {
    for (const peer of group) labels[peer] = index + 1;
  });
  return labels;
}

/** All links between different groups, both ways. */
export function betweenGroups(peerCount: number, groups: readonly (readonly number[])[]): Scope {
  return new Scope(labelled(peerCount, groups), groups.length + 1, (from, to) => from !== to && from > 0 && to > 0);
}

/** The links from one group to another, one way only. */
export function oneWay(peerCount: number, from: readonly number[], to: readonly number[]): Scope {
  return new Scope(labelled(peerCount, [from, to]), 3, (sender, receiver) => sender === 1 && receiver === 2);
}

/** All links, both ways, that have at least one end in `group` and both ends in `everyone`. */
export function touching(peerCount: number, group: readonly number[], everyone: readonly number[]): Scope {
  return new Scope(
    labelled(peerCount, [everyone, group]),
    3,
    (from, to) => from > 0 && to > 0 && (from === 2 || to === 2),
  );
}

/**
 * All links but those that keep every peer of the ring in touch with a majority: each sees its nearest neighbours on
 * both sides, and no two see the same majority.
 */
export function majorityRing(peerCount: number, ring: readonly number[]): Scope {
  const labels = labelled(
    peerCount,
    ring.map((peer) => [peer]),
  );
  const size = ring.length;
  const reach = Math.ceil(Math.floor(size / 2) / 2);
  return new Scope(labels, size + 1, (from, to) => {
    const apart = Math.abs(from - to);
    return from > 0 && to > 0 && Math.min(apart, size - apart) > reach;
  });
}
