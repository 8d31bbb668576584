import type { Consistency } from "../checks/history.js";
import type { RecoveryLimits } from "../checks/recovery.js";
import type { Fault } from "../faults/row.js";
import { assert } from "../kernel/assert.js";
import { defaultLimits, type Limits } from "../kernel/limits.js";
import { type Mistake, Refusal } from "../kernel/refusal.js";
import { latestUs } from "../kernel/time.js";
import type { NetworkSpec } from "../network/network.js";
import { lan } from "../network/presets.js";
import type { MachineSpec } from "../node/machine-spec.js";
import type { AnyProcess, Approach, ProgramProcess } from "../node/process.js";
import type { Property } from "../node/property.js";
import { maxPeers } from "../node/ticket.js";
import type { AskOf } from "./ask.js";
import { readCast } from "./cast.js";
import type { DirectedWorkload } from "./director.js";
import { type Drawn, rowsDrawn } from "./draw.js";
import { Field, isRecord } from "./field.js";
import { type PacePlan, readPaces } from "./pace.js";
import { readFaults } from "./read-faults.js";
import { readMachine, readNetwork } from "./read-hardware.js";
import { maxClients } from "./read-roles.js";
import { readSpeech, type SpeechPlan } from "./read-speech.js";
import { isSwarm } from "./read-swarm.js";
import { readWork } from "./read-work.js";
import type { Scenario, Workload } from "./scenario.js";

// biome-ignore lint/suspicious/noExplicitAny: a plan no longer knows the types of its own nodes
type AnyProperty = Property<any>;

/** Properties by name, in the form's order. */
export type Properties = readonly (readonly [name: string, property: AnyProperty])[];

/** A scenario that was checked, with its lengths in microseconds and its defaults filled in. */
export interface Plan {
  readonly title: string;
  readonly durationUs: number;
  readonly restUs: number;
  readonly processes: Readonly<Record<string, AnyProcess>>;
  readonly network: NetworkSpec;
  machineOf(name: string): MachineSpec;
  readonly workload: WorkloadPlan | DirectedPlan | null;
  readonly faults: readonly Fault[];
  readonly always: Properties;
  readonly sometimes: Properties;
  readonly eventually: Properties;
  readonly consistency: readonly Consistency[];
  readonly recovers: RecoveryPlan | null;
  readonly limits: Limits;
  /** What was left to chance. */
  readonly drawn: readonly Drawn[];
}

export interface WorkloadPlan {
  readonly clients: number;
  readonly pacesOf: (client: number) => PacePlan;
  readonly timeoutUs: number;
  readonly to: readonly string[];
  /** Of each client; infinity for as many as there is time for. */
  readonly requests: number;
  readonly request: Workload["request"];
  readonly askOf: AskOf;
  /** How clients speak over connections; null where nodes serve requests as they are. */
  readonly speech: SpeechPlan | null;
}

/** Clients that a director leads. */
export interface DirectedPlan {
  readonly clients: number;
  readonly requests: number;
  readonly direct: DirectedWorkload["direct"];
}

export interface RecoveryPlan extends RecoveryLimits {
  readonly healthy: AnyProperty;
  readonly detected: AnyProperty | null;
}

const keys: readonly (keyof Scenario)[] = [
  "title",
  "duration",
  "rest",
  "nodes",
  "network",
  "machine",
  "machines",
  "workload",
  "faults",
  "always",
  "sometimes",
  "eventually",
  "consistency",
  "recovers",
  "limits",
  "drawn",
];

const defaultRestUs = 10_000_000;
const defaultSettleUs = 10_000_000;

/** Checks a form and prepares it to be run; throws a `Refusal` with all mistakes in it. */
export function readScenario(form: unknown): Plan {
  const mistakes: Mistake[] = [];
  if (!isRecord(form)) throw new Refusal([{ path: "scenario", value: form, problem: "must be an object" }]);
  const root = new Field("", form, mistakes);
  root.isObject(keys);
  const nodes = readNodes(root.at("nodes"));
  const names = Object.keys(nodes);
  const cast = readCast(root);
  const recovers = readRecovers(root.at("recovers"));
  const rest = root.at("rest");
  const workload = readWorkload(root.at("workload"), nodes);
  const consistency = readConsistency(root.at("consistency"), workload !== null);
  const drawn = (root.at("drawn").value as readonly Drawn[] | undefined) ?? [];
  const plan: Plan = {
    title: root.at("title").text(),
    durationUs: cast.durationUs,
    restUs: rest.isMissing
      ? recovers === null
        ? defaultRestUs
        : recovers.withinUs + recovers.settleUs
      : rest.duration(),
    processes: nodes,
    network: readNetwork(root.at("network"), names) ?? lan(),
    machineOf: readMachines(root, names),
    workload,
    faults: readFaults(root.at("faults"), cast, rowsDrawn(drawn)),
    always: readProperties(root.at("always")),
    sometimes: readProperties(root.at("sometimes")),
    eventually: readProperties(root.at("eventually")),
    consistency,
    recovers,
    limits: readLimits(root.at("limits")),
    drawn: drawn.map(({ name, value }) => ({ name, value })),
  };
  if (plan.durationUs + plan.restUs > latestUs)
    root.at("duration").refuse("and rest are longer than 71 years together");
  if (mistakes.length > 0) throw new Refusal(mistakes);
  assert(!isSwarm(root.at("faults").value), "a timetable has been drawn before it is read");
  return plan;
}

function readNodes(field: Field): Readonly<Record<string, AnyProcess>> {
  const entries = field.entries();
  if (isRecord(field.value) && entries.length === 0) field.refuse("must have at least one node");
  if (entries.length >= maxPeers) field.refuse(`must be fewer than ${maxPeers} nodes`);
  for (const [name, node] of entries) {
    // A name that looks like a number would change its place: objects sort such keys before all others.
    if (!/^[A-Za-z][\w-]*$/.test(name))
      node.refuseName("needs a name of letters, digits, - and _ that begins with a letter");
    if (name === "all") node.refuseName('needs another name: "all" means all nodes');
    const { value } = node;
    if (!isRecord(value) || (value.kind !== "protocol" && value.kind !== "program")) {
      node.refuse("must be a process, made by protocol(), program() or a function that makes one, such as raft()");
    }
  }
  return (isRecord(field.value) ? field.value : {}) as Readonly<Record<string, AnyProcess>>;
}

function readMachines(root: Field, names: readonly string[]): (name: string) => MachineSpec {
  const all = root.at("machine");
  const own = root.at("machines");
  readMachine(all);
  if (!own.isMissing && own.isObject(names)) for (const [, machine] of own.entries()) readMachine(machine);
  return (name) => ({ ...(all.value as MachineSpec), ...(own.at(name).value as MachineSpec) });
}

const workloadKeys = ["clients", "every", "timeout", "to", "http", "socket", "requests", "request"];

function readWorkload(field: Field, nodes: Readonly<Record<string, AnyProcess>>): WorkloadPlan | DirectedPlan | null {
  if (!field.at("direct").isMissing) return readDirected(field);
  if (field.isMissing || !field.isObject(workloadKeys)) return null;
  const speech = readSpeech(field);
  const over = speech === null ? "requests" : "connections";
  const serving = Object.keys(nodes ?? {}).filter((name) => served(nodes[name]).includes(over));
  const to = field.at("to");
  const what = speech === null ? "node that serves requests" : "program, which may listen on a port";
  if (!to.isMissing) for (const name of to.elements()) name.oneOf(serving, what);
  else if (serving.length === 0) {
    const hint =
      speech === null
        ? "no node serves requests; a real program is asked with http: { port } or socket: { port, send, read }"
        : "no node is a program";
    field.refuse(`has nobody to talk to: ${hint}`);
  }
  const request = field.at("request");
  const requests = field.at("requests");
  return {
    clients: field.at("clients").integer(1, maxClients),
    pacesOf: readPaces(field.at("every")),
    timeoutUs: field.at("timeout").duration(1),
    to: (to.value as readonly string[] | undefined) ?? foremost(serving, nodes),
    requests: readRequests(requests),
    request: request.value as Workload["request"],
    askOf: readWork(request),
    speech,
  };
}

function readDirected(field: Field): DirectedPlan {
  field.isObject(["clients", "requests", "direct"]);
  const direct = field.at("direct");
  direct.function("(desk) => director");
  return {
    clients: field.at("clients").integer(1, maxClients),
    requests: readRequests(field.at("requests")),
    direct: direct.value as DirectedWorkload["direct"],
  };
}

function readRequests(field: Field): number {
  return field.isMissing ? Number.POSITIVE_INFINITY : field.integer(1, Number.MAX_SAFE_INTEGER);
}

/** By what clients may ask a process; of an async function nobody knows which of them it serves. */
function served(process: AnyProcess): readonly Approach[] {
  if (process?.kind === "program") return process.serves ?? ["requests", "connections"];
  return process?.table?.serve === undefined ? [] : ["requests"];
}

/** Whom clients ask unless told: beside real programs, async functions stand for what these depend on. */
function foremost(names: readonly string[], nodes: Readonly<Record<string, AnyProcess>>): readonly string[] {
  const real = names.filter((name) => (nodes[name] as Partial<ProgramProcess>).serves !== undefined);
  return real.length > 0 ? real : names;
}

function readProperties(field: Field): Properties {
  if (field.isMissing) return [];
  return field.entries().map(([name, property]) => [name, readProperty(property)] as const);
}

function readProperty(field: Field): AnyProperty {
  const { value } = field;
  if (typeof value !== "function" && !(isRecord(value) && typeof value.watch === "function")) {
    field.refuse("must be a predicate, (world) => boolean, or { watch }");
  }
  return value as AnyProperty;
}

function readConsistency(field: Field, hasWorkload: boolean): readonly Consistency[] {
  if (field.isMissing) return [];
  if (!hasWorkload) field.refuse("has nothing to judge: there is no workload");
  const all = Array.isArray(field.value) ? field.elements() : [field];
  for (const each of all) {
    if (!isRecord(each.value) || typeof each.value.judge !== "function") {
      each.refuse("must be a consistency check, such as linearizable(keyValue)");
    }
  }
  return all.map(({ value }) => value as Consistency);
}

function readRecovers(field: Field): RecoveryPlan | null {
  if (field.isMissing || !field.isObject(["healthy", "within", "settle", "detected"])) return null;
  const settle = field.at("settle");
  const detected = field.at("detected");
  return {
    healthy: readProperty(field.at("healthy")),
    detected: detected.isMissing ? null : readProperty(detected),
    withinUs: field.at("within").duration(1),
    settleUs: settle.isMissing ? defaultSettleUs : settle.duration(),
  };
}

function readLimits(field: Field): Limits {
  if (field.isMissing || !field.isObject(Object.keys(defaultLimits))) return defaultLimits;
  for (const [, limit] of field.entries()) limit.integer(1, Number.MAX_SAFE_INTEGER);
  return { ...defaultLimits, ...(field.value as Partial<Limits>) };
}
