// The public interface. A new protocol, object, CRDT or check is one file and one line here.

export { type AvailabilityReport, availability, availabilityReport } from "./checks/availability.js";
export { type BankOptions, bank } from "./checks/bank.js";
export { broadcastDelivery } from "./checks/broadcast-delivery.js";
export { causalChains } from "./checks/causal-chains.js";
export { noCausalReverse } from "./checks/causal-reverse.js";
export { converged, nothingLost, nothingMadeUp } from "./checks/convergence.js";
export { counterBounds } from "./checks/counter-bounds.js";
export { counterSums } from "./checks/counter-sums.js";
export { eventualSet } from "./checks/eventual-set.js";
export { finalSet } from "./checks/final-set.js";
export { type FullSetOptions, type FullSetReport, fullSet, fullSetReport } from "./checks/full-set.js";
export type { Consistency, History, Judgement, Level, Operation } from "./checks/history.js";
export { noInsertSkew } from "./checks/insert-skew.js";
export { type KafkaLogOptions, type KafkaLogReport, kafkaLog, kafkaLogReport } from "./checks/kafka-log.js";
export { keysInOrder } from "./checks/key-order.js";
export { oneLeaderTold } from "./checks/leader-election.js";
export { drawExplanation } from "./checks/linearizability/draw-explanation.js";
export type { Explanation } from "./checks/linearizability/explanation.js";
export { type Linearizability, linearizable } from "./checks/linearizability.js";
export { listAppend } from "./checks/list-append.js";
export { noLongFork } from "./checks/long-fork.js";
export type { ModelName } from "./checks/models.js";
export { monotonicRegisters } from "./checks/monotonic-registers.js";
export { type MutualExclusionOptions, mutualExclusion } from "./checks/mutual-exclusion.js";
export { rwRegister } from "./checks/rw-register.js";
export { sequentiallyConsistent } from "./checks/sequential-consistency.js";
export {
  monotonicReads,
  monotonicWrites,
  pram,
  readYourWrites,
  writesFollowReads,
} from "./checks/session-guarantees.js";
export type { SessionOptions, VersionOrder } from "./checks/sessions/version-order.js";
export { boundedStaleness, type StalenessReport, stalenessReport } from "./checks/staleness.js";
export { strongestOf } from "./checks/strongest-of.js";
export { type TotalQueueReport, totalQueue, totalQueueReport } from "./checks/total-queue.js";
export { uniqueIds } from "./checks/unique-ids.js";
export { unorderedQueue } from "./checks/unordered-queue.js";
export { causal, causallyConvergent, readAtomic, readCommitted } from "./checks/weak-isolation.js";
// Clocks
export { hybridClock, hybridCompare, hybridReceive, hybridTick } from "./clocks/hybrid.js";
export { lamportClock, lamportCompare, lamportReceive, lamportTick } from "./clocks/lamport.js";
export { vectorCompare, vectorMerge, vectorReceive, vectorTick } from "./clocks/vector.js";
export { growOnlySet } from "./crdt/grow-only-set.js";
export type { Mergeable } from "./crdt/mergeable.js";
export { elements, observedRemoveSet } from "./crdt/observed-remove-set.js";
export type { FaultRow } from "./faults/row.js";
export { type Swarm, type SwarmOptions, swarm } from "./faults/swarm.js";
export type { Latency } from "./kernel/latency.js";
export type { Random } from "./kernel/random.js";
// Kernel
export { Refusal } from "./kernel/refusal.js";
export type { Delay, Duration } from "./kernel/time.js";
// Runs of Maelstrom
export { type MaelstromRun, maelstrom } from "./maelstrom/maelstrom.js";
// Networks, and what goes wrong
export type { LinkSpec, NetworkSpec } from "./network/network.js";
export { lan, perfect, wan } from "./network/presets.js";
export type { MachineSpec } from "./node/machine-spec.js";
// Nodes
export { type Process, protocol, replicas, type Ticket, type Vocabulary } from "./node/process.js";
export type { Incoming, Outcome } from "./node/program-context.js";
// Checks
export { because, type Evidence, type Finding, type Predicate, type Property } from "./node/property.js";
export type { ProtocolContext } from "./node/protocol-context.js";
export type { Signed } from "./node/signature.js";
export type { NodeView, Views } from "./node/view.js";
// Values: sequential objects, and mergeable ones
export { acknowledging } from "./objects/acknowledging.js";
export { casRegister } from "./objects/cas-register.js";
export { counter } from "./objects/counter.js";
export { fifoQueue } from "./objects/fifo-queue.js";
export { keyValue } from "./objects/key-value.js";
export { log } from "./objects/log.js";
export { multiRegister } from "./objects/multi-register.js";
export { mutex } from "./objects/mutex.js";
export { queue } from "./objects/queue.js";
export { reentrantLock } from "./objects/reentrant-lock.js";
export { register } from "./objects/register.js";
export { semaphore } from "./objects/semaphore.js";
export type { SequentialObject } from "./objects/sequential-object.js";
export { set } from "./objects/set.js";
export { stack } from "./objects/stack.js";
// What nodes can run
export { gossip } from "./protocols/gossip.js";
export { doneTwice, jobBroker, jobLedger, jobWorker } from "./protocols/job-queue.js";
export { counterStore, lockServer, lockWorker, noLostUpdate, twoHolders } from "./protocols/lease-lock.js";
export { hasLeader, oneLeaderPerTerm, raftSafety } from "./protocols/raft/properties.js";
export { type RaftNodeState, raft } from "./protocols/raft/raft.js";
// Reports
export { linearizabilityHtml } from "./reports/linearizability-html.js";
// Real programs, and stories
export { type NodeProgramOptions, type NodeProgramState, program } from "./runtime/program.js";
export type { ConnectionError, Socket } from "./runtime/story/socket.js";
export type { StoryContext as ProgramContext } from "./runtime/story/story-context.js";
// A scenario, and playing it
export type { ClientDesk, DirectedWorkload, Director } from "./scenario/director.js";
export type { Draw, Drawn } from "./scenario/draw.js";
export { type HttpRequest, type HttpResponse, type HttpWork, http } from "./scenario/http.js";
export type { Pace, Paces } from "./scenario/pace.js";
export type { Reading } from "./scenario/reading.js";
export type { ScenarioSource } from "./scenario/realise.js";
export { type Nodes, type Recovers, type Scenario, scenario, type Workload, type World } from "./scenario/scenario.js";
export type { Received, SocketWork } from "./scenario/socket.js";
export {
  type Idle,
  idle,
  inTurn,
  type MakeRequest,
  mix,
  onKeys,
  type Part,
  perClient,
  phases,
  type Turn,
  until,
  type Work,
} from "./scenario/work.js";
export { type Causality, causality } from "./simulation/causality.js";
export { type PlayOptions, play } from "./simulation/play.js";
export type { LevelReport, Report, Verdict } from "./simulation/report.js";
export { type RunOptions, run, simulate } from "./simulation/run.js";
export type { Simulation, SimulationOptions } from "./simulation/simulation.js";
export { describeStep, type Step } from "./simulation/trace.js";
export { type Verification, verifyDeterminism } from "./simulation/verify.js";
