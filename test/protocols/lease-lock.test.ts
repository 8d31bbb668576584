import { expect, test } from "vitest";
import { toUs } from "../../src/kernel/time.js";
import { betweenGroups } from "../../src/network/scope.js";
import {
  counterStore,
  type LeaseLockState,
  lockServer,
  lockWorker,
  noLostUpdate,
  type StoreState,
  twoHolders,
  type WorkerOptions,
  type WorkerState,
} from "../../src/protocols/lease-lock.js";
import { Rig } from "../support/rig.js";

const lease = "300ms";
const workers = ["ann", "bob", "cat"];
const second = toUs("1s");
const troubleUs = 4 * second;

interface LeaseRun {
  readonly fencing: boolean;
  readonly trouble: readonly (
    | "long pauses"
    | "server clock jumps"
    | "slow worker clocks"
    | "crashes"
    | "disk errors"
    | "cuts"
  )[];
  readonly worker?: WorkerOptions;
}

/** Four seconds of workers and trouble, and a second of rest. */
async function leaseRun(seed: number, { fencing, trouble, worker }: LeaseRun) {
  const processes = {
    lock: lockServer({ lease }),
    store: counterStore({ fencing }),
    ...Object.fromEntries(workers.map((name) => [name, lockWorker(worker)])),
  };
  const rig = new Rig(processes, {
    seed,
    network: { latency: ["1ms", "10ms"], loss: 0.01 },
    machine: { disk: { sync: ["1ms", "5ms"] } },
  });
  const { cluster } = rig;
  const random = cluster.seed.stream("test");
  const views = () => {
    const nodes = cluster.machines.map(({ name, state, status, reason }) => ({
      name,
      state: state as LeaseLockState,
      status,
      reason,
      byzantine: false,
    }));
    return { nodes, correct: nodes, nowUs: cluster.nowUs };
  };
  const spans = (kind: LeaseRun["trouble"][number], count: number, leastUs: number, begin: () => () => void) => {
    if (!trouble.includes(kind)) return;
    for (let span = 0; span < count; span++) {
      const fromUs = random.int(0, troubleUs);
      const untilUs = Math.min(troubleUs, fromUs + random.int(leastUs, 2 * leastUs));
      rig.at(fromUs, () => rig.at(untilUs, begin()));
    }
  };
  const onEffect = () => {};
  spans("long pauses", 4, toUs(lease), () => {
    const holders = workers.filter((name) => rig.state<WorkerState>(name).role === "holder");
    const machine = rig.machine(random.pick(holders.length > 0 ? holders : workers));
    machine.pause();
    return () => machine.unpause();
  });
  spans("server clock jumps", 4, toUs("200ms"), () => {
    const { clock } = rig.machine("lock");
    const jump = { offsetUs: second, ppm: 0, sinceUs: cluster.nowUs, onEffect };
    clock.add(jump);
    return () => clock.remove(jump);
  });
  spans("slow worker clocks", 3, second, () => {
    const { clock } = rig.machine(random.pick(workers));
    const drift = { offsetUs: 0, ppm: -800_000, sinceUs: cluster.nowUs, onEffect };
    clock.add(drift);
    return () => clock.remove(drift);
  });
  spans("crashes", 4, toUs("50ms"), () => {
    const machine = random.pick(cluster.machines);
    machine.crash("power failure", random.chance(0.5));
    return () => machine.revive();
  });
  spans("disk errors", 3, second, () => {
    const { disk } = rig.machine(random.pick(["lock", "store"]));
    const kind = random.pick(["tearWrites", "fillDisk", "slowDisk", "failReads"] as const);
    const error = { kind, amount: kind === "slowDisk" ? 20 : 0.5, random, onEffect };
    disk.add(error);
    return () => disk.remove(error);
  });
  spans("cuts", 3, toUs("200ms"), () => {
    const cutOff = rig.numbers(random.pick(cluster.names));
    const rest = rig.numbers(...cluster.names).filter((node) => !cutOff.includes(node));
    return rig.cut(betweenGroups(rig.peerCount, [cutOff, rest]));
  });

  let bothHeld = false;
  const watch = () => {
    bothHeld ||= twoHolders(views());
    rig.at(cluster.nowUs + toUs("2ms"), watch);
  };
  rig.at(0, watch);
  await rig.play(troubleUs + second);
  const states = workers.map((name) => rig.state<WorkerState>(name));
  return {
    lostUpdate: noLostUpdate(views()),
    bothHeld,
    store: rig.state<StoreState>("store"),
    expired: states.reduce((sum, { expired }) => sum + expired, 0),
    failures: rig.failures,
    down: cluster.machines.filter(({ status }) => status !== "up").map(({ name }) => name),
    digest: rig.digest,
  };
}

const everything: LeaseRun["trouble"] = [
  "long pauses",
  "server clock jumps",
  "slow worker clocks",
  "crashes",
  "disk errors",
  "cuts",
];

/** Thinking may take longer than the lease, so that it matters whether a worker can tell when it is over. */
const slowThinker: WorkerOptions = { think: ["50ms", "600ms"] };

const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test("300 runs with pauses, wrong clocks, crashes, disk errors and cuts lose no update, and all is well again in the end", async () => {
  let writes = 0;
  for (const seed of seeds(300)) {
    const worker = seed % 2 === 0 ? slowThinker : {};
    const end = await leaseRun(seed, { fencing: true, trouble: everything, worker });
    const { lostUpdate, failures, down } = end;
    expect([seed, { lostUpdate, failures, down }]).toEqual([seed, { lostUpdate: true, failures: [], down: [] }]);
    writes += end.store.accepted;
  }
  expect(writes).toBeGreaterThan(2_000);
});

test("without fencing, an update is lost to every kind of trouble that outlives a lease, and to no other", async () => {
  const tries = 60;
  const hunt = async (trouble: LeaseRun["trouble"], worker: WorkerOptions) => {
    const ends = [];
    for (const seed of seeds(tries)) ends.push(await leaseRun(seed, { fencing: false, trouble, worker }));
    const lost = ends.map(({ lostUpdate }) => lostUpdate !== true);
    const share = lost.filter(Boolean).length;
    const held = ends.filter(({ bothHeld }) => bothHeld).length;
    const first = share > 0 ? `first seed ${lost.indexOf(true) + 1}, ` : "";
    const who = worker === slowThinker ? " for slow thinkers" : "";
    console.log(`${trouble.join() || "no trouble"}${who}: ${first}${share} of ${tries}; two holders in ${held}`);
    return share;
  };
  expect(await hunt(["long pauses"], {})).toBeGreaterThan(0);
  expect(await hunt(["server clock jumps"], {})).toBeGreaterThan(0);
  expect(await hunt(["slow worker clocks"], slowThinker)).toBeGreaterThan(0);
  expect(await hunt([], slowThinker)).toBe(0);
  expect(await hunt([], {})).toBe(0);
  expect(await hunt(["crashes", "cuts"], {})).toBe(0);
});

test("a fenced store turns away what it would have lost, on the same seeds", async () => {
  let fenced = 0;
  for (const seed of seeds(60)) {
    const run = { trouble: ["long pauses"] as const };
    const broken = await leaseRun(seed, { ...run, fencing: false });
    const { lostUpdate, store } = await leaseRun(seed, { ...run, fencing: true });
    expect(lostUpdate).toBe(true);
    if (broken.lostUpdate !== true) expect([seed, store.fenced > 0]).toEqual([seed, true]);
    fenced += store.fenced;
  }
  expect(fenced).toBeGreaterThan(10);
});

test("options that make no sense are refused, with the path to them", () => {
  expect(() => lockServer({ lease: "5" as never })).toThrow('lockServer.lease: "5" needs a unit, as in "5s"');
  expect(() => lockWorker({ think: ["2s", "1s"] })).toThrow('lockWorker.think: ["2s","1s"] must name the shorter one');
});

test("the same seed gives the same run", async () => {
  const digests: string[] = [];
  for (const seed of [1, 1, 2]) digests.push((await leaseRun(seed, { fencing: true, trouble: everything })).digest);
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
});
