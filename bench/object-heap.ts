interface Ordered {
  readonly atUs: number;
  readonly sequence: number;
}

/** A binary heap of objects with a comparator, as one would write it first: what the event queue is measured against. */
export class ObjectHeap<Item extends Ordered> {
  private readonly items: Item[] = [];

  push(item: Item): void {
    const { items } = this;
    let at = items.length;
    items.push(item);
    while (at > 0 && before(item, items[(at - 1) >> 1]) < 0) {
      items[at] = items[(at - 1) >> 1];
      at = (at - 1) >> 1;
    }
    items[at] = item;
  }

  pop(): Item | undefined {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return last;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1], items[child]) < 0) child++;
      if (before(last, items[child]) <= 0) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = last;
    return top;
  }
}

function before(a: Ordered, b: Ordered): number {
  return a.atUs - b.atUs || a.sequence - b.sequence;
}
