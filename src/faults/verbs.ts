import { latencySampler } from "../kernel/latency.js";
import type { Random } from "../kernel/random.js";
import { type Duration, parseDuration, toUs } from "../kernel/time.js";
import type { Condition, Disturbance, Network } from "../network/network.js";
import type { Scope } from "../network/scope.js";
import type { DiskError } from "../node/disk.js";
import type { Loss } from "../node/loss.js";
import type { Machine } from "../node/machine.js";
import { equivocate, type Guise, type Interposer, type Reshape, replay, silence, tamper } from "./byzantine.js";

/** What a fault can lay hands on; each has its own chance and its own count of effects. */
export interface Site {
  readonly nowUs: number;
  readonly machines: readonly Machine[];
  readonly network: Network;
  readonly random: Random;
  /** Key of the fault's own draws. */
  readonly key: number;
  /** To be called each time the fault makes itself felt. */
  readonly onEffect: () => void;
  /** To be told what a node has lost with it. */
  readonly onLosses: (node: string, losses: readonly Loss[]) => void;
  addInterposer(node: number, interposer: Interposer): void;
  removeInterposer(node: number, interposer: Interposer): void;
  /** Sends on all packets that are held and need not be any more. */
  releaseHeld(): void;
}

/** Ends what a fault began. */
export type Undo = () => void;

/** By how much: how the form writes it (`User`), and what is wrong with a value that is not one. */
export interface Amount<User> {
  readonly required: boolean;
  /** In words, for a refusal. */
  readonly form: string;
  /** What is drawn from where chance decides, the tamest first. */
  readonly typical: readonly User[];
  accepts(value: unknown): boolean | { readonly problem: string };
  /** Never there: carries the type. */
  readonly type?: User;
}

/** A fault on nodes, on the links of nodes, or on the links that a shape cuts. */
export type Verb<User = unknown> = {
  /** A momentary fault has no length: what it changes stays changed. */
  readonly momentary?: true;
  /** It breaks what a protocol has to take for granted unless it is made for it: chance draws it only where it is named. */
  readonly lawless?: true;
  /** Whom it hits is no longer taken for correct, for the rest of the run. */
  readonly corrupting?: true;
  readonly amount: Amount<User>;
} & (
  | { readonly aim: "nodes"; begin(site: Site, machine: Machine, by: User): Undo }
  | { readonly aim: "links" | "shape"; begin(site: Site, scope: Scope, by: User): Undo }
);

const isProbability = (value: unknown) => typeof value === "number" && value > 0 && value <= 1;
const probability = amount<number>("a probability above 0, up to 1", [0.01, 0.05, 0.2, 0.5], isProbability);
/** Who reads in vain several times in a row gives up for good: this is rare enough for ten times. */
const readFailure: Amount<number> = { ...probability, typical: [0.01, 0.05, 0.2] };
const factor = amount<number>(
  "a factor above 1",
  [2, 10, 100],
  (value) => typeof value === "number" && value > 1 && value <= 1_000_000,
);
const rate = amount<number>(
  "parts per million, not 0",
  [100, -100, 10_000, -10_000, 200_000, -200_000],
  (value) => typeof value === "number" && value !== 0 && Math.abs(value) <= 500_000,
);
const shift = amount<Duration | `-${Duration}`>(
  'a length that may be negative, as in "-250ms"',
  ["10ms", "-10ms", "500ms", "-500ms", "1m", "-1m"],
  (value) => {
    const lengthUs = parseDuration(value, true);
    return typeof lengthUs === "number" ? lengthUs !== 0 : lengthUs;
  },
);
const latency = amount<Duration | readonly [Duration, Duration]>(
  'a latency, as in "50ms" or ["10ms", "200ms"]',
  ["10ms", ["1ms", "50ms"], "100ms", ["10ms", "500ms"], "1s"],
  (value) => {
    const parts = Array.isArray(value) && value.length === 2 ? value : [value];
    const [least, most = Number.POSITIVE_INFINITY] = parts.map((part) => parseDuration(part));
    if (typeof least !== "number") return least;
    return typeof most !== "number" ? most : least <= most && most > 0;
  },
);
const reshape = optional(
  amount<Reshape>("a function (message, to, random) => message", [], (value) => typeof value === "function"),
);
const names = optional(
  amount<readonly string[]>("a list of nodes", [], (value) => Array.isArray(value) && value.length > 0),
);
const torn = optional(amount<"torn">('"torn", or nothing', ["torn"], (value) => value === "torn"));
const whim = optional(
  amount<{ readonly sites?: number | readonly string[]; readonly fires?: number }>(
    "{ sites, fires }: which sites of cx.maybe are on, by name or with a probability, and the probability that one fires",
    [{ sites: 0.5, fires: 0.05 }, { sites: 0.5 }],
    (value) => {
      if (typeof value !== "object" || value === null) return false;
      const { sites = 1, fires = 1, ...others } = value as Readonly<Record<string, unknown>>;
      const areNames = Array.isArray(sites) && sites.length > 0 && sites.every((site) => typeof site === "string");
      return (areNames || isProbability(sites)) && isProbability(fires) && Object.keys(others).length === 0;
    },
  ),
);
const nothing = optional(amount<undefined>("nothing", [], () => false));

/** Everything that can go wrong, by the verb that a row of the timetable uses for it. A new fault is a new row here. */
export const verbs = {
  // The network
  partition: shape(nothing, (site, scope) => {
    const cut: Disturbance = { scope, onEffect: site.onEffect };
    site.network.addCut(cut);
    return () => site.network.remove(cut);
  }),
  hold: shape(nothing, (site, scope) => {
    const hold: Disturbance = { scope, onEffect: site.onEffect };
    site.network.addHold(hold);
    return () => {
      site.network.remove(hold);
      site.releaseHeld();
    };
  }),
  loss: links(probability, (by) => ({ loss: by })),
  delay: links(latency, (by) => ({ delay: latencySampler(by) })),
  duplicate: links(probability, (by) => ({ duplicate: by })),
  reorder: links(probability, (by) => ({ reorder: by })),
  corrupt: links(probability, (by) => ({ corrupt: by })),

  // The node
  crash: nodes(torn, (site, machine, by) => {
    if (!machine.isDown) site.onEffect();
    site.onLosses(machine.name, machine.crash("a fault crashed it", by === "torn"));
    return () => machine.revive();
  }),
  // As a deploy stops it. Timetables that chance drew before there was this stay what they were.
  stop: lawless(
    nodes(nothing, (site, machine) => {
      if (!machine.isDown) site.onEffect();
      machine.terminate();
      return () => machine.revive();
    }),
  ),
  pause: nodes(nothing, (site, machine) => {
    if (machine.status === "up") site.onEffect();
    machine.pause();
    return () => machine.unpause();
  }),
  slow: nodes(factor, (site, machine, by) => {
    const slowness = { factor: by, onEffect: site.onEffect };
    machine.addSlowness(slowness);
    return () => machine.removeSlowness(slowness);
  }),

  maybe: nodes(whim, (site, machine, by) => {
    const added = { sites: 0.25, fires: 0.25, ...by, onEffect: site.onEffect };
    machine.sites.add(added);
    return () => machine.sites.remove(added);
  }),

  // The wall clock
  skew: clock(shift, (by) => ({ offsetUs: signedUs(by), ppm: 0 })),
  drift: clock(rate, (by) => ({ offsetUs: 0, ppm: by })),
  jump: { ...clock(shift, (by) => ({ offsetUs: signedUs(by), ppm: 0 })), momentary: true },

  // The disk
  loseSyncs: lawless(disk(nothing, "loseSyncs")),
  tearWrites: disk(nothing, "tearWrites"),
  // Who finds no room stops, and for good where nobody starts it again.
  fillDisk: lawless(disk(nothing, "fillDisk")),
  slowDisk: disk(factor, "slowDisk"),
  failReads: disk(readFailure, "failReads"),
  flipBits: lawless(disk(probability, "flipBits")),

  // Byzantine behaviour
  silence: lawless(byzantine(names, silence)),
  replay: lawless(byzantine(probability, replay)),
  equivocate: lawless(byzantine(reshape, equivocate)),
  tamper: lawless(byzantine(reshape, tamper)),
  // biome-ignore lint/suspicious/noExplicitAny: each verb has an amount of its own
} satisfies Record<string, Verb<any>>;

export type VerbName = keyof typeof verbs;

function amount<User>(form: string, typical: readonly User[], accepts: Amount<User>["accepts"]): Amount<User> {
  return { required: true, form, typical, accepts };
}

function optional<User>(amount: Amount<User>): Amount<User | undefined> {
  return { ...amount, required: false, typical: [undefined, ...amount.typical] } as Amount<User | undefined>;
}

function lawless<V extends object>(verb: V): V & { readonly lawless: true } {
  return { ...verb, lawless: true };
}

type NodesVerb<User> = Extract<Verb<User>, { aim: "nodes" }>;
type LinksVerb<User, Aim extends "links" | "shape"> = Extract<Verb<User>, { aim: "links" | "shape" }> & { aim: Aim };

function nodes<User>(amount: Amount<User>, begin: NodesVerb<User>["begin"]): NodesVerb<User> {
  return { aim: "nodes", amount, begin };
}

function shape<User>(amount: Amount<User>, begin: LinksVerb<User, "shape">["begin"]): LinksVerb<User, "shape"> {
  return { aim: "shape", amount, begin };
}

function links<User>(amount: Amount<User>, condition: (by: User) => Partial<Condition>): LinksVerb<User, "links"> {
  return {
    aim: "links",
    amount,
    begin(site, scope, by) {
      const added: Condition = { scope, key: site.key, onEffect: site.onEffect, ...condition(by) };
      site.network.addCondition(added);
      return () => site.network.remove(added);
    },
  };
}

function clock<User>(amount: Amount<User>, error: (by: User) => { offsetUs: number; ppm: number }): NodesVerb<User> {
  return nodes(amount, (site, machine, by) => {
    const added = { ...error(by), sinceUs: site.nowUs, onEffect: site.onEffect };
    machine.clock.add(added);
    return () => machine.clock.remove(added);
  });
}

function disk<User extends number | undefined>(amount: Amount<User>, kind: DiskError["kind"]): NodesVerb<User> {
  return nodes(amount, (site, machine, by) => {
    const added: DiskError = { kind, amount: by ?? 1, random: site.random, onEffect: site.onEffect };
    machine.disk.add(added);
    return () => machine.disk.remove(added);
  });
}

function byzantine<User>(
  amount: Amount<User>,
  disguise: (guise: Guise, by: User) => Interposer,
): NodesVerb<User> & { readonly corrupting: true } {
  const verb = nodes<User>(amount, (site, machine, by) => {
    const names = site.machines.map(({ name }) => name);
    const interposer = disguise({ names, random: site.random, onEffect: site.onEffect }, by);
    site.addInterposer(machine.id, interposer);
    return () => site.removeInterposer(machine.id, interposer);
  });
  return { ...verb, corrupting: true };
}

function signedUs(length: string): number {
  return length.startsWith("-") ? -toUs(length.slice(1) as Duration) : toUs(length as Duration);
}
