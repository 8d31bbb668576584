// Plays all scenarios on several majors of Node, and compares their digests. Installs the majors as packages, each into
// a folder of its own below the system's temporary one. Run with: npm run test:versions [-- 20 22 24]
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const majors = process.argv.length > 2 ? process.argv.slice(2) : ["20", "22", "24"];
const seeds = ["1", "42", "a seed in words"];

/** The executable of a major, installed if it is not there yet. */
function nodeOf(major) {
  const folder = join(tmpdir(), `faultline-node-${major}`);
  const executable = join(folder, "node_modules", "node", "bin", "node");
  if (!existsSync(executable)) {
    execFileSync("npm", ["install", "--prefix", folder, "--no-save", "--foreground-scripts", `node@${major}`], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  return executable;
}

function digestOf(executable, scenario, seed) {
  const args = ["dist/cli.js", "run", "--json", "--seed", seed, "--capsules", tmpdir(), join("scenarios", scenario)];
  try {
    return JSON.parse(execFileSync(executable, args, { encoding: "utf8", maxBuffer: 2 ** 28 })).digest;
  } catch (error) {
    // An inconclusive run has a digest, too.
    return JSON.parse(error.stdout).digest;
  }
}

execFileSync(process.execPath, ["build.mjs"]);
const nodes = majors.map((major) => ({ major, executable: nodeOf(major) }));
for (const { major, executable } of nodes) {
  console.log(`${major}: ${execFileSync(executable, ["--version"], { encoding: "utf8" }).trim()}`);
}
let different = 0;
for (const scenario of readdirSync("scenarios").filter((name) => /^\w.*\.ts$/.test(name))) {
  for (const seed of seeds) {
    const digests = nodes.map(({ executable }) => digestOf(executable, scenario, seed));
    const same = digests.every((digest) => digest === digests[0]);
    if (!same) different += 1;
    console.log(`${same ? "same" : "DIFFERENT"}  ${scenario} seed ${seed}: ${[...new Set(digests)].join(" ")}`);
  }
}
console.log(different === 0 ? "all digests are the same on all versions" : `${different} digests differ`);
process.exitCode = different === 0 ? 0 : 1;
