// The public interface. A new protocol, object, CRDT or check is one file and one line here.

// A scenario, and playing it
export { scenario, type Nodes, type Recovers, type Scenario, type Workload, type World } from "./scenario/scenario.js";
export { run, type RunOptions, simulate } from "./simulation/run.js";
export type { Simulation, SimulationOptions } from "./simulation/simulation.js";
export { play, type PlayOptions } from "./simulation/play.js";
export { verifyDeterminism, type Verification } from "./simulation/verify.js";
export type { Report, Verdict } from "./simulation/report.js";
export { describeStep, type Step } from "./simulation/trace.js";
export { type Causality, causality } from "./simulation/causality.js";

// Nodes
export { program, protocol, replicas, type Process, type Ticket, type Vocabulary } from "./node/process.js";
export type { ProtocolContext } from "./node/protocol-context.js";
export type { Incoming, Outcome, ProgramContext } from "./node/program-context.js";
export type { MachineSpec } from "./node/machine-spec.js";
export type { Signed } from "./node/signature.js";
export type { NodeView, Views } from "./node/view.js";

// Networks
export type { LinkSpec, NetworkSpec } from "./network/network.js";
export { lan, perfect, wan } from "./network/presets.js";

// What goes wrong
export type { FaultRow } from "./faults/row.js";

// Objects
export { keyValue } from "./objects/key-value.js";
export type { SequentialObject } from "./objects/sequential-object.js";

// Checks
export { because, type Evidence, type Finding, type Predicate, type Property } from "./checks/property.js";
export type { Consistency, History, Operation } from "./checks/history.js";

// Kernel
export { Refusal } from "./kernel/refusal.js";
export type { Random } from "./kernel/random.js";
export type { Delay, Duration } from "./kernel/time.js";
export type { Latency } from "./kernel/latency.js";
