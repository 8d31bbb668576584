import type { Duration } from "../kernel/time.js";
import { describeShape, type Shape } from "./shape.js";
import { type Amount, type VerbName, verbs } from "./verbs.js";
import { describeWhom, type Whom } from "./whom.js";

/** When a fault begins: exactly one of these. */
export interface When<World> {
  /** Once, so long after the start of the run. */
  readonly at?: Duration;
  /** Again and again, first after one such length. */
  readonly every?: Duration;
  /** Once, as soon as this holds. */
  readonly when?: (world: World) => boolean;
}

type Verbs = typeof verbs;
type UserOf<V> = V extends { readonly amount: Amount<infer User> } ? User : never;
type TargetOf<V, Name extends string, Role extends string> = V extends { readonly aim: "shape" }
  ? Shape<Name, Role>
  : Whom<Name, Role>;
type Length<V> = V extends { readonly momentary: true }
  ? { readonly for?: undefined }
  : {
      /** How long. Without it the fault lasts until the run comes to rest; "ever" outlasts that, too. */
      readonly for?: Duration | "ever";
    };
type By<User> = undefined extends User ? { readonly by?: User } : { readonly by: User };

/** The row of one verb: no other verb stands in it. */
type RowOf<V extends VerbName, Name extends string, Role extends string, World> = When<World> &
  Length<Verbs[V]> &
  By<UserOf<Verbs[V]>> & { readonly [Own in V]: TargetOf<Verbs[Own], Name, Role> } & {
    readonly [Other in Exclude<VerbName, V>]?: "only one verb to a row";
  };

/** One sentence of the timetable: when, how long, what is done to whom, and by how much. */
export type FaultRow<Name extends string = string, Role extends string = string, World = never> = {
  [V in VerbName]: RowOf<V, Name, Role, World>;
}[VerbName];

/** A row that was checked, with its lengths in microseconds. */
export interface Fault {
  readonly verb: VerbName;
  readonly target: Whom | Shape;
  readonly by: unknown;
  readonly start:
    | { readonly kind: "at"; readonly atUs: number }
    | { readonly kind: "every"; readonly everyUs: number }
    | { readonly kind: "when"; readonly holds: (world: never) => boolean }
    /** The row was taken out, and keeps its number. */
    | { readonly kind: "never" };
  /** Infinity lasts until rest; "ever" outlasts it. */
  readonly lengthUs: number | "ever";
  /** By chance, and not told: it need not come to anything. */
  readonly isDrawn: boolean;
}

/** A fault, in words: `crash leader`, `loss all by 0.3`. */
export function describeFault({ verb, target, by }: Fault): string {
  const whom = verbs[verb].aim === "shape" ? describeShape(target as Shape) : describeWhom(target as Whom);
  return by === undefined ? `${verb} ${whom}` : `${verb} ${whom} by ${describeAmount(by)}`;
}

function describeAmount(by: unknown): string {
  if (typeof by === "function") return "a function";
  if (Array.isArray(by)) return by.join(" to ");
  if (typeof by !== "object") return String(by);
  return Object.entries(by as object)
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");
}
