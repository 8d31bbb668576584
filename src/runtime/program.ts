import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Refusal } from "../kernel/refusal.js";
import type { Host } from "../node/host.js";
import type { Machine } from "../node/machine.js";
import { type Identity, type ProgramProcess, program as story } from "../node/process.js";
import type { Builtin } from "./builtin.js";
import { besideCaller } from "./caller.js";
import { codeOf } from "./code.js";
import { type Furnished, furnishedFiles } from "./furnished-files.js";
import { RealmRunner } from "./realm-runner.js";
import type { StoryContext } from "./story/story-context.js";
import { StoryRunner } from "./story/story-runner.js";

/** What a real program is started with. */
export interface NodeProgramOptions<State extends object = object> {
  /** What comes after the file in `process.argv`. */
  readonly args?: readonly string[];
  /** All of `process.env`: nothing of the real one is seen. */
  readonly env?: Readonly<Record<string, string>>;
  /** What can be read from `process.stdin` before it ends. Nothing unless given. */
  readonly stdin?: string;
  /**
   * What is on the machine's disk before it first starts, by absolute path: certificates, settings, data. A URL stands for
   * a copy of a real file, or of a folder with all its files. Relative paths of a program begin at `/`.
   */
  readonly files?: Readonly<Record<string, Furnished>>;
  /**
   * The named export of the program that is its state for properties and the explorer: plain data, or a function that
   * returns it and changes nothing. Unless given, its state is what can be seen from outside: a `NodeProgramState`.
   */
  readonly inspect?: string;
  readonly summary?: (state: State) => readonly string[];
  readonly roles?: readonly string[];
  /** @internal Modules in place of those that programs get. */
  readonly builtins?: Readonly<Record<string, Builtin>>;
}

/** What can be seen of a process from outside. */
export interface NodeProgramState {
  readonly pid: number;
  readonly exitCode: number | null;
  /** The last lines that it has written to stdout and stderr, and how many there were. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly lines: number;
  /** What keeps it running. */
  readonly handles: readonly string[];
}

/**
 * Makes a process from an async function, for code that is natural as a story. It may await what `cx` offers and
 * anything that settles by itself; real timers and real I/O are out of its reach, and out of the simulation.
 */
export function program<State extends object = Record<string, never>, Request = never>(
  main: (cx: StoryContext<State, Request>) => Promise<void>,
  options?: {
    readonly state?: (identity: Identity) => State;
    readonly summary?: (state: State) => readonly string[];
    readonly roles?: readonly string[];
  },
): ProgramProcess<State, Request>;
/**
 * Makes a process from the file of a real Node.js program, unmodified: TypeScript or JavaScript, with its npm packages.
 * The path is relative to the file that says so. Each node that runs it has globals and modules of its own, on the
 * clocks, disk and network of its machine; a crash discards them. What the simulation does not have throws when it is
 * called. Throws a `Refusal` with file and line if the program cannot be bundled.
 */
export function program<State extends object = NodeProgramState>(
  file: string | { readonly href: string },
  options?: NodeProgramOptions<State>,
  // biome-ignore lint/suspicious/noExplicitAny: a real program is asked for whatever it understands
): ProgramProcess<State, any>;
export function program(what: unknown, options: object = {}): ProgramProcess {
  if (typeof what === "function") {
    const main = what as (cx: StoryContext) => Promise<void>;
    const runner = (machine: Machine, host: Host) => new StoryRunner(machine, host, main);
    return { ...story(main as never, options), runner };
  }
  const file = typeof what === "string" ? besideCaller(program, what) : fileURLToPath(String(what));
  const { summary, roles = [], files = {}, ...others } = options as NodeProgramOptions;
  const rest = { ...others, files: furnishedFiles(files) };
  const code = codeOf(file);
  const { exports } = code.bundle;
  if (rest.inspect !== undefined && !exports.includes(rest.inspect)) {
    const there = exports.length === 0 ? "nothing" : exports.join(", ");
    const problem = `is not exported by ${relative(".", file)}, which exports ${there}`;
    throw new Refusal([{ path: "inspect", value: rest.inspect, problem }]);
  }
  return {
    kind: "program",
    serves: ["connections"],
    runner: (machine: Machine, host: Host) => new RealmRunner(machine, host, code, rest),
    // What a node shows that has not started; its runner knows the rest.
    state: () => ({}),
    roles,
    ...(summary === undefined ? {} : { summary }),
  };
}
