import type { Random } from "../kernel/random.js";
import { betweenGroups, majorityRing, oneWay, type Scope } from "../network/scope.js";
import type { NodeView } from "../node/view.js";
import { describeWhom, findsSomebody, resolveWhom, type Whom } from "./whom.js";

/** How a network falls apart. Clients keep their links. */
export type Shape<Name extends string = string, Role extends string = string> =
  /** These on one side, everybody else on the other. */
  | Whom<Name, Role>
  /** Several sides; who is in none of them is on one more. */
  | { readonly groups: readonly (readonly Name[])[] }
  /** One way only: what `from` sends does not reach `to`. */
  | { readonly from: Whom<Name, Role>; readonly to: Whom<Name, Role> }
  /** Partial: the others fall into two random halves, which only these still reach both of. */
  | { readonly bridge: Whom<Name, Role> }
  /** Every node sees a majority, and no two see the same. */
  | { readonly ring: "majority" }
  /** Any of these, with everybody else standing outside: who is not `among` them keeps all links. */
  | { readonly among: readonly Name[]; readonly cut: Shape<Name, Role> };

/** The links that are cut, and the nodes cut off by it. */
export interface Cut {
  readonly scope: Scope;
  readonly nodes: readonly number[];
}

/** Decides what is cut now; to be asked only when `partsSomebody`. */
export function resolveShape(shape: Shape, nodes: readonly NodeView[], peerCount: number, random: Random): Cut {
  const everyone = nodes.map((_, number) => number);
  return resolveAmong(everyone, shape, nodes, peerCount, random);
}

function resolveAmong(
  everyone: readonly number[],
  shape: Shape,
  nodes: readonly NodeView[],
  peerCount: number,
  random: Random,
): Cut {
  if (typeof shape === "object" && "among" in shape) {
    const some = everyone.filter((number) => shape.among.includes(nodes[number].name));
    return resolveAmong(some, shape.cut, nodes, peerCount, random);
  }
  const rest = (side: readonly number[]) => everyone.filter((number) => !side.includes(number));
  if (isWhom(shape)) {
    const side = resolveWhom(shape, nodes, random);
    return { scope: betweenGroups(peerCount, [side, rest(side)]), nodes: side };
  }
  if ("groups" in shape) {
    const groups = shape.groups.map((names) => everyone.filter((number) => names.includes(nodes[number].name)));
    return { scope: betweenGroups(peerCount, [...groups, rest(groups.flat())]), nodes: groups.flat() };
  }
  if ("ring" in shape) return { scope: majorityRing(peerCount, everyone), nodes: everyone };
  if ("bridge" in shape) {
    const bridge = resolveWhom(shape.bridge, nodes, random);
    const others = random.shuffle(rest(bridge));
    const middle = Math.ceil(others.length / 2);
    return { scope: betweenGroups(peerCount, [others.slice(0, middle), others.slice(middle)]), nodes: rest(bridge) };
  }
  const senders = resolveWhom(shape.from, nodes, random);
  const receivers = resolveWhom(shape.to, nodes, random);
  // All are all others: nobody is cut off from itself.
  const isDeaf = shape.from === "all";
  const from = isDeaf ? senders.filter((number) => !receivers.includes(number)) : senders;
  const to = receivers.filter((number) => !from.includes(number));
  return { scope: oneWay(peerCount, from, to), nodes: isDeaf ? to : from };
}

/** Whether a cut like this would part anybody now. */
export function partsSomebody(shape: Shape, nodes: readonly NodeView[]): boolean {
  return aims(shape).every((whom) => findsSomebody(whom, nodes));
}

/** Everybody whom a shape names. */
function aims(shape: Shape): readonly Whom[] {
  if (isWhom(shape)) return [shape];
  if ("among" in shape) return aims(shape.cut);
  if ("from" in shape) return [shape.from, shape.to];
  if ("bridge" in shape) return [shape.bridge];
  return "groups" in shape ? shape.groups : [];
}

/** A shape, in words. */
export function describeShape(shape: Shape): string {
  if (isWhom(shape)) return describeWhom(shape);
  if ("among" in shape) return `${describeShape(shape.cut)} among ${shape.among.join(", ")}`;
  if ("groups" in shape) return shape.groups.map((names) => names.join(", ")).join(" | ");
  if ("from" in shape) return `${describeWhom(shape.from)} to ${describeWhom(shape.to)}`;
  return "bridge" in shape ? `all but the bridge ${describeWhom(shape.bridge)}` : "into a majority ring";
}

function isWhom(shape: Shape): shape is Whom {
  return typeof shape === "string" || Array.isArray(shape) || "any" in shape;
}
