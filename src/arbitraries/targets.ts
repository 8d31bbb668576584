import type { Shape } from "../faults/shape.js";
import type { Whom } from "../faults/whom.js";
import { halving, pick, type Random, someOf } from "./arbitrary.js";

/** Whom faults can be aimed at. */
export interface Cast {
  readonly names: readonly string[];
  readonly roles: readonly string[];
}

type Draw<T> = (random: Random, cast: Cast) => T;

const name: Draw<string> = (random, { names }) => pick(random, names);
const role: Draw<string> = (random, { roles }) => pick(random, roles);
const anyOf: Draw<Whom> = (random, { names }) => ({ any: random.nextInt(1, names.length) });
const anyOfRole: Draw<Whom> = (random, cast) => ({ any: random.nextInt(1, cast.names.length), of: role(random, cast) });
const someNames: Draw<Whom> = (random, { names }) => several(someOf(random, names));
const all: Draw<Whom> = () => "all";

/** Whom a fault of nodes or links hits: each way to say it as often as it stands here. */
export function drawWhom(random: Random, cast: Cast): Whom {
  const ofRoles = cast.roles.length === 0 ? [] : [role, role, role, anyOfRole];
  return pick(random, [name, name, name, anyOf, someNames, all, ...ofRoles])(random, cast);
}

/** One side of a cut: somebody is left on the other. */
const side: Draw<Whom> = (random, cast) => {
  const ofRoles = cast.roles.length === 0 ? [] : [role, role, role];
  const most = cast.names.length - 1;
  const anyButOne: Draw<Whom> = () => ({ any: random.nextInt(1, most) });
  const someButOne: Draw<Whom> = () => several(someOf(random, cast.names, most));
  return pick(random, [name, name, name, anyButOne, someButOne, ...ofRoles])(random, cast);
};
const outward: Draw<Shape> = (random, cast) => ({ from: side(random, cast), to: "all" });
const between: Draw<Shape> = (random, { names }) => {
  const from = someOf(random, names, names.length - 1);
  const rest = names.filter((each) => !from.includes(each));
  return { from: several(from), to: several(someOf(random, rest)) };
};
const groups: Draw<Shape> = (random, { names }) => {
  const first = someOf(random, names, names.length - 1);
  const rest = names.filter((each) => !first.includes(each));
  return { groups: [first, someOf(random, rest)] };
};
const bridge: Draw<Shape> = (random, cast) => ({ bridge: side(random, cast) });
const ring: Draw<Shape> = () => ({ ring: "majority" });

/** How a network falls apart: whom a cut separates from the rest, mostly. */
export function drawShape(random: Random, cast: Cast): Shape {
  const ofThree = cast.names.length < 3 ? [] : [groups, bridge];
  const ofFour = cast.names.length < 4 ? [] : [ring];
  return pick(random, [side, side, side, side, outward, between, ...ofThree, ...ofFour])(random, cast);
}

/** The first node is simplest: one node, at all times the same. Then come roles, then a number of nodes, then lists. */
export function* simplerWhom(whom: Whom, { names, roles }: Cast): Iterable<Whom> {
  if (typeof whom === "string" && names.includes(whom)) {
    for (const index of halving(0, names.indexOf(whom))) yield names[index];
    return;
  }
  yield names[0];
  if (typeof whom === "string") {
    if (!roles.includes(whom)) yield { any: 1 };
  } else if ("any" in whom) {
    if (whom.of !== undefined) yield { any: whom.any };
    for (const any of halving(1, whom.any)) yield { ...whom, any };
  } else {
    yield* smaller(whom).map(several);
  }
}

/** Cutting off is simpler than all other shapes. */
export function* simplerShape(shape: Shape, cast: Cast): Iterable<Shape> {
  if (typeof shape === "string" || Array.isArray(shape) || "any" in shape) {
    yield* simplerWhom(shape as Whom, cast);
    return;
  }
  yield cast.names[0];
  if ("bridge" in shape) {
    for (const bridge of simplerWhom(shape.bridge, cast)) yield { bridge };
  } else if ("from" in shape) {
    yield shape.from;
    for (const from of simplerWhom(shape.from, cast)) yield { ...shape, from };
    for (const to of simplerWhom(shape.to, cast)) yield { ...shape, to };
  } else if ("groups" in shape) {
    yield several(shape.groups[0]);
    for (const [at, group] of shape.groups.entries()) {
      yield* smaller(group).map((fewer) => ({ groups: shape.groups.with(at, fewer) }));
    }
  }
}

function several(names: readonly string[]): Whom {
  return names.length === 1 ? names[0] : names;
}

/** A list of names without one of them, for each that can be done without. */
function smaller(names: readonly string[]): readonly (readonly string[])[] {
  return names.length < 2 ? [] : names.map((_, at) => names.toSpliced(at, 1));
}
