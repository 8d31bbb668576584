import { Refusal } from "../kernel/refusal.js";
import type { MaelstromRun } from "../maelstrom/maelstrom.js";
import type { WorkloadName } from "../maelstrom/workloads/workloads.js";

/** The options by the names that people know. What is left out has the value that they expect. */
export const maelstromOptions = {
  workload: { alias: "w", type: "string", requiresArg: true, default: "lin-kv", describe: "What clients ask for" },
  bin: { type: "string", requiresArg: true, describe: "The program that nodes run, in JavaScript or TypeScript" },
  "node-count": { type: "number", requiresArg: true, describe: "How many nodes, from n0 on" },
  nodes: { type: "string", requiresArg: true, describe: "Names of nodes, with commas [n1,n2,n3,n4,n5]" },
  node: { type: "string", array: true, nargs: 1, describe: "The name of a node, one each time" },
  concurrency: { type: "string", requiresArg: true, describe: "How many clients, or as in 4n: for each node [1n]" },
  "time-limit": { type: "number", requiresArg: true, describe: "How many seconds clients work [60]" },
  rate: { type: "number", requiresArg: true, describe: "Operations per second, of all clients together [5]" },
  latency: { type: "number", requiresArg: true, describe: "Mean latency between nodes, in milliseconds [0]" },
  "latency-dist": { type: "string", requiresArg: true, describe: "constant, uniform or exponential [constant]" },
  nemesis: { type: "string", requiresArg: true, describe: "What goes wrong, with commas: partition, kill, pause" },
  "nemesis-interval": { type: "number", requiresArg: true, describe: "Mean seconds between changes [10]" },
  topology: { type: "string", requiresArg: true, describe: "line, grid, tree, tree2, tree3, tree4, total [grid]" },
  availability: { type: "string", requiresArg: true, describe: "Least share of successes: total, or 0 to 1" },
  "consistency-models": { type: "string", requiresArg: true, describe: "What transactions must be, with commas" },
  "key-count": { type: "number", requiresArg: true, describe: "How many keys are in use at a time" },
  "max-txn-length": { type: "number", requiresArg: true, describe: "Most operations in a transaction [4]" },
  "max-writes-per-key": { type: "number", requiresArg: true, describe: "Most writes to one key [16]" },
  "log-stderr": { type: "boolean", default: false, describe: "Show what nodes print to stderr" },
  "log-net-send": { type: "boolean", default: false, describe: "Show each message as it is sent" },
  "log-net-recv": { type: "boolean", default: false, describe: "Show each message as it is received" },
  "test-count": {
    type: "number",
    requiresArg: true,
    default: 1,
    describe: "How many runs, from other seeds, until one is not valid",
  },
  seed: { type: "string", requiresArg: true, describe: "What determines the run; drawn if left out [SIM_SEED]" },
  json: { type: "boolean", default: false, describe: "Print results and report as JSON" },
  svg: { type: "string", requiresArg: true, describe: "Draw the messages of the run into this file" },
  history: {
    type: "string",
    requiresArg: true,
    describe: "Write what clients asked and were told: .edn or JSON lines",
  },
  capsules: {
    type: "string",
    requiresArg: true,
    default: ".faultline",
    describe: "Folder where failing runs are kept",
  },
  scenario: {
    type: "string",
    requiresArg: true,
    describe: "Write the run as a scenario to this file, for sim hunt and sim explore, and do not play it",
  },
} as const;

const ssh = "means nothing here: nodes are simulated, and nobody logs in to them";

/** Options and commands that people know, and that have no use here, with what to do instead. */
export const foreignOptions: Readonly<Record<string, string>> = {
  username: ssh,
  password: ssh,
  "no-ssh": ssh,
  "ssh-private-key": ssh,
  "strict-host-key-checking": ssh,
  "nodes-file": "is not read: name the nodes, as in --nodes n1,n2,n3",
  "leave-db-running": "means nothing here: play the run again by its seed, or look at it by sim explore",
  "logging-json": "means nothing here: use --json for the results, and --history for what clients did",
};

const foreignCommands: Readonly<Record<string, string>> = {
  serve: "is not needed: results are printed, --svg draws the messages, and sim explore goes through the run",
  doc: "is not here: see sim maelstrom --help, and Maelstrom's own documentation of its protocol and workloads",
  demo: "is not here: no programs come with it, so give one by --bin",
};

/** What the parser makes of a command line. */
export type MaelstromArguments = Readonly<Record<string, unknown>> & {
  readonly seed?: string;
  readonly json: boolean;
  readonly capsules: string;
  readonly scenario?: string;
  readonly "log-stderr": boolean;
  readonly "log-net-send": boolean;
  readonly "log-net-recv": boolean;
  readonly "test-count": number;
  readonly svg?: string;
  readonly history?: string;
  readonly command?: string;
};

/** What is asked for. What was not said is left out. */
export function readArguments(argv: MaelstromArguments): MaelstromRun {
  const { command } = argv;
  if (command !== undefined && command !== "test") {
    const problem = foreignCommands[command] ?? "is no command: there is test, which may be left out";
    throw new Refusal([{ path: `sim maelstrom ${command}`, problem }]);
  }
  const twice = Object.keys(maelstromOptions).filter((name) => name !== "node" && Array.isArray(argv[name]));
  if (twice.length > 0) {
    throw new Refusal(twice.map((name) => ({ path: `--${name}`, problem: "is given more than once" })));
  }
  const count = argv["test-count"];
  if (!Number.isInteger(count) || count < 1) {
    throw new Refusal([{ path: "--test-count", value: count, problem: "must be a whole number of at least 1" }]);
  }
  if (argv.bin === undefined) {
    throw new Refusal([
      { path: "--bin", problem: "is needed: the program that nodes run, as in --bin ./broadcast.js" },
    ]);
  }
  const text = (name: string) => argv[name] as string | undefined;
  const number = (name: string) => argv[name] as number | undefined;
  const list = (name: string) =>
    text(name)
      ?.split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  const share = text("availability");
  const run: { [Key in keyof MaelstromRun]: MaelstromRun[Key] | undefined } = {
    workload: text("workload") as WorkloadName,
    bin: text("bin") as string,
    args: (argv["--"] as readonly string[] | undefined)?.map(String),
    nodeCount: number("node-count"),
    nodes: (argv.node as readonly string[] | undefined) ?? list("nodes"),
    concurrency: text("concurrency"),
    timeLimit: number("time-limit"),
    rate: number("rate"),
    latency: number("latency"),
    latencyDist: text("latency-dist"),
    nemesis: list("nemesis"),
    nemesisInterval: number("nemesis-interval"),
    topology: text("topology"),
    availability: share === undefined || share === "total" ? share : Number(share),
    consistencyModels: list("consistency-models"),
    keyCount: number("key-count"),
    maxTxnLength: number("max-txn-length"),
    maxWritesPerKey: number("max-writes-per-key"),
  };
  return Object.fromEntries(Object.entries(run).filter(([, value]) => value !== undefined)) as unknown as MaelstromRun;
}
