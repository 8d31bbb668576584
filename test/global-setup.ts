import { execFileSync } from "node:child_process";

/** The tests of the command line run what users run: the bundle, of the code as it is now. */
export default function setup(): void {
  execFileSync(process.execPath, ["build.mjs"]);
}
