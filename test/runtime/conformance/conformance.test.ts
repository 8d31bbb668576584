import { isDeepStrictEqual } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { simulated } from "../../../src/runtime/builtin.js";
import { makeNet } from "../../../src/runtime/modules/net.js";
import { makeTls } from "../../../src/runtime/modules/tls.js";
import type { Realm } from "../../../src/runtime/realm.js";
import { type Comparison, compareFiles, compareSockets, inRealm } from "./comparisons.js";

const comparisons = [...(await compareFiles()), ...(await compareSockets())];
const modules = [...new Set(comparisons.map(({ module }) => module))].sort();
const casesOf = (module: string) => comparisons.filter((one) => one.module === module);
const isAlike = ({ real, simulated }: Comparison) => isDeepStrictEqual(simulated, real);

describe.each(modules)("a program does with the simulated %s what it does with the real one", (module) => {
  test.each(casesOf(module).map((one) => [one.name, one]))("%s", (_, { real, simulated, differs }) => {
    if (differs === undefined) expect(simulated).toEqual(real);
  });
});

/** Modules as ours, but for one mistake. */
const mistaken = {
  "TLS that trusts everybody": {
    tls: simulated((realm: Realm) => {
      const tls = makeTls(realm) as typeof import("node:tls");
      const connect = (options: object, done?: () => void) =>
        tls.connect({ ...options, rejectUnauthorized: false }, done);
      return { ...tls, connect };
    }),
  },
  "sockets that are never half open": {
    net: simulated((realm: Realm) => {
      const net = makeNet(realm) as typeof import("node:net");
      const connect = (options: object) =>
        net.connect({ ...options, allowHalfOpen: false } as import("node:net").NetConnectOpts);
      return { ...net, connect };
    }),
  },
};

test.each(Object.entries(mistaken))("the cases notice %s", async (_, builtins) => {
  const [file] = Object.keys(builtins) as [string];
  const outcomes = await inRealm(file, builtins);
  const noticed = casesOf(file).filter((one) => isAlike(one) && !isDeepStrictEqual(outcomes.get(one.name), one.real));
  expect(noticed.length).toBeGreaterThan(0);
});

afterAll(() => {
  const rows = modules.map((module) => {
    const cases = casesOf(module);
    const apart = cases.filter((one) => !isAlike(one)).map(({ name, differs = "why?" }) => `${name} (${differs})`);
    return [module, String(cases.length), String(cases.length - apart.length), apart.join("; ")];
  });
  const table = [["module", "cases", "alike", "known differences"], ...rows].map(
    ([module = "", cases = "", alike = "", apart = ""]) =>
      `${module.padEnd(8)} ${cases.padStart(5)} ${alike.padStart(5)}  ${apart}`.trimEnd(),
  );
  console.log(table.join("\n"));
});
