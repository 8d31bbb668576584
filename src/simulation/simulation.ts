import type { History } from "../checks/history.js";
import { type Occurrence, type Stage, Timetable } from "../faults/timetable.js";
import { Digest } from "../kernel/digest.js";
import { LimitReached } from "../kernel/limits.js";
import { Priority } from "../kernel/queue.js";
import { Seed, type SeedLike } from "../kernel/random.js";
import { Refusal } from "../kernel/refusal.js";
import { formatInstant } from "../kernel/time.js";
import type { Place } from "../node/event-guard.js";
import type { ProcessError } from "../node/host.js";
import type { FailureOrigin, Machine } from "../node/machine.js";
import type { OneAlarm } from "../runtime/alarm.js";
import type { Director } from "../scenario/director.js";
import type { Plan } from "../scenario/plan.js";
import type { ClientOccasion, ClientSide } from "./client-side.js";
import { Clients } from "./clients.js";
import { Cluster, type Surroundings } from "./cluster.js";
import { Crew } from "./crew.js";
import { Direction } from "./direction.js";
import { describeEdit, type Edit, PacketEdits, type ReseedEdit } from "./edits.js";
import { judgeHistory, judgeRecovery } from "./judge.js";
import type { ErrorReport, NodeReport, Report, SiteReport } from "./report.js";
import { StateDigest } from "./state-digest.js";
import { type Glossary, Trace } from "./trace.js";
import { weigh } from "./verdict.js";
import { Watch } from "./watch.js";
import { LiveWorld } from "./world.js";

const clientDirections: Readonly<Record<ClientOccasion, number>> = {
  turn: Direction.clientTurn,
  timeout: Direction.clientTimeout,
  retry: Direction.clientRetry,
};
const clientOccasions = new Map(Object.entries(clientDirections).map(([occasion, kind]) => [kind, occasion]));

export interface SimulationOptions {
  readonly seed: SeedLike;
  /** Keeps a second digest, of contents of messages and states of nodes. */
  readonly thorough?: boolean;
  /** Keeps all steps as data, or always the last one. */
  readonly record?: "all steps" | "last step";
  /** What makes this run another one than the seed's. Edits of faults are in the plan already. */
  readonly edits?: readonly Edit[];
}

/** One run of a scenario, event by event: trouble, rest, judgement. */
export class Simulation implements Surroundings {
  readonly plan: Plan;
  readonly cluster: Cluster;
  readonly world: LiveWorld;
  /** Whether the run has come to its end. */
  over = false;
  /** What a function of the scenario, or the simulator itself, has thrown: the run cannot be reported then. */
  thrown: unknown = null;
  /** What was recorded; null unless that was asked for. */
  readonly trace: Trace | null = null;

  /** Whether some node runs a program, whose promises have to be drained after each of its events. */
  readonly hasPrograms: boolean;
  private readonly timetable: Timetable;
  private readonly clients: ClientSide | null;
  private readonly watch: Watch;
  private readonly states: StateDigest | null = null;
  private readonly errors: ErrorReport[] = [];
  private readonly edits: readonly Edit[];
  private reseeds: readonly ReseedEdit[];
  /** Whether the run came to its end by its own clock, not by a violation or a limit. */
  private finished = false;
  /** The history that was reported, once nothing can be added to it any more. */
  private closed: History | null = null;
  private limit: string | null = null;
  /** Whether an event had no end, and was ended in the midst of it. */
  hangs = false;

  constructor(plan: Plan, options: SimulationOptions) {
    this.plan = plan;
    const { processes, network, limits } = plan;
    const clients = Array.from({ length: plan.workload?.clients ?? 0 }, (_, number) => `client ${number + 1}`);
    const spec = { processes, machine: (name: string) => plan.machineOf(name), network, clients, limits };
    this.edits = options.edits ?? [];
    this.reseeds = this.edits.filter((edit) => edit.kind === "reseed");
    this.cluster = new Cluster(spec, new Seed(options.seed, this.reseeds.length > 0), this);
    const packets = this.edits.filter((edit) => "send" in edit);
    if (packets.length > 0) this.cluster.edits = new PacketEdits(packets);
    if (options.thorough === true) {
      this.cluster.contents = new Digest();
      this.states = new StateDigest(this.cluster);
    }
    this.hasPrograms = this.cluster.machines.some(({ process }) => process.kind === "program");
    this.world = new LiveWorld(this.cluster, () => this.history());
    this.watch = new Watch(plan, this.world, (name) => this.nodeReport(name));
    const { queue } = this.cluster;
    queue.schedule(plan.durationUs, Priority.control, Direction.restBegins, 0, 0, 0, null);
    queue.schedule(plan.durationUs + plan.restUs, Priority.closing, Direction.runEnds, 0, 0, 0, null);
    this.timetable = new Timetable(plan.faults, this.stage());
    this.clients = this.makeClients();
    if (options.record !== undefined) {
      this.trace = new Trace(this.glossary(), options.record === "all steps" ? Number.POSITIVE_INFINITY : 1);
      this.cluster.recorder = this.trace;
    }
  }

  /** Plays one event; false when the run is over. Where programs take part, use `play`. */
  step(): boolean {
    if (this.hasPrograms) throw new RangeError("a run with programs is not played by step(): use play()");
    this.perform();
    this.conclude();
    if (this.thrown !== null) throw this.thrown;
    return !this.over;
  }

  /** Lets the next event happen; true if promises have to be drained before `conclude`. */
  perform(): boolean {
    if (this.over) return false;
    try {
      if (!this.cluster.happen()) this.over = true;
    } catch (thrown) {
      this.endBy(thrown);
    }
    return this.hasPrograms && this.cluster.current?.process.kind === "program";
  }

  /** Looks at what the event has brought about. */
  conclude(): void {
    // A step that a limit has cut short shows the nodes as nobody ever sees them.
    if (this.limit !== null || this.thrown !== null || (this.over && this.cluster.current === null)) return;
    try {
      const { cluster } = this;
      this.states?.foldIn(cluster.current);
      cluster.settle();
      if (this.reseeds.length > 0) this.reseed();
      if (this.watch.isCurious && this.watch.observe(cluster.step)) this.over = true;
      if (this.timetable.isAttentive) this.timetable.observe(this.world as never);
    } catch (thrown) {
      this.endBy(thrown);
    }
  }

  /** In the event under way, a promise was rejected or a callback threw, and the program did not handle it. */
  failed(thrown: unknown, origin: FailureOrigin): void {
    const { current } = this.cluster;
    try {
      // Only programs leave promises behind: if none is at work, a function of the scenario did it.
      if (current?.process.kind !== "program") throw thrown;
      current.fail(thrown, origin);
    } catch (ending) {
      this.endBy(ending);
    }
  }

  /** The event under way took longer than it may, and was ended in the midst of it, at these places. */
  cutShort(places: readonly Place[], wasStopped: boolean): void {
    const { cluster, plan } = this;
    const { current } = cluster;
    this.hangs = true;
    const { eventSeconds } = plan.limits;
    const why = wasStopped ? " (the process was stopped meanwhile, or was given no time)" : "";
    const what = `one event lasts longer${why}: ${this.tellWhere(places)}`;
    this.endBy(new LimitReached("eventSeconds", eventSeconds, what));
    current?.abandon("it did not come to the end of a step");
  }

  /** What the run is in the midst of, and where, of places of the thread. */
  tellWhere(places: readonly Place[]): string {
    const { current, latest, step, nowUs } = this.cluster;
    const who = current?.name ?? (latest === null ? "the scenario" : `the scenario, after ${latest.name},`);
    return `${who} in step ${step}, at ${formatInstant(nowUs)}${current?.placeOf(places) ?? ""}`;
  }

  /**
   * What the run has found, as far as it has come; throws what was `thrown`. It takes several times as long if it
   * `locates` the step at which a history was broken.
   */
  report({ locates = true }: { readonly locates?: boolean } = {}): Report {
    if (this.thrown !== null) throw this.thrown;
    const { plan, cluster, timetable, watch } = this;
    const { queue } = cluster;
    const history = this.history();
    if (this.over) this.closed = history;
    const consistency = judgeHistory(plan, history, this.finished, locates);
    const recovery = judgeRecovery(plan, watch, timetable.occurrences, queue.nowUs, this.finished);
    const properties = [...watch.propertyReports(this.finished), ...consistency.properties, ...recovery.properties];
    const count = (outcome: string) => history.filter((operation) => operation.outcome === outcome).length;
    const counts = { ok: count("ok"), failed: count("failed"), unknown: count("unknown") };
    const findings = {
      properties,
      faults: timetable.outcomes,
      history: this.clients === null ? null : { ...counts, skipped: this.clients.skipped },
      errors: this.errors,
      leaky: cluster.machines.flatMap(({ name, leaks }) => (leaks.length > 0 ? [name] : [])),
      unapplied: [...this.reseeds, ...(cluster.edits?.unapplied ?? [])].map(describeEdit),
      limit: this.limit ?? (this.finished ? null : "the run has not come to its end"),
    };
    return {
      title: plan.title,
      seed: cluster.seed.text,
      drawn: plan.drawn,
      edits: this.edits,
      ...weigh(findings),
      digest: cluster.digest.toString(),
      events: queue.taken,
      milestones: cluster.milestones.soFar(),
      virtualUs: queue.nowUs,
      properties,
      ...(consistency.levels.length === 0 ? {} : { consistencyLevels: consistency.levels }),
      faults: timetable.occurrences.map((occurrence) => ({ ...occurrence })),
      recovery: recovery.report,
      availability: {
        requests: { good: counts.ok, valid: history.length, ratio: ratio(counts.ok, history.length) },
        time: recovery.availability,
      },
      history: findings.history,
      traffic: { ...cluster.network.traffic, lost: { ...cluster.network.traffic.lost } },
      sites: countSites(cluster.machines),
      errors: [...this.errors],
      nodes: cluster.names.map((name) => this.nodeReport(name)),
    };
  }

  /** The faults that have begun, in order. */
  get occurrences(): readonly Occurrence[] {
    return this.timetable.occurrences;
  }

  /** Whether a limit, or something that was thrown, has ended the run in the midst of a step. */
  get isCutShort(): boolean {
    return this.limit !== null || this.thrown !== null;
  }

  // What the cluster tells and asks of those around it.

  direct(kind: number, who: number, what: number, payload: unknown): void {
    if (kind === Direction.faultBegins) {
      const begun = this.timetable.begin(what);
      if (!begun) this.cluster.record({ kind: "waits", reason: "nobody is there to be hit" });
    } else if (kind === Direction.faultEnds) this.timetable.end(what);
    else if (kind === Direction.restBegins) {
      this.timetable.lift();
      this.clients?.stop();
    } else if (kind === Direction.runEnds) {
      this.over = true;
      this.finished = true;
      this.watch.judgeEnd(this.cluster.step);
    } else if (kind === Direction.clientAlarm) (payload as OneAlarm).ring();
    else {
      this.clients?.happen(clientOccasions.get(kind) as ClientOccasion, who);
    }
  }

  reply(peer: number, ticket: number, answer: unknown, from: string): void {
    this.clients?.reply(peer - this.cluster.machines.length, ticket, answer, from);
  }

  lifecycleChanged(): void {
    this.world.lifecycleChanged();
  }

  processFailed(node: number, error: ProcessError): void {
    const { cluster, world } = this;
    const excuse = world.nodes[node].byzantine
      ? "it is Byzantine"
      : cluster.machines[node].supervised
        ? "its supervisor starts it again"
        : null;
    this.errors.push({ node: cluster.names[node], ...error, step: cluster.step, atUs: cluster.nowUs, excuse });
    if (excuse === null) this.over = true;
  }

  private reseed(): void {
    const { cluster } = this;
    const due = this.reseeds.filter(({ step }) => step === cluster.step);
    for (const { seed } of due) {
      const other = new Seed(seed);
      cluster.seed.reseed(other);
      cluster.network.reseed(other);
    }
    if (due.length > 0) this.reseeds = this.reseeds.filter((edit) => !due.includes(edit));
  }

  private stage(): Stage {
    const { cluster, world, plan } = this;
    const { queue, network, machines } = cluster;
    return {
      get nowUs() {
        return queue.nowUs;
      },
      seed: cluster.seed,
      machines,
      views: world.nodes,
      peerCount: cluster.peers.length,
      durationUs: plan.durationUs,
      site: () => ({
        nowUs: queue.nowUs,
        machines,
        network,
        addInterposer(node, interposer) {
          world.becomesByzantine(node);
          cluster.addInterposer(node, interposer);
        },
        removeInterposer: (node, interposer) => cluster.removeInterposer(node, interposer),
        releaseHeld: () => cluster.releaseHeld(),
      }),
      callBack(what, number, atUs) {
        const kind = what === "begin" ? Direction.faultBegins : Direction.faultEnds;
        queue.schedule(atUs, Priority.control, kind, 0, 0, number, null);
      },
    };
  }

  /** Who leads the clients; null where nobody does. */
  get director(): Director | null {
    return this.clients instanceof Crew ? this.clients.director : null;
  }

  private makeClients(): ClientSide | null {
    const { plan, cluster } = this;
    const { workload } = plan;
    const callBack = (occasion: ClientOccasion, client: number, atUs: number) =>
      cluster.queue.schedule(atUs, Priority.ordinary, clientDirections[occasion], client, 0, 0, null);
    if (workload === null) return null;
    if ("direct" in workload) return new Crew(workload, plan.durationUs + plan.restUs, cluster, callBack);
    return new Clients(workload, cluster, callBack);
  }

  /** What the clients have done so far. */
  private history(): History {
    return this.closed ?? this.clients?.history((node) => this.world.node[node].byzantine) ?? [];
  }

  /** How a recorder learns the names of what it is told by number. */
  glossary(): Glossary {
    const { cluster, timetable } = this;
    return {
      peer: (number) => cluster.peers[number],
      client: (number) => cluster.peers[cluster.machines.length + number],
      timersOf(node) {
        const { process } = cluster.machines[node];
        return process.kind === "protocol" ? process.timerNames : [];
      },
      fault: (kind, what) =>
        kind === Direction.faultBegins ? timetable.textOf(what) : (timetable.occurrences[what]?.text ?? ""),
    };
  }

  private nodeReport(name: string): NodeReport {
    const { status, reason, state, byzantine } = this.world.node[name];
    const { refused, leaks, saidLast } = this.cluster.machines[this.cluster.numberOf(name)];
    const felt = this.timetable.occurrences.filter(({ nodes, endedUs }) => endedUs === null && nodes.includes(name));
    return {
      name,
      status,
      reason,
      byzantine,
      summary: this.summaryOf(name, state),
      faults: felt.map(({ text, beganUs }) => `${text} since ${formatInstant(beganUs)}`),
      ...(refused.length === 0 ? {} : { refused }),
      ...(leaks.length === 0 ? {} : { leaks }),
      ...(saidLast === null ? {} : { saidLast }),
    };
  }

  private summaryOf(name: string, state: object): readonly string[] {
    const process = this.plan.processes[name];
    try {
      return process.summary?.(state) ?? [];
    } catch (thrown) {
      throw new Refusal([
        { path: `nodes.${name}.summary`, value: process.summary, problem: `threw ${String(thrown)}` },
      ]);
    }
  }

  private endBy(thrown: unknown): void {
    this.over = true;
    if (thrown instanceof LimitReached) this.limit = thrown.message;
    else this.thrown = thrown;
  }
}

/** What the nodes have counted, put together. */
function countSites(machines: readonly Machine[]): readonly SiteReport[] {
  const counts = new Map<string, SiteReport>();
  for (const { sites } of machines) {
    for (const [site, own] of sites.counts) {
      const { asked = 0, fired = 0 } = counts.get(site) ?? {};
      counts.set(site, { site, asked: asked + own.asked, fired: fired + own.fired });
    }
  }
  return [...counts.values()].sort((one, other) => (one.site < other.site ? -1 : 1));
}

/** A share; null where there is nothing to take it of. */
function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
