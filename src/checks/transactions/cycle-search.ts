import { type Components, components } from "./components.js";
import { type CycleType, cycleTypes } from "./cycle-types.js";
import { kindOf, kinds, type Rows } from "./graph.js";
import type { Dependency } from "./inference.js";
import { none } from "./ledger.js";
import { type Core, withoutAdjacent } from "./subgraph.js";
import { type Hop, type Steps, WayBack } from "./way-back.js";

/** How many cycles of one type are found in one component, of which the shortest is kept. */
const mostTries = 16;

export interface CyclesFound {
  readonly cycles: readonly { readonly type: string; readonly cycle: readonly Dependency[] }[];
  /** By what name a component proves something by its edges alone, where the steps ended before a cycle was found. */
  readonly unfound: readonly string[];
  /** Types of which it is not known whether there is one. */
  readonly undecided: readonly string[];
}

/** In each component one cycle of each type, short where it can be had; of those that imply another one, the first only. */
export function findCycles(core: Core, transactions: number, steps: Steps): CyclesFound {
  const cycles: { type: string; cycle: readonly Dependency[] }[] = [];
  const unfound = new Set<string>();
  const undecided = new Set<string>();
  const found = Array.from({ length: core.components }, () => new Set<string>());
  let alternation: Rows | null = null;
  for (const type of cycleTypes) {
    const isSettled = found.map((names) => type.impliedBy.some((name) => names.has(name)));
    if (!isSettled.includes(false)) continue;
    if (!type.adjacent && type.uncertain) alternation = withoutAdjacent(core, type.around);
    const rows = type.adjacent || alternation === null ? core : alternation;
    const search = new Search(core, rows, components(rows, type.around), type, steps);
    for (const [component, way] of search.run(isSettled)) {
      if (way !== null)
        cycles.push({ type: type.name, cycle: dependencies(way, rows === core ? 0 : 1, core, rows, transactions) });
      else if (search.isSpent) {
        unfound.add(type.unfound);
        found[component].add(type.proves);
        if (type.uncertain) undecided.add(type.name);
      }
      if (way !== null || search.isSpent) found[component].add(type.name);
    }
  }
  return { cycles, unfound: [...unfound], undecided: [...undecided] };
}

/** The search for cycles of one type in all components. */
class Search {
  private readonly core: Core;
  private readonly rows: Rows;
  private readonly around: Components;
  private readonly type: CycleType;
  private readonly wayBack: WayBack;

  constructor(core: Core, rows: Rows, around: Components, type: CycleType, steps: Steps) {
    this.core = core;
    this.rows = rows;
    this.around = around;
    this.type = type;
    this.wayBack = new WayBack(rows, around.of, steps);
  }

  get isSpent(): boolean {
    return this.wayBack.isSpent;
  }

  /** Of each component in which a cycle may be, the shortest that was found, as its hops, or null. */
  run(isSettled: readonly boolean[]): ReadonlyMap<number, readonly Hop[] | null> {
    const { core, rows, around, type } = this;
    const best = new Map<number, readonly Hop[] | null>();
    const tries = new Int32Array(core.components);
    const shift = rows === core ? 0 : 1;
    for (let node = 0; node < rows.nodes; node++) {
      const component = core.component[node >> shift];
      if (around.of[node] === none || isSettled[component]) continue;
      for (let edge = rows.from[node]; edge < rows.from[node + 1] && tries[component] < mostTries; edge++) {
        if (rows.kind[edge] !== type.lead || around.of[rows.source[edge]] !== around.of[node]) continue;
        const shortest = best.get(component) ?? null;
        best.set(component, shortest);
        if (this.isSpent) continue;
        const way = this.wayBack.find(node, rows.source[edge], type.back);
        if (way === null) continue;
        tries[component] += 1;
        if (shortest === null || way.length + 1 < shortest.length)
          best.set(component, [{ edge, target: node }, ...way]);
      }
    }
    return best;
  }
}

/** A cycle in terms of transactions: hubs are passed over, and of several edges by time in a row one is made. */
function dependencies(
  hops: readonly Hop[],
  shift: number,
  core: Core,
  rows: Rows,
  transactions: number,
): readonly Dependency[] {
  const edges = hops.map(({ edge, target }) => ({
    kind: rows.kind[edge],
    from: core.original[rows.source[edge] >> shift],
    to: core.original[target >> shift],
    reason: rows.reason[edge],
  }));
  const byTime = kinds.process | kinds.realtime;
  const start = edges.findIndex(({ kind, from }) => from < transactions && (kind & byTime) === 0);
  const merged: { kind: number; from: number; to: number; reason: number }[] = [];
  for (const edge of [...edges.slice(start), ...edges.slice(0, start)]) {
    const last = merged.at(-1);
    if (last?.kind === kinds.link) {
      last.to = edge.to;
      last.kind = edge.kind;
    } else if (last !== undefined && (edge.kind & byTime) !== 0 && last.kind === edge.kind) last.to = edge.to;
    else merged.push({ ...edge });
  }
  return merged.map(({ kind, ...edge }) => ({ ...edge, kind: kindOf(kind) }));
}
