import { describe, expect, test } from "vitest";
import { type Duration, toUs } from "../../src/kernel/time.js";
import { betweenGroups } from "../../src/network/scope.js";
import { type NodeProgramState, program } from "../../src/runtime/program.js";
import { Rig } from "../support/rig.js";
// @ts-expect-error Programs on Node itself read it too, so that it has no types.
import * as pem from "./certificates/certificates.mjs";

const start = (name: string, ...args: string[]) => program(`./programs/net/${name}.mjs`, { args });
const counting = (name: string, ...args: string[]) =>
  program<Record<string, number>>(`./programs/net/${name}.mjs`, { args, inspect: "state" });

const printed = (rig: Rig, node: string) => rig.state<NodeProgramState>(node).stdout;

/** Puts the wall clock of a node ahead of time, or behind it. */
function shift(rig: Rig, node: string, by: Duration, direction: 1 | -1): void {
  rig.machine(node).clock.add({ offsetUs: direction * toUs(by), ppm: 0, sinceUs: 0, onEffect() {} });
}

describe("a handshake", () => {
  const slow = { network: { latency: "10ms" } } as const;

  test("takes one round trip more than a connection, and two in the older version", async () => {
    const rig = new Rig({ web: start("secure-web"), ann: start("secure-caller", "web") }, slow);
    await rig.play("10s");
    expect(printed(rig, "ann")).toEqual(["20 ms connect", "40 ms secureConnect", "60 ms data"]);
    const older = new Rig({ web: start("secure-web"), ann: start("secure-caller", "web", "TLSv1.2") }, slow);
    await older.play("10s");
    expect(printed(older, "ann")).toEqual(["20 ms connect", "60 ms secureConnect", "80 ms data"]);
  });

  test("meets silence in a partition, of which a server tells after two minutes, and a client never", async () => {
    const rig = new Rig({ web: counting("secure-web"), ann: start("secure-caller", "web") }, slow);
    rig.at("35ms", () => rig.cut(betweenGroups(2, [[0], [1]])));
    await rig.play("119s");
    expect(rig.state("web")).toEqual({ served: 0, refused: 0 });
    await rig.play("121s");
    expect(rig.state("web")).toEqual({ served: 0, refused: 1 });
    expect(printed(rig, "ann")).toEqual(["20 ms connect"]);
  });

  test("ends with its server's machine, and with a reset once that is back", async () => {
    const rig = new Rig({ web: start("secure-web"), ann: start("secure-caller", "web") }, slow);
    rig.at("25ms", () => rig.machine("web").crash("pulled the plug")).at("2s", () => rig.machine("web").revive());
    await rig.play("10s");
    expect(printed(rig, "ann")).toEqual(["20 ms connect", expect.stringMatching(/^\d{4} ms ECONNRESET$/)]);
  });
});

describe("a certificate", () => {
  test.each([
    ["2h", 1, "CERT_HAS_EXPIRED"],
    ["1h", -1, "CERT_NOT_YET_VALID"],
  ] as const)("is out of its time for who is %s off (%i), and for nobody else", async (by, direction, code) => {
    const rig = new Rig({
      web: counting("secure-web", "forgets"),
      ann: counting("browser", "web", "1000", "https", "closes"),
      bob: counting("browser", "web", "1000", "https", "closes"),
    });
    shift(rig, "ann", by, direction);
    await rig.play("10500ms");
    expect(rig.state("ann")).toEqual({ answered: 0, reused: 0, [code]: 10 });
    expect(rig.state("bob")).toEqual({ answered: 10, reused: 0 });
    expect(rig.state("web")).toEqual({ served: 10, refused: 10 });
  });

  /** Asks every two minutes for two hours, over links that lose some of it. */
  const play = async (seed: number, mind: string) => {
    const rig = new Rig(
      { web: counting("secure-web", mind), ann: counting("browser", "web", "120000", "https", "closes") },
      { seed, network: { latency: ["1ms", "20ms"], loss: 0.02 } },
    );
    await rig.play("2h");
    return rig.state<Record<string, number>>("ann");
  };

  test("that is renewed in time is never seen to expire; one that is forgotten is, by all who connect anew", async () => {
    for (const seed of [1, 2]) {
      const careful = await play(seed, "renews");
      expect(careful.answered).toBeGreaterThan(55);
      expect(careful.CERT_HAS_EXPIRED).toBeUndefined();
      const forgetful = await play(seed, "forgets");
      expect(forgetful.CERT_HAS_EXPIRED).toBeGreaterThan(25);
    }
  });
});

test("certificates are read from the disk, and trusted where the environment says so", async () => {
  const file = "./programs/net/reads-certificates.mjs";
  const files = { "/tls/key.pem": pem.leafKey, "/tls/cert.pem": pem.server };
  const env = { NODE_EXTRA_CA_CERTS: "/tls/root.pem" };
  const rig = new Rig({
    web: program(file, { files }),
    ann: program(file, { args: ["web"], env, files: { "/tls/root.pem": pem.root } }),
    bob: program(file, { args: ["web"], env }),
  });
  await rig.play("1s");
  expect([printed(rig, "ann"), printed(rig, "bob")]).toEqual([["200"], ["UNABLE_TO_VERIFY_LEAF_SIGNATURE"]]);
});

test("what of TLS is not simulated is refused by its name", async () => {
  const rig = new Rig({ ann: program("./programs/net/secrets.mjs", { inspect: "seen" }) });
  await rig.play("1s");
  expect(rig.failures).toEqual([]);
  expect(rig.state("ann")).toEqual([
    "tls with pfx",
    "tls with crl",
    "tls with several certificates",
    "tls with session",
    "tls with pskCallback",
    "tls.TLSSocket.exportKeyingMaterial",
    "tls.TLSSocket.renegotiate",
    "tls.Server.getTicketKeys",
  ]);
});

describe("an https server and its clients", () => {
  const play = async (seed: number) => {
    const rig = new Rig(
      {
        web: counting("secure-web"),
        ann: counting("browser", "web", "400", "https"),
        bob: counting("browser", "web", "500", "https", "closes"),
      },
      { network: { latency: ["1ms", "10ms"], loss: 0.05 }, seed, thorough: true },
    );
    rig.at("10s", () => {
      const heal = rig.cut(betweenGroups(3, [[0], [1]]));
      rig.at("20s", heal);
    });
    rig.at("30s", () => rig.machine("web").crash("pulled the plug")).at("35s", () => rig.machine("web").revive());
    await rig.play("60s");
    const states = ["web", "ann", "bob"].map((node) => rig.state<Record<string, number>>(node));
    return { digest: String(rig.cluster.digest), contents: String(rig.cluster.contents), states, thrown: rig.thrown };
  };

  test("live through cuts, loss and crashes, and do the same again from the same seed", async () => {
    const once = await play(1);
    expect(once.thrown).toBeNull();
    const [web, ann, bob] = once.states as [Record<string, number>, Record<string, number>, Record<string, number>];
    expect(web.served).toBeGreaterThan(100);
    expect(ann.reused).toBeGreaterThan(50);
    expect(ann.SLOW).toBeGreaterThan(2);
    expect(bob.answered).toBeGreaterThan(50);
    expect(await play(1)).toEqual(once);
    expect((await play(2)).digest).not.toBe(once.digest);
  });
});
