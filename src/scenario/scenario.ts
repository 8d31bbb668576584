import type { Consistency, History } from "../checks/history.js";
import type { FaultRow } from "../faults/row.js";
import type { Swarm } from "../faults/swarm.js";
import type { Limits } from "../kernel/limits.js";
import type { Duration } from "../kernel/time.js";
import type { NetworkSpec } from "../network/network.js";
import type { MachineSpec } from "../node/machine-spec.js";
import type { AnyProcess, StateOf } from "../node/process.js";
import type { Property } from "../node/property.js";
import type { NodeView, Views } from "../node/view.js";
import type { DirectedWorkload } from "./director.js";
import type { Choice } from "./draw.js";
import type { HttpWork } from "./http.js";
import type { Paces } from "./pace.js";
import type { SocketWork } from "./socket.js";
import type { MakeRequest, Work } from "./work.js";

/** A cluster: what each node runs, by name. */
export type Nodes = Readonly<Record<string, AnyProcess>>;

/** What may be asked of a cluster. An indexed type, since the compiler looks through it when it types a literal. */
type RequestOf<N extends Nodes> = NonNullable<N[keyof N]["types"]>["request"];

/** The roles that the states of a cluster know. */
type RoleOf<N extends Nodes> =
  StateOf<N[keyof N]> extends infer State
    ? State extends { readonly role: infer Role extends string }
      ? Role
      : never
    : never;

export type RowsOf<N extends Nodes> = readonly FaultRow<keyof N & string, RoleOf<N>, World<N>>[];

/** The nodes of a run at one instant, each with the state of its own process. */
export interface World<N extends Nodes = Nodes> extends Views<StateOf<N[keyof N]>> {
  /** One node by name. */
  readonly node: { readonly [Name in keyof N]: NodeView<StateOf<N[Name]>> };
  /** What the clients have done so far; put together anew each time, so that it is for `eventually` rather than `always`. */
  // biome-ignore lint/suspicious/noExplicitAny: what is answered to a request is not part of a process's type
  readonly history: History<RequestOf<N>, any>;
}

/** What clients do: each asks for one thing at a time, and gives up on an answer after a while. */
export type Workload<Request = unknown, Name extends string = string> = Asking<Request, Name> & Speaking<Request>;

/** How clients speak over connections, which is all that real programs serve: HTTP, or a protocol of their own. */
type Speaking<Request> =
  | { readonly http?: HttpWork<Request>; readonly socket?: "clients speak http or over a socket" }
  | { readonly socket: SocketWork<Request>; readonly http?: undefined };

interface Asking<Request, Name extends string> {
  /** How many clients there are. */
  readonly clients: number;
  /**
   * From one request of a client to its next; longer if the answer takes longer. Two lengths mean: in between; a rate, of
   * each client: at random; rows of a length of time and one of these: one after another.
   */
  readonly every: Paces;
  /** How long a client waits. After that nobody knows what became of the request. */
  readonly timeout: Duration;
  /** The nodes that clients talk to. Unless given, all that serve requests; over connections, all real programs if there are any. */
  readonly to?: readonly Name[];
  /** The most requests that each client makes; as many as there is time for, unless given. */
  readonly requests?: number;
  /** The next request of a client, drawn from the client's own stream: a function, or work such as `mix` makes it. */
  readonly request: MakeRequest<Request> | Work<Request>;
  readonly direct?: undefined;
}

/** When the service is healthy, and how fast it must be so again. */
export interface Recovers<N extends Nodes = Nodes> {
  readonly healthy: Property<World<N>>;
  /** The longest time from the first impact to lasting health. */
  readonly within: Duration;
  /** How long health must last to count. 10 s unless given. */
  readonly settle?: Duration;
  /** Whether somebody in the system has noticed that something is wrong: gives the time to detection. */
  readonly detected?: Property<World<N>>;
}

/** A scenario: a form, as data. A run plays it in two parts, trouble and rest; see `duration` and `rest`. */
export interface Scenario<N extends Nodes = Nodes> {
  /** One line that says what happens. */
  readonly title: string;
  /** How long the trouble lasts: clients work, faults come and go. */
  readonly duration: Duration;
  /**
   * How long the rest lasts after it: faults are lifted (but those for "ever"), clients stop, the network drains. Then
   * the run is judged. 10 s unless given; with `recovers`, long enough to see the last recovery.
   */
  readonly rest?: Duration;
  readonly nodes: N;
  /** The network; a LAN unless given. */
  readonly network?: NetworkSpec;
  /** The hardware of every node. */
  readonly machine?: MachineSpec;
  /** Nodes whose hardware differs. */
  readonly machines?: { readonly [Name in keyof N]?: MachineSpec };
  readonly workload?: Workload<RequestOf<N>, keyof N & string> | DirectedWorkload;
  /** The timetable of what goes wrong: rows, or what they are drawn from. */
  readonly faults?: RowsOf<N> | Swarm<"any" | "all" | (keyof N & string) | RoleOf<N>>;
  /** Must hold after every event. */
  readonly always?: Readonly<Record<string, Property<World<N>>>>;
  /** Must hold at some time: a scenario in which it never happens has tested nothing. */
  readonly sometimes?: Readonly<Record<string, Property<World<N>>>>;
  /** Must hold when the rest is over. */
  readonly eventually?: Readonly<Record<string, Property<World<N>>>>;
  /** What the clients' history must satisfy. */
  readonly consistency?: Consistency | readonly Consistency[];
  readonly recovers?: Recovers<N>;
  readonly limits?: Partial<Limits>;
  /** What was left to chance, and drawn for this seed: filled in by the draws themselves. */
  readonly drawn?: readonly Choice[];
}

/** A scenario with its timetable drawn. */
export type DrawnScenario<N extends Nodes = Nodes> = Scenario<N> & { readonly faults?: RowsOf<N> };

/**
 * Writes a scenario down: gives back the form as it is, with its types checked against its own nodes. Where something is
 * to differ from seed to seed, a function of `draw` gives back the form instead.
 */
export function scenario<const N extends Nodes>(form: Scenario<N>): Scenario<N> {
  return form;
}
