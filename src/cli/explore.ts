import { Refusal } from "../kernel/refusal.js";
import { runOptions } from "./run.js";
import type { CommandModule } from "./yargs.js";

export interface ExploreArguments {
  /** A scenario, or a capsule of one. */
  readonly run: string;
  readonly seed: string | undefined;
  readonly set: readonly string[];
  readonly step: string | undefined;
  readonly print: string | undefined;
  readonly ascii: boolean;
  readonly capsules: string;
}

export const exploreOptions = {
  seed: runOptions.seed,
  set: runOptions.set,
  step: {
    type: "string",
    requiresArg: true,
    describe: "Where to begin; where something is violated, if left out",
  },
  print: {
    type: "string",
    requiresArg: true,
    describe: "Print steps as text, needing no terminal: --print 8100..8130",
  },
  ascii: { type: "boolean", default: false, describe: "Show nothing but ASCII" },
  capsules: { ...runOptions.capsules, describe: "Folder where branches are kept" },
} as const;

export function exploreCommand(finish: (exitCode: number) => void): CommandModule {
  return {
    command: "explore <run>",
    describe: "Step through a run, forwards and backwards",
    builder: (yargs) =>
      yargs
        .positional("run", { type: "string", describe: "Scenario, or a capsule of one (.json)" })
        .options(exploreOptions)
        .check((argv) => {
          for (const name of ["seed", "step", "print", "capsules"]) {
            if (Array.isArray(argv[name]))
              throw new Refusal([{ path: `--${name}`, problem: "is given more than once" }]);
            if (argv[name] === "") throw new Refusal([{ path: `--${name}`, problem: "needs a value" }]);
          }
          return true;
        }),
    handler: async (argv) => {
      // Loaded when it is needed: the other commands have no use for what makes this one.
      const { exploreOnce } = await import("./explore-run.js");
      finish(await exploreOnce(argv as unknown as ExploreArguments));
    },
  };
}
