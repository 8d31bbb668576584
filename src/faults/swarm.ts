import type { Random, Seed } from "../kernel/random.js";
import { type Duration, durationOf } from "../kernel/time.js";
import type { FaultRow } from "./row.js";
import type { Shape } from "./shape.js";
import { type Verb, type VerbName, verbs } from "./verbs.js";
import type { Whom } from "./whom.js";

/** What a timetable is drawn from. Whatever is left out is as wide as a correct protocol has to bear. */
export interface SwarmOptions<Aim extends string = string> {
  /** The kinds of faults, by verb. All, unless given, but those that break what protocols take for granted. */
  readonly kinds?: readonly VerbName[];
  /** How many rows; two numbers mean: at least and at most. From 2 to 10 unless given. */
  readonly rows?: number | readonly [least: number, most: number];
  /** How long faults last: short ones are as frequent as long ones. From 1/256 to 1/4 of the duration unless given. */
  readonly lengths?: Duration | readonly [least: Duration, most: Duration];
  /** Whom faults are aimed at: so many of all (`"any"`), everybody (`"all"`), roles, nodes. `"any"`, `"all"` and all roles unless given. */
  readonly whom?: readonly Aim[];
  /**
   * The most nodes that are hit where some are drawn: of all, or of a role. A minority unless given. Whom it
   * takes for liars, if their kinds are named, a seed draws once for the run: less than a third of the nodes.
   */
  readonly atOnce?: number;
  /**
   * Who is well when the trouble is over: all, unless given; or a majority, so that what must hold in the end has to hold
   * while a minority stays crashed, paused or cut off for ever.
   */
  readonly core?: "all" | "majority";
}

/** A timetable that is drawn anew from each seed. */
export interface Swarm<Aim extends string = string> extends SwarmOptions<Aim> {
  readonly kind: "swarm";
}

/**
 * A random timetable, to stand in a scenario instead of rows. For each seed, every kind of fault is on or off as if by a
 * coin, then rows are drawn among the kinds that are on: a few kinds that have a run to themselves reach what all kinds
 * together drown out. Rows overlap, so that for a while there may be no majority: what must hold is said by `always`,
 * `consistency` and `eventually` rather than by `recovers`. Source: Groce et al., "Swarm testing" (ISSTA 2012).
 */
export function swarm<const Aim extends string = never>(options: SwarmOptions<Aim> = {}): Swarm<NoInfer<Aim>> {
  return { kind: "swarm", ...options };
}

/** A swarm that was checked, with its defaults filled in. */
export interface SwarmPlan {
  readonly kinds: readonly VerbName[];
  readonly rows: readonly [least: number, most: number];
  readonly lengthsUs: readonly [least: number, most: number];
  readonly whom: readonly string[];
  readonly atOnce: number;
  readonly core: "all" | "majority";
  readonly names: readonly string[];
  readonly roles: readonly string[];
  readonly durationUs: number;
}

/** How many nodes can be missing while a majority is left. */
export function minorityOf(nodes: number): number {
  return Math.max(0, Math.ceil(nodes / 2) - 1);
}

/** How many nodes may lie while the others can still agree (Pease, Shostak and Lamport 1980). */
function mostLiars(nodes: number): number {
  return Math.max(1, Math.ceil(nodes / 3) - 1);
}

/** What stops any node, whatever it runs. */
export const stops = ["crash", "partition", "pause"] as const satisfies readonly VerbName[];

/** One row in so many comes again and again. */
const recurring = 0.25;

/** In the first of so many parts of the trouble nothing is broken yet, so that there is something to break; in the last, a minority is. */
const parts = 16;

/** What the rows of one timetable are drawn from. */
interface Drawing extends SwarmPlan {
  readonly liars: readonly string[];
}

/**
 * Draws the rows of a timetable from the kinds that are on: by coins, unless they are given. Those for a while are in
 * order of their beginnings; those for ever come last.
 */
export function drawTimetable(
  plan: SwarmPlan,
  seed: Seed,
  kinds: readonly VerbName[] = drawKinds(plan.kinds, seed),
): readonly FaultRow[] {
  const drawing = { ...plan, kinds, liars: drawLiars(plan, seed.stream("swarm liars")) };
  const count = seed.stream("swarm rows").int(...plan.rows);
  const rows = Array.from({ length: count }, (_, number) => {
    const random = seed.stream(`swarm row ${number}`);
    return drawRow(number === 0 ? surelyFelt(drawing) : drawing, random);
  });
  rows.sort((one, other) => one.startUs - other.startUs);
  const core = plan.core === "majority" ? drawCore(plan, seed.stream("swarm core")) : [];
  return [...rows.map(({ row }) => row), ...core];
}

/** Each by a coin. Where it may, something that any node feels is on: a run in which nothing comes of the faults is lost. */
function drawKinds(kinds: readonly VerbName[], seed: Seed): readonly VerbName[] {
  const on = kinds.filter((kind) => seed.stream(`swarm kind ${kind}`).chance(0.5));
  const felt = stopsAmong(kinds);
  if (stopsAmong(on).length > 0 || (felt.length === 0 && on.length > 0)) return on;
  const added = seed.stream("swarm kinds").pick(felt.length > 0 ? felt : kinds);
  return [...on, added];
}

/** What a row is drawn from that comes to something: a stop of somebody who need not be in a role to be hit. */
function surelyFelt(plan: Drawing): Drawing {
  const stopping = stopsAmong(plan.kinds);
  const present = plan.whom.filter((word) => !plan.roles.includes(word));
  return {
    ...plan,
    kinds: stopping.length > 0 ? stopping : plan.kinds,
    whom: present.length > 0 ? present : plan.whom,
  };
}

function stopsAmong(kinds: readonly VerbName[]): readonly (typeof stops)[number][] {
  return stops.filter((kind) => kinds.includes(kind));
}

/** Who may lie: out of those whom the swarm names, where it names some. */
function drawLiars({ whom, names }: SwarmPlan, random: Random): readonly string[] {
  const named = names.filter((name) => whom.includes(name));
  return random.sample(named.length > 0 ? named : names, random.int(1, mostLiars(names.length)));
}

function drawRow(plan: Drawing, random: Random): { startUs: number; row: FaultRow } {
  const kind = random.pick(plan.kinds);
  const verb = verbs[kind] as Verb;
  const lengthUs = drawLengthUs(plan.lengthsUs, random);
  const quietUs = Math.ceil(plan.durationUs / parts);
  const everyUs = rounded(Math.max(quietUs, random.int(2, 8) * lengthUs));
  const recurs = random.chance(recurring) && everyUs < plan.durationUs;
  const startUs = recurs ? everyUs : onGrid(random.int(quietUs, plan.durationUs - 1), plan.durationUs);
  const by = random.pick(verb.amount.typical);
  const row = {
    [recurs ? "every" : "at"]: durationOf(startUs),
    ...(verb.momentary ? {} : { for: durationOf(lengthUs) }),
    [kind]:
      verb.aim === "shape" ? drawShape(plan, random) : drawWhom(verb.corrupting ? plan.liars : plan.whom, plan, random),
    ...(by === undefined ? {} : { by }),
  };
  return { startUs, row: row as unknown as FaultRow };
}

function drawWhom(whom: readonly string[], { atOnce, roles }: SwarmPlan, random: Random): Whom {
  const word = random.pick(whom);
  if (word === "any") return { any: random.int(1, atOnce) };
  return roles.includes(word) && random.chance(0.5) ? { any: random.int(1, atOnce), of: word } : word;
}

function drawShape(plan: SwarmPlan, random: Random): Shape {
  const { whom, names } = plan;
  const some = whom.filter((word) => word !== "all");
  const meansEverybody = whom.includes("any") || whom.includes("all");
  const side = () => drawWhom(some, plan, random);
  const shapes: readonly (() => Shape)[] = [
    ...(some.length === 0 ? [] : [side, () => drawOneWay(side(), random), () => ({ bridge: side() })]),
    ...(meansEverybody ? [() => ({ groups: drawGroups(names, random) })] : []),
    ...(meansEverybody && names.length >= 4 ? [() => ({ ring: "majority" as const })] : []),
  ];
  return random.pick(shapes)();
}

/** Mute or deaf. */
function drawOneWay(side: Whom, random: Random): Shape {
  return random.chance(0.5) ? { from: side, to: "all" } : { from: "all", to: side };
}

/** Two or three sides of any size; the nodes of each in the scenario's order. */
function drawGroups(names: readonly string[], random: Random): readonly (readonly string[])[] {
  const sides = random.int(2, 3);
  const first = random.sample(names, sides);
  const sideOf = names.map((name) => (first.includes(name) ? first.indexOf(name) : random.int(0, sides - 1)));
  const groups = Array.from({ length: sides }, (_, side) => names.filter((_, node) => sideOf[node] === side));
  return groups.filter((group) => group.length > 0);
}

/** Between two lengths, each doubling as likely as the next. */
function drawLengthUs([leastUs, mostUs]: readonly [number, number], random: Random): number {
  let doublings = 0;
  for (let us = leastUs; us * 2 <= mostUs; us *= 2) doublings++;
  let fromUs = leastUs;
  for (let times = random.int(0, doublings); times > 0; times--) fromUs *= 2;
  return rounded(random.int(fromUs, Math.min(mostUs, fromUs * 2)));
}

function drawCore({ kinds, names, durationUs }: SwarmPlan, random: Random): readonly FaultRow[] {
  const at = durationOf(onGrid(durationUs - Math.ceil(durationUs / parts), durationUs));
  const broken = random.sample(names, random.int(1, minorityOf(names.length)));
  return broken.map((name) => ({ at, for: "ever", [random.pick(stopsAmong(kinds))]: name }) as unknown as FaultRow);
}

/** A length in two digits, as people would write it. */
function rounded(us: number): number {
  let unitUs = 1;
  while (us >= unitUs * 100) unitUs *= 10;
  return Math.round(us / unitUs) * unitUs;
}

/** The last of some hundreds of instants before this one, or this one: multiples of 100 ms in runs of ten seconds and more. */
function onGrid(us: number, durationUs: number): number {
  let gridUs = 100_000;
  while (gridUs > 1 && gridUs * 100 > durationUs) gridUs /= 10;
  return Math.floor(us / gridUs) * gridUs;
}
