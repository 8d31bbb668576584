import type { FaultRow } from "../faults/row.js";
import type { Shape } from "../faults/shape.js";
import { type Verb, type VerbName, verbs } from "../faults/verbs.js";
import type { Whom } from "../faults/whom.js";
import { type Mistake, Refusal } from "../kernel/refusal.js";
import { type Duration, toUs } from "../kernel/time.js";
import { rolesOf } from "../scenario/cast.js";
import { Field } from "../scenario/field.js";
import { readFaults } from "../scenario/read-faults.js";
import type { Nodes, RowsOf, Scenario } from "../scenario/scenario.js";
import { type Arbitrary, arbitrary, halving, pick, type Random } from "./arbitrary.js";
import { drawLengthUs, type Span, simplerLengthsUs, writeLength } from "./lengths.js";
import { type Cast, drawShape, drawWhom, simplerShape, simplerWhom } from "./targets.js";

/** What timetables are drawn for, where there is no scenario yet. */
export interface Ensemble<Name extends string = string, Role extends string = string> {
  readonly nodes: readonly Name[];
  readonly roles?: readonly Role[];
  readonly duration: Duration;
}

export interface TimetableOptions {
  /** The verbs to draw from. All but those that break what protocols take for granted, unless given. */
  readonly kinds?: readonly VerbName[];
  /** The fewest and the most rows; 0 to 5 unless given. */
  readonly rows?: readonly [fewest: number, most: number];
  /** When faults begin; at any time of the trouble unless given. */
  readonly starts?: readonly [earliest: Duration, latest: Duration];
  /** How long they last; 100 ms to 10 s unless given. */
  readonly lengths?: readonly [shortest: Duration, longest: Duration];
}

/**
 * Timetables for a scenario, as rows to be put into its form: `{ ...form, faults }`. They are always valid for it. What
 * fails is simplified to fewer rows, which are earlier, rounder, shorter, tamer, and aimed at fewer nodes.
 */
export function timetables<N extends Nodes>(
  form: Pick<Scenario<N>, "nodes" | "duration">,
  options?: TimetableOptions,
): Arbitrary<RowsOf<N>>;
export function timetables<const Name extends string, const Role extends string = never>(
  ensemble: Ensemble<Name, Role>,
  options?: TimetableOptions,
  // biome-ignore lint/suspicious/noExplicitAny: nobody knows the states of nodes that have only names yet
): Arbitrary<readonly FaultRow<Name, Role, any>[]>;
export function timetables(
  form: Pick<Scenario, "nodes" | "duration"> | Ensemble,
  options: TimetableOptions = {},
): Arbitrary<readonly FaultRow[]> {
  const bounds = readBounds(form, options);
  const timetable = arbitrary<readonly Row[]>({
    draw: (random) => {
      const [fewest, most] = bounds.rows;
      return inOrder(Array.from({ length: random.nextInt(fewest, most) }, () => drawRow(random, bounds)));
    },
    simpler: (rows) => simplerRows(rows, bounds),
    accepts: (value) => accepts(value, bounds),
  });
  return timetable as Arbitrary<readonly never[]>;
}

/** A row as it is drawn: any verb may be its key. */
type Row = { readonly at?: Duration; readonly for?: Duration | "ever"; readonly by?: unknown } & {
  readonly [V in VerbName]?: Whom | Shape;
};

interface Bounds {
  readonly cast: Cast;
  readonly durationUs: number;
  readonly kinds: readonly VerbName[];
  readonly rows: readonly [fewest: number, most: number];
  readonly starts: Span;
  readonly lengths: Span;
}

const verbNames = Object.keys(verbs) as VerbName[];

function drawRow(random: Random, { kinds, cast, starts, lengths }: Bounds): Row {
  const name = pick(random, kinds);
  const verb = verbs[name] as Verb;
  const by = pick(random, verb.amount.typical);
  return {
    at: writeLength(drawLengthUs(random, starts)),
    ...(verb.momentary ? {} : { for: writeLength(drawLengthUs(random, lengths)) }),
    [name]: verb.aim === "shape" ? drawShape(random, cast) : drawWhom(random, cast),
    ...(by === undefined ? {} : { by }),
  };
}

function* simplerRows(rows: readonly Row[], bounds: Bounds): Iterable<readonly Row[]> {
  const [fewest] = bounds.rows;
  for (const count of [...halving(fewest, rows.length)].slice(0, -1)) {
    yield rows.slice(0, count);
    if (count > 0) yield rows.slice(-count);
  }
  if (rows.length > fewest) yield* rows.map((_, at) => rows.toSpliced(at, 1));
  for (const [at, row] of rows.entries()) {
    for (const simpler of simplerRow(row, bounds)) yield inOrder(rows.with(at, simpler));
  }
}

function* simplerRow(row: Row, { cast, starts, lengths }: Bounds): Iterable<Row> {
  const name = verbNames.find((each) => row[each] !== undefined) as VerbName;
  const { aim, amount } = verbs[name] as Verb;
  const targets = aim === "shape" ? simplerShape(row[name] as Shape, cast) : simplerWhom(row[name] as Whom, cast);
  const { by: _, ...plain } = row;
  for (const target of targets) yield { ...row, [name]: target };
  for (const by of tamer(row.by, amount.typical)) yield by === undefined ? plain : { ...row, by };
  if (row.at !== undefined)
    for (const us of simplerLengthsUs(toUs(row.at), starts)) yield { ...row, at: writeLength(us) };
  if (row.for !== undefined && row.for !== "ever")
    for (const us of simplerLengthsUs(toUs(row.for), lengths)) yield { ...row, for: writeLength(us) };
}

function tamer(by: unknown, typical: readonly unknown[]): readonly unknown[] {
  const told = JSON.stringify(by);
  const place = typical.findIndex((each) => JSON.stringify(each) === told);
  return typical.slice(0, Math.max(0, place));
}

/** Rows in the order in which they begin, as people write them. */
function inOrder(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((one, other) => toUs(one.at ?? "0s") - toUs(other.at ?? "0s"));
}

function accepts(value: unknown, { cast, durationUs }: Bounds): boolean {
  const mistakes: Mistake[] = [];
  readFaults(new Field("faults", value, mistakes), { ...cast, durationUs });
  return Array.isArray(value) && mistakes.length === 0;
}

function readBounds(form: Pick<Scenario, "nodes" | "duration"> | Ensemble, options: TimetableOptions): Bounds {
  const mistakes: Mistake[] = [];
  const root = new Field("", form, mistakes);
  const given = new Field("", options, mistakes);
  given.isObject(["kinds", "rows", "starts", "lengths"]);
  const cast = readCast(root.at("nodes"), root.at("roles"));
  const durationUs = root.at("duration").duration(1);
  const span = (name: "starts" | "lengths", lowUs: number, highUs: number): Span => {
    const field = given.at(name);
    if (field.isMissing) return { lowUs, highUs };
    const [least, most] = field.durations(name === "lengths" ? 1 : 0);
    return { lowUs: least, highUs: most };
  };
  const bounds: Bounds = {
    cast,
    durationUs,
    kinds: readKinds(given.at("kinds"), cast),
    rows: readRows(given.at("rows")),
    starts: span("starts", 0, durationUs - 1),
    lengths: span("lengths", Math.min(100_000, durationUs), Math.min(10_000_000, durationUs)),
  };
  if (bounds.starts.highUs >= durationUs) given.at("starts").refuse("is not before the end of the trouble");
  if (mistakes.length > 0) throw new Refusal(mistakes);
  return bounds;
}

function readCast(nodes: Field, roles: Field): Cast {
  const names = Array.isArray(nodes.value) ? nodes.value : nodes.entries().map(([name]) => name);
  if (names.length === 0) nodes.refuse("must have at least one node");
  return {
    names,
    roles: Array.isArray(nodes.value)
      ? ((roles.value as readonly string[] | undefined) ?? [])
      : rolesOf(nodes.value as Nodes),
  };
}

function readKinds(field: Field, { names }: Cast): readonly VerbName[] {
  const takesTwo = (name: VerbName) => verbs[name]?.aim !== "nodes";
  const fitting = verbNames.filter((name) => names.length > 1 || !takesTwo(name));
  if (field.isMissing) return fitting.filter((name) => !(verbs[name] as Verb).lawless);
  const kinds = field.elements();
  if (Array.isArray(field.value) && kinds.length === 0) field.refuse("must have at least one verb");
  for (const kind of kinds) {
    const isVerb = verbNames.includes(kind.value as VerbName);
    if (!isVerb) kind.oneOf(verbNames, "verb");
    else if (!fitting.includes(kind.value as VerbName)) kind.refuse("needs at least two nodes");
  }
  return (field.value as readonly VerbName[]) ?? [];
}

function readRows(field: Field): readonly [number, number] {
  if (field.isMissing) return [0, 5];
  const [fewest, most, ...others] = field.elements().map((element) => element.integer(0, 1_000));
  if (most === undefined || others.length > 0 || fewest > most) field.refuse("must be the fewest and the most rows");
  return [fewest, most];
}
