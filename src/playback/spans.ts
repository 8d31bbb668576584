import type { Recording, Span, TroubleSpan } from "./recording.js";

/** Per list of spans: how far those up to each of them reach at most. */
const reaches = new WeakMap<readonly Span[], Float64Array>();

function reachOf(spans: readonly Span[]): Float64Array {
  let reach = reaches.get(spans);
  if (reach === undefined) {
    reach = new Float64Array(spans.length);
    let furthest = -1;
    spans.forEach((span, place) => {
      furthest = Math.max(furthest, endOf(span));
      (reach as Float64Array)[place] = furthest;
    });
    reaches.set(spans, reach);
  }
  return reach;
}

function endOf({ to }: Span): number {
  return to ?? Number.POSITIVE_INFINITY;
}

/** The spans, of some in order of their beginning, that have a step in common with those from `first` to `last`. */
export function spansMeeting<S extends Span>(spans: readonly S[], first: number, last: number): readonly S[] {
  const reach = reachOf(spans);
  const found: S[] = [];
  for (let place = begunBy(spans, last) - 1; place >= 0 && reach[place] >= first; place--) {
    if (endOf(spans[place]) >= first) found.push(spans[place]);
  }
  return found.reverse();
}

/** The spans that last on after a step. */
export function spansAt<S extends Span>(spans: readonly S[], step: number): readonly S[] {
  return spansMeeting(spans, step, step).filter((span) => endOf(span) > step);
}

/** How many spans have begun by a step. */
export function begunBy(spans: readonly Span[], step: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[middle].from <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

const byNode = new WeakMap<Recording, readonly (readonly TroubleSpan[])[]>();

/** What a node went through, in order. */
export function troublesOf(recording: Recording, node: number): readonly TroubleSpan[] {
  let troubles = byNode.get(recording);
  if (troubles === undefined) {
    const lists: TroubleSpan[][] = Array.from({ length: recording.nodeCount }, () => []);
    for (const trouble of recording.troubles) lists[trouble.node].push(trouble);
    troubles = lists;
    byNode.set(recording, troubles);
  }
  return troubles[node] ?? [];
}
