import { createRequire } from "node:module";
import { relative, resolve } from "node:path";
import type { BuildFailure } from "esbuild";
import { Refusal } from "../kernel/refusal.js";

export type { BuildFailure, OutputFile, Plugin } from "esbuild";

const require = createRequire(import.meta.url);

/** The bundler, which is not loaded before it is needed: that takes longer than all of a short run. */
export function esbuild(): typeof import("esbuild") {
  return require("esbuild");
}

/**
 * Refuses what cannot be bundled, with the place of the first mistake in it; what is not a mistake of the user's is
 * thrown. Files are named as seen from `folder`.
 */
export function refuseBuild(path: string, failure: unknown, folder = "."): never {
  const [error] = (failure as Partial<BuildFailure>).errors ?? [];
  if (error === undefined) throw failure;
  const { location, text } = error;
  const place =
    location === null
      ? path
      : `${relative(".", resolve(folder, location.file))}:${location.line}:${location.column + 1}`;
  const [, addOn] = /^No loader is configured for "\.node" files: (.*)$/.exec(text) ?? [];
  const problem =
    addOn === undefined
      ? text
      : `${addOn} is a native add-on, which has its own clock and its own threads: it cannot be simulated`;
  throw new Refusal([{ path: place, problem }]);
}
