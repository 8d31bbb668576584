import type { Shape } from "../../faults/shape.js";
import type { Whom } from "../../faults/whom.js";
import { isRecord } from "../../scenario/field.js";

/** Whom a fault means. */
type Meant = Whom | Shape;

/** How much there is to understand about whom a fault means: least for one node by name. */
export function complexityOf(target: Meant, names: readonly string[]): number {
  if (typeof target === "string") return names.includes(target) ? 1 : target === "all" ? 2 + 2 * names.length : 2;
  if (!isRecord(target)) return 1 + 2 * (target as readonly string[]).length;
  const { any, of, groups, from, to, bridge } = target as Partial<Record<string, Whom>> & { groups?: string[][] };
  const inner = (part: Meant | undefined) => (part === undefined ? 0 : complexityOf(part, names));
  if (any !== undefined) return 2 + 2 * Number(any) + inner(of);
  if (groups !== undefined) return 10 + 2 * groups.flat().length;
  if (from !== undefined) return 10 + inner(from) + inner(to);
  return bridge === undefined ? 50 : 20 + inner(bridge);
}

/** Simpler ones to be meant instead, the simplest first: nodes that were `hit`, or fewer than were. */
export function simplerTargets(target: Meant, hit: readonly string[], names: readonly string[]): readonly Meant[] {
  const most = complexityOf(target, names);
  return [...hit, ...fewer(target, hit, names), ...(hit.length > 1 ? [hit] : [])]
    .filter((other) => complexityOf(other, names) < most)
    .sort((one, other) => complexityOf(one, names) - complexityOf(other, names));
}

function fewer(target: Meant, hit: readonly string[], names: readonly string[]): readonly Meant[] {
  if (typeof target === "string") return [];
  if (!isRecord(target)) {
    const list = target as readonly string[];
    return [...list, ...list.map((_, at) => list.toSpliced(at, 1))].filter(({ length }) => length > 0);
  }
  if ("any" in target) {
    const { any, of } = target as { any: number; of?: Whom };
    const counts = Array.from({ length: any - 1 }, (_, count) => count + 1);
    return [...counts.map((count) => ({ ...target, any: count }) as Whom), ...(of === undefined ? [] : [{ any }])];
  }
  if ("from" in target) {
    const { from, to } = target as { from: Whom; to: Whom };
    const simpler = (whom: Whom) => [...names, ...simplerTargets(whom, hit, names)] as Whom[];
    return [...simpler(from).map((one) => ({ from: one, to })), ...simpler(to).map((one) => ({ from, to: one }))];
  }
  if ("bridge" in target)
    return simplerTargets(target.bridge as Whom, names, names).map((bridge) => ({ bridge: bridge as Whom }));
  return names;
}

/** Whom a fault means where some nodes are not there; null if nobody is left. */
export function withoutNodes(target: Meant, gone: readonly string[], left: number): Meant | null {
  if (typeof target === "string") return gone.includes(target) ? null : target;
  if (!isRecord(target)) return orNull(without(target as readonly string[], gone));
  if ("any" in target) {
    const { any, of } = target as { any: number; of?: Whom };
    const pool = of === undefined ? undefined : withoutNodes(of, gone, left);
    if (pool === null) return null;
    return { any: Math.min(any, left), ...(pool === undefined ? {} : { of: pool }) } as Whom;
  }
  if ("groups" in target) {
    const groups = (target.groups as readonly (readonly string[])[]).map((group) => without(group, gone));
    const full = groups.filter(({ length }) => length > 0);
    return full.length === 0 ? null : { groups: full };
  }
  if ("ring" in target) return target as Shape;
  const parts = Object.entries(target).map(([key, whom]) => [key, withoutNodes(whom as Whom, gone, left)] as const);
  return parts.some(([, whom]) => whom === null) ? null : (Object.fromEntries(parts) as Shape);
}

function without(list: readonly string[], gone: readonly string[]): readonly string[] {
  return list.filter((name) => !gone.includes(name));
}

function orNull(list: readonly string[]): readonly string[] | null {
  return list.length === 0 ? null : list;
}
