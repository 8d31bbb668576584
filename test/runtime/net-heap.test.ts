import { expect, test } from "vitest";
import { simulated } from "../../src/runtime/builtin.js";
import { program } from "../../src/runtime/program.js";
import { Rig } from "../support/rig.js";
import { survivors } from "../support/survivors.js";

test.each([
  ["servers, sockets and requests", "leaky"],
  ["connections of TLS, and of requests that take long", "secure-leaky"],
])("a crash leaves nothing of %s behind, neither here nor at the other end", async (_, name) => {
  const realms: WeakRef<object>[] = [];
  const dgram = simulated(({ globals }) => ({ mark: () => realms.push(new WeakRef(globals)) }));
  const leaky = (other: string) => program(`./programs/net/${name}.mjs`, { args: [other], builtins: { dgram } });
  const rig = new Rig({ ann: leaky("bob"), bob: leaky("ann") });
  const ann = rig.machine("ann");
  for (let n = 1; n <= 20; n++) {
    rig.at(`${n}s`, () => ann.crash("pulled the plug")).at(`${n * 1000 + 500}ms`, () => ann.revive());
  }
  await rig.play("40s");
  expect(rig.failures).toEqual([]);
  expect(realms.length).toBe(22);
  // Those of ann and bob, and at most the one that was touched last before them.
  expect(await survivors(realms, 3)).toBeLessThanOrEqual(3);
});
