// The public interface. A new protocol, object, CRDT or check is one file and one line here.

export { converged, nothingLost, nothingMadeUp } from "./checks/convergence.js";
export { eventualSet } from "./checks/eventual-set.js";
export type { Consistency, History, Operation } from "./checks/history.js";
export { linearizable } from "./checks/linearizability.js";
// Clocks
export { hybridClock, hybridCompare, hybridReceive, hybridTick } from "./clocks/hybrid.js";
export { lamportClock, lamportCompare, lamportReceive, lamportTick } from "./clocks/lamport.js";
export { vectorCompare, vectorMerge, vectorReceive, vectorTick } from "./clocks/vector.js";
export { growOnlySet } from "./crdt/grow-only-set.js";
export type { Mergeable } from "./crdt/mergeable.js";
export { elements, observedRemoveSet } from "./crdt/observed-remove-set.js";
export type { FaultRow } from "./faults/row.js";
export type { Latency } from "./kernel/latency.js";
export type { Random } from "./kernel/random.js";
// Kernel
export { Refusal } from "./kernel/refusal.js";
export type { Delay, Duration } from "./kernel/time.js";
// Networks, and what goes wrong
export type { LinkSpec, NetworkSpec } from "./network/network.js";
export { lan, perfect, wan } from "./network/presets.js";
export type { MachineSpec } from "./node/machine-spec.js";
// Nodes
export { type Process, program, protocol, replicas, type Ticket, type Vocabulary } from "./node/process.js";
export type { Incoming, Outcome, ProgramContext } from "./node/program-context.js";
// Checks
export { because, type Evidence, type Finding, type Predicate, type Property } from "./node/property.js";
export type { ProtocolContext } from "./node/protocol-context.js";
export type { Signed } from "./node/signature.js";
export type { NodeView, Views } from "./node/view.js";
// Values: sequential objects, and mergeable ones
export { keyValue } from "./objects/key-value.js";
export { register } from "./objects/register.js";
export type { SequentialObject } from "./objects/sequential-object.js";
// What nodes can run
export { gossip } from "./protocols/gossip.js";
export { doneTwice, jobBroker, jobLedger, jobWorker } from "./protocols/job-queue.js";
export { counterStore, lockServer, lockWorker, noLostUpdate, twoHolders } from "./protocols/lease-lock.js";
export { hasLeader, oneLeaderPerTerm, raftSafety } from "./protocols/raft/properties.js";
export { type RaftNodeState, raft } from "./protocols/raft/raft.js";
// A scenario, and playing it
export { type Nodes, type Recovers, type Scenario, scenario, type Workload, type World } from "./scenario/scenario.js";
export { type Causality, causality } from "./simulation/causality.js";
export { type PlayOptions, play } from "./simulation/play.js";
export type { Report, Verdict } from "./simulation/report.js";
export { type RunOptions, run, simulate } from "./simulation/run.js";
export type { Simulation, SimulationOptions } from "./simulation/simulation.js";
export { describeStep, type Step } from "./simulation/trace.js";
export { type Verification, verifyDeterminism } from "./simulation/verify.js";
