import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LinkSpec, NetworkSpec } from "../../src/network/network.js";
import { lan, perfect, wan } from "../../src/network/presets.js";
import { betweenGroups, majorityRing, oneWay, touching } from "../../src/network/scope.js";
import { protocol, replicas } from "../../src/node/process.js";
import { bodiesOf, lettersOf, mail, mailbox } from "../support/mailbox.js";
import { Rig, type RigOptions } from "../support/rig.js";
import { deviation, mean, quantile, sigmas } from "../support/statistics.js";

const names = ["ann", "bob", "cat", "dan", "eve"] as const;

function mailboxes(options: RigOptions & { names?: readonly string[] } = {}): Rig {
  return new Rig(replicas(options.names ?? names, mailbox), options);
}

/** Sends `count` letters, one each `everyUs`; their bodies count from 0. */
function sendMany(rig: Rig, from: string, to: string, count: number, everyUs: number, fromUs = 0): void {
  for (let n = 0; n < count; n++) rig.at(fromUs + n * everyUs, () => rig.send(from, to, mail(n)));
}

/** What one link with 20,000 letters, a millisecond apart, did with them. */
function observe(link: LinkSpec, options: RigOptions = {}): { rig: Rig; bodies: number[]; travelUs: number[] } {
  const rig = mailboxes({ ...options, network: link });
  sendMany(rig, "ann", "bob", 20_000, 1_000);
  rig.run();
  const letters = lettersOf(rig, "bob");
  const bodies = letters.map(({ body }) => body as number);
  return { rig, bodies, travelUs: letters.map(({ atUs, body }) => atUs - (body as number) * 1_000) };
}

function lostTotal(rig: Rig): number {
  return Object.values(rig.traffic.lost).reduce((sum, count) => sum + count, 0);
}

describe("a link", () => {
  test("delivers what is sent, once, in order and after its latency", () => {
    const rig = mailboxes({ network: { latency: "3ms" } });
    sendMany(rig, "ann", "bob", 3, 1_000);
    rig.run();
    expect(lettersOf(rig, "bob")).toEqual([
      { from: "ann", body: 0, atUs: 3_000 },
      { from: "ann", body: 1, atUs: 4_000 },
      { from: "ann", body: 2, atUs: 5_000 },
    ]);
  });

  test("has the latency of its distribution", () => {
    const { travelUs } = observe({ latency: { exponential: "10ms", atLeast: "40ms" } });
    expect(Math.abs(mean(travelUs) - 50_000)).toBeLessThan(300);
    expect(Math.abs(deviation(travelUs) - 10_000)).toBeLessThan(300);
    expect(Math.abs(quantile(travelUs, 0.5) - 46_931)).toBeLessThan(300);
  });

  test("loses as many packets as it should, whatever else it does", () => {
    const { rig } = observe({ loss: 0.05, duplicate: 0.1, reorder: 0.1, latency: ["1ms", "10ms"] });
    expect(Math.abs(sigmas(rig.traffic.lost.loss, 20_000, 0.05))).toBeLessThan(4);
  });

  test("doubles as many packets as it should, and the copy travels for itself", () => {
    const { rig, bodies } = observe({ duplicate: 0.1, latency: ["1ms", "10ms"] });
    expect(Math.abs(sigmas(rig.traffic.copies, 20_000, 0.1))).toBeLessThan(4);
    expect(bodies.length).toBe(20_000 + rig.traffic.copies);
    expect(new Set(bodies).size).toBe(20_000);
    const seen = new Set<number>();
    const gaps = bodies.filter((body) => seen.size === seen.add(body).size).length;
    expect(gaps).toBe(rig.traffic.copies);
  });

  test("lets as many packets overtake as it should", () => {
    const { travelUs } = observe({ reorder: 0.1, latency: "5ms" });
    const ahead = travelUs.filter((length) => length === 0).length;
    expect(Math.abs(sigmas(ahead, 20_000, 0.1))).toBeLessThan(4);
    expect(travelUs.filter((length) => length === 5_000).length).toBe(20_000 - ahead);
  });

  test("throws damaged packets away when they have checksums", () => {
    const { rig, bodies } = observe({ corrupt: 0.1 });
    expect(Math.abs(sigmas(rig.traffic.lost.damage, 20_000, 0.1))).toBeLessThan(4);
    expect(bodies.length).toBe(20_000 - rig.traffic.lost.damage);
  });

  test("hands damaged packets over, with one value changed, when they have none", () => {
    const rig = mailboxes({ network: { corrupt: 0.1, checksums: false } });
    for (let n = 0; n < 20_000; n++) rig.at(n * 1_000, () => rig.send("ann", "bob", mail({ sum: 7, ok: true })));
    rig.run();
    const counts = new Map<string, number>();
    for (const body of bodiesOf(rig, "bob")) {
      const text = JSON.stringify(body);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    const whole = counts.get('{"sum":7,"ok":true}') as number;
    expect(Math.abs(sigmas(20_000 - whole, 20_000, 0.1))).toBeLessThan(4);
    expect([...counts.keys()].sort()).toEqual([
      '{"sum":6,"ok":true}',
      '{"sum":7,"ok":false}',
      '{"sum":7,"ok":true}',
      '{"sum":8,"ok":true}',
    ]);
  });

  test("keeps packets in order when it should, copies included, whatever their latency", () => {
    const { bodies, rig } = observe({ inOrder: true, duplicate: 0.2, latency: ["1ms", "50ms"] });
    expect(bodies).toEqual(bodies.toSorted((left, right) => left - right));
    expect(bodies.length).toBe(20_000 + rig.traffic.copies);
  });

  test("lets packets overtake one another by their latency otherwise", () => {
    const { bodies } = observe({ latency: ["1ms", "50ms"] });
    expect(bodies).not.toEqual(bodies.toSorted((left, right) => left - right));
  });

  test("that differs takes from the others what it does not say itself", () => {
    const network: NetworkSpec = {
      latency: "5ms",
      loss: 1,
      links: { "ann>bob": { loss: 0 }, "cat>bob": { latency: "1ms" } },
    };
    const rig = mailboxes({ network });
    rig.at("1s", () => {
      rig.send("ann", "bob", mail("a"));
      rig.send("bob", "ann", mail("b"));
      rig.send("cat", "bob", mail("c"));
    });
    rig.run();
    expect([lettersOf(rig, "bob"), lettersOf(rig, "ann")]).toEqual([[{ from: "ann", body: "a", atUs: 1_005_000 }], []]);
  });

  test("never touches what a node sends itself, which arrives at once", () => {
    const rig = mailboxes({ network: { loss: 1, latency: "1s", bandwidth: 1 } });
    rig.cut(touching(rig.peerCount, [0], [0, 1, 2, 3, 4]));
    rig.hold(touching(rig.peerCount, [0], [0, 1, 2, 3, 4]));
    rig.disturb(touching(rig.peerCount, [0], [0, 1, 2, 3, 4]), { loss: 1, delay: "1h" });
    rig.at("1s", () => rig.send("ann", "ann", mail("note")));
    rig.run();
    expect(lettersOf(rig, "ann")).toEqual([{ from: "ann", body: "note", atUs: 1_000_000 }]);
  });

  test("carries a packet to the end of time if its latency is longer than what is left", () => {
    const rig = mailboxes({ network: { latency: "26000d" } });
    rig.at("100d", () => rig.send("ann", "bob", mail("late")));
    rig.run("200d");
    expect([rig.inFlight, rig.failures]).toEqual([1, []]);
  });
});

describe("a link with a bandwidth", () => {
  // Text, names of fields and brackets: exactly a thousand bytes.
  const letter = mail("x".repeat(976));

  test("sends packets one after another", () => {
    const rig = mailboxes({ network: { latency: "1ms", bandwidth: 1_000_000 } });
    rig.at("1s", () => {
      for (let n = 0; n < 3; n++) rig.send("ann", "bob", letter);
      rig.send("ann", "cat", letter);
    });
    rig.at("2s", () => rig.send("ann", "bob", letter));
    rig.run();
    const arrivals = (name: string) => lettersOf(rig, name).map(({ atUs }) => atUs);
    // A millisecond to send each, and one to travel; links do not wait for one another.
    expect(arrivals("bob")).toEqual([1_002_000, 1_003_000, 1_004_000, 2_002_000]);
    expect(arrivals("cat")).toEqual([1_002_000]);
  });

  test("carries no more bytes a second than it can, and loses none without a limit to its queue", () => {
    const rig = mailboxes({ network: { latency: "1ms", bandwidth: 100_000 } });
    for (let n = 0; n < 1_000; n++) rig.at(n * 100, () => rig.send("ann", "bob", letter));
    rig.run();
    const arrivals = lettersOf(rig, "bob").map(({ atUs }) => atUs);
    expect(arrivals.length).toBe(1_000);
    expect(arrivals.at(-1)).toBe(10_001_000);
  });

  test("drops what does not fit into its queue, and is free again later", () => {
    const rig = mailboxes({ network: { latency: "1ms", bandwidth: 1_000_000, queue: 5_000 } });
    rig.at("1s", () => {
      for (let n = 0; n < 20; n++) rig.send("ann", "bob", letter);
    });
    rig.at("2s", () => rig.send("ann", "bob", letter));
    rig.at("3s", () => rig.send("ann", "bob", mail("x".repeat(6_000))));
    rig.run();
    expect(rig.traffic.lost.overflow).toBe(20 - 5 + 1);
    expect(lettersOf(rig, "bob").map(({ atUs }) => Math.floor(atUs / 1_000_000))).toEqual([1, 1, 1, 1, 1, 2]);
  });
});

describe("a cut", () => {
  test("stops both ways between its sides, and nothing within them", () => {
    const rig = mailboxes();
    rig.cut(betweenGroups(rig.peerCount, [rig.numbers("ann", "bob"), rig.numbers("cat", "dan", "eve")]));
    rig.at("1s", () => {
      for (const from of names) for (const to of names) if (from !== to) rig.send(from, to, mail(from));
    });
    rig.run();
    expect(names.map((name) => bodiesOf(rig, name))).toEqual([
      ["bob"],
      ["ann"],
      ["dan", "eve"],
      ["cat", "eve"],
      ["cat", "dan"],
    ]);
    expect(rig.traffic.lost.cut).toBe(12);
  });

  test("one way lets the other way through", () => {
    const rig = mailboxes();
    rig.cut(oneWay(rig.peerCount, rig.numbers("ann"), rig.numbers("bob")));
    rig.at("1s", () => {
      rig.send("ann", "bob", mail("there"));
      rig.send("bob", "ann", mail("back"));
    });
    rig.run();
    expect([bodiesOf(rig, "ann"), bodiesOf(rig, "bob")]).toEqual([["back"], []]);
  });

  test("of a ring lets each node talk to a majority", () => {
    const rig = mailboxes();
    rig.cut(majorityRing(rig.peerCount, rig.numbers(...names)));
    rig.at("1s", () => {
      for (const from of names) for (const to of names) if (from !== to) rig.send(from, to, mail(from));
    });
    rig.run();
    expect(names.map((name) => bodiesOf(rig, name))).toEqual([
      ["bob", "eve"],
      ["ann", "cat"],
      ["bob", "dan"],
      ["cat", "eve"],
      ["ann", "dan"],
    ]);
  });

  test("loses what is on its way when it begins, and what is sent while it lasts, but nothing after", () => {
    const rig = mailboxes({ network: { latency: "10ms" } });
    let heal = () => {};
    rig.at("100ms", () => {
      heal = rig.cut(betweenGroups(rig.peerCount, [rig.numbers("ann"), rig.numbers("bob")]));
    });
    rig.at("200ms", () => heal());
    // Arrives before; on its way when the cut begins; sent during it; sent after it.
    for (const time of ["89ms", "95ms", "150ms", "195ms", "200ms"] as const) {
      rig.at(time, () => rig.send("ann", "bob", mail(time)));
    }
    rig.run();
    expect(bodiesOf(rig, "bob")).toEqual(["89ms", "200ms"]);
    expect(rig.traffic.lost.cut).toBe(3);
  });

  test("does not touch what was on its way if it has healed by then", () => {
    const rig = mailboxes({ network: { latency: "1s" } });
    let heal = () => {};
    rig.at("100ms", () => rig.send("ann", "bob", mail("slow")));
    rig.at("200ms", () => {
      heal = rig.cut(betweenGroups(rig.peerCount, [[0], [1]]));
    });
    rig.at("300ms", () => heal());
    rig.run();
    expect(bodiesOf(rig, "bob")).toEqual(["slow"]);
  });

  test("heals by itself: where others overlap it, they stay", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (order) => {
        const rig = mailboxes();
        const heals = [
          rig.cut(betweenGroups(rig.peerCount, [rig.numbers("ann"), rig.numbers("bob", "cat")])),
          rig.cut(oneWay(rig.peerCount, rig.numbers("ann"), rig.numbers("bob"))),
          rig.cut(touching(rig.peerCount, rig.numbers("ann"), [0, 1, 2, 3, 4])),
        ];
        const covers = [["bob", "cat"], ["bob"], ["bob", "cat", "dan", "eve"]];
        const healed = new Set<number>();
        for (const [step, which] of order.entries()) {
          rig.at(`${step + 1}s`, () => {
            heals[which]!();
            healed.add(which);
            const blocked = covers.filter((_, cut) => !healed.has(cut)).flat();
            for (const to of names.slice(1)) rig.send("ann", to, mail(blocked.includes(to) ? "lost" : "passes"));
          });
        }
        rig.run();
        const bodies = names.slice(1).flatMap((name) => bodiesOf(rig, name));
        expect(bodies.every((body) => body === "passes")).toBe(true);
        expect(bodies.length + rig.traffic.lost.cut).toBe(12);
      }),
    );
  });

  test("counts how often it was felt", () => {
    const rig = mailboxes();
    let felt = 0;
    rig.cut(betweenGroups(rig.peerCount, [[0], [1]]), () => felt++);
    rig.at("1s", () => {
      rig.send("ann", "bob", mail(1));
      rig.send("ann", "cat", mail(1));
      rig.send("bob", "ann", mail(1));
    });
    rig.run();
    expect(felt).toBe(2);
  });
});

describe("a hold", () => {
  test("keeps messages back, and lets them go in order when it ends", () => {
    const rig = mailboxes({ network: { latency: "5ms" } });
    let release = () => {};
    rig.at("1ms", () => {
      release = rig.hold(betweenGroups(rig.peerCount, [[0], [1]]));
    });
    sendMany(rig, "ann", "bob", 500, 1_000, 2_000);
    rig.at("300ms", () => release());
    rig.run();
    expect(bodiesOf(rig, "bob")).toEqual(Array.from({ length: 500 }, (_, n) => n));
    expect(lettersOf(rig, "bob")[0]).toEqual({ from: "ann", body: 0, atUs: 305_000 });
    expect(rig.traffic).toEqual({
      sent: 500,
      copies: 0,
      delivered: 500,
      lost: { cut: 0, loss: 0, damage: 0, overflow: 0, receiverDown: 0 },
    });
  });

  test("that overlaps another keeps what the other still holds", () => {
    const rig = mailboxes();
    const first = rig.hold(betweenGroups(rig.peerCount, [[0], [1, 2]]));
    const second = rig.hold(betweenGroups(rig.peerCount, [[0], [1]]));
    rig.at("1s", () => {
      rig.send("ann", "bob", mail("b1"));
      rig.send("ann", "cat", mail("c1"));
    });
    rig.at("2s", first);
    rig.at("3s", () => rig.send("ann", "bob", mail("b2")));
    rig.at("4s", second);
    rig.run();
    expect([lettersOf(rig, "bob"), lettersOf(rig, "cat")]).toEqual([
      [
        { from: "ann", body: "b1", atUs: 4_001_000 },
        { from: "ann", body: "b2", atUs: 4_001_000 },
      ],
      [{ from: "ann", body: "c1", atUs: 2_001_000 }],
    ]);
  });

  test("does not let a message leave before the work that came before it was done", () => {
    const worker = protocol<{ state: object; message: { kind: "go" } }>({
      state: () => ({}),
      on: {
        go: (cx) => {
          cx.work("10s");
          cx.send("bob", mail("done") as never);
        },
      },
    });
    const rig = new Rig({ ann: worker, bob: mailbox });
    const release = rig.hold(betweenGroups(rig.peerCount, [[0], [1]]));
    rig.at("1s", () => rig.send("ann", "ann", { kind: "go" }));
    rig.at("2s", release);
    rig.run();
    expect(lettersOf(rig, "bob")).toEqual([{ from: "ann", body: "done", atUs: 11_001_000 }]);
  });

  test("holds a great many messages without ado", () => {
    const rig = mailboxes();
    const release = rig.hold(betweenGroups(rig.peerCount, [[0], [1]]));
    rig.at("1s", () => {
      for (let n = 0; n < 90_000; n++) rig.send("ann", "bob", mail(n));
    });
    rig.at("2s", release);
    rig.run();
    expect(rig.traffic.delivered).toBe(90_000);
  });
});

describe("a condition", () => {
  test("adds to what its links do anyway, and to no others, as long as it lasts", () => {
    const rig = mailboxes({ network: { latency: "1ms" } });
    const end = rig.disturb(oneWay(rig.peerCount, [0], [1]), { delay: "100ms" });
    const endOther = rig.disturb(oneWay(rig.peerCount, [0], [1, 2]), { delay: "10ms", name: "other" });
    for (const [time, act] of [
      ["2s", end],
      ["3s", endOther],
    ] as const)
      rig.at(time, act);
    for (const time of ["1s", "2s", "3s"] as const) {
      rig.at(time, () => {
        for (const to of ["bob", "cat", "dan"]) rig.send("ann", to, mail(time));
      });
    }
    rig.run();
    const arrivals = ["bob", "cat", "dan"].map((name) => lettersOf(rig, name).map(({ atUs }) => atUs));
    expect(arrivals).toEqual([
      [1_111_000, 2_011_000, 3_001_000],
      [1_011_000, 2_011_000, 3_001_000],
      [1_001_000, 2_001_000, 3_001_000],
    ]);
  });

  test("delays the copy of a packet as it delays the packet", () => {
    const rig = mailboxes({ network: { latency: "1ms", duplicate: 1 } });
    rig.disturb(oneWay(rig.peerCount, [0], [1]), { delay: "100ms" });
    rig.at("1s", () => rig.send("ann", "bob", mail("x")));
    rig.run();
    expect(lettersOf(rig, "bob").map(({ atUs }) => atUs)).toEqual([1_101_000, 1_101_000]);
  });

  test.each<[what: string, wrong: { loss?: number; duplicate?: number; reorder?: number; corrupt?: number }]>([
    ["loss", { loss: 0.2 }],
    ["copies", { duplicate: 0.2 }],
    ["overtaking", { reorder: 0.2 }],
    ["damage", { corrupt: 0.2 }],
  ])("of %s is felt as often as it should be, and says so each time", (_, wrong) => {
    const rig = mailboxes({ network: { latency: "1ms" } });
    let felt = 0;
    rig.disturb(oneWay(rig.peerCount, [0], [1]), wrong, () => felt++);
    sendMany(rig, "ann", "bob", 10_000, 10);
    sendMany(rig, "ann", "cat", 100, 10);
    rig.run();
    expect(Math.abs(sigmas(felt, 10_000, 0.2))).toBeLessThan(4);
    expect(bodiesOf(rig, "cat").length).toBe(100);
    const { lost, copies } = rig.traffic;
    const ahead = lettersOf(rig, "bob").filter(({ atUs, body }) => atUs === (body as number) * 10).length;
    expect(lost.loss + lost.damage + copies + ahead).toBe(felt);
  });

  test("loses independently of what the link loses anyway", () => {
    const rig = mailboxes({ network: { latency: "1ms", loss: 0.3 } });
    rig.disturb(oneWay(rig.peerCount, [0], [1]), { loss: 0.4 });
    rig.disturb(oneWay(rig.peerCount, [0], [1]), { loss: 0.5, name: "another" });
    sendMany(rig, "ann", "bob", 20_000, 10);
    rig.run();
    expect(Math.abs(sigmas(rig.traffic.delivered, 20_000, 0.7 * 0.6 * 0.5))).toBeLessThan(4);
  });

  test("of intensity zero changes nothing", () => {
    const digests = [false, true].map((disturbed) => {
      const rig = mailboxes({ network: { latency: ["1ms", "9ms"], loss: 0.1, duplicate: 0.1 } });
      if (disturbed) {
        const nothing = { loss: 0, duplicate: 0, reorder: 0, corrupt: 0, delay: "0us" } as const;
        rig.disturb(touching(rig.peerCount, [0], [0, 1, 2]), nothing, () => expect.unreachable());
      }
      sendMany(rig, "ann", "bob", 500, 1_000);
      return rig.run().digest;
    });
    expect(digests[1]).toBe(digests[0]);
  });
});

describe("requests and replies", () => {
  const echo = protocol<{ state: object; request: unknown; result: unknown }>({
    state: () => ({}),
    serve: (cx, request, ticket) => cx.answer(ticket, request as never),
  });

  test("are neither doubled nor damaged, and what is counted says so", () => {
    const rig = new Rig({ ann: echo }, { network: { duplicate: 1, corrupt: 1 }, clients: ["client"] });
    rig.at("1s", () => rig.ask("client", "ann", { kind: "get", key: 7 }));
    rig.run();
    expect(rig.replies.map(({ answer }) => answer)).toEqual([{ kind: "ok", value: { kind: "get", key: 7 } }]);
    expect(rig.traffic).toEqual({
      sent: 2,
      copies: 0,
      delivered: 2,
      lost: { cut: 0, loss: 0, damage: 0, overflow: 0, receiverDown: 0 },
    });
  });
});

describe("the chance of a link", () => {
  const everything: NetworkSpec = { latency: ["1ms", "20ms"], loss: 0.1, duplicate: 0.1, reorder: 0.1 };

  /** When and what bob heard of ann, with something else going on. */
  function heard(options: RigOptions & { names?: readonly string[] }, also: (rig: Rig) => void = () => {}): unknown {
    const rig = mailboxes({ network: everything, ...options });
    sendMany(rig, "ann", "bob", 300, 1_000);
    also(rig);
    rig.run();
    return lettersOf(rig, "bob").filter(({ from }) => from === "ann");
  }

  const undisturbed = heard({});

  test("is another one with another seed", () => {
    expect(heard({ seed: 43 })).not.toEqual(undisturbed);
  });

  test("is not shifted by messages on other links, not even by those back or into the same node", () => {
    const busy = heard({}, (rig) => {
      sendMany(rig, "bob", "ann", 100, 3_000);
      sendMany(rig, "ann", "cat", 100, 3_000);
      sendMany(rig, "cat", "bob", 100, 3_000);
      sendMany(rig, "ann", "ann", 100, 3_000);
    });
    expect(busy).toEqual(undisturbed);
  });

  test("is not shifted by another node, before it or behind it, or by a client", () => {
    expect(heard({ names: ["new", ...names] })).toEqual(undisturbed);
    expect(heard({ names: [...names, "new"] })).toEqual(undisturbed);
    expect(heard({ names: ["bob", "ann"] })).toEqual(undisturbed);
    expect(heard({ clients: ["client"] })).toEqual(undisturbed);
  });

  test("is not shifted by what goes wrong with other links, or by what goes wrong now and then with it", () => {
    const elsewhere = heard({}, (rig) => {
      rig.disturb(touching(rig.peerCount, [2], [0, 1, 2, 3, 4]), { loss: 0.5, corrupt: 0.5, delay: ["1ms", "5ms"] });
      sendMany(rig, "ann", "cat", 100, 3_000);
    });
    expect(elsewhere).toEqual(undisturbed);
    const interrupted = heard({}, (rig) => {
      let heal = () => {};
      rig.at("100ms", () => {
        heal = rig.cut(oneWay(rig.peerCount, rig.numbers("ann"), rig.numbers("bob")));
      });
      rig.at("130ms", () => heal());
    }) as { body: number }[];
    const untouched = (letters: { body: number }[]) => letters.filter(({ body }) => body < 75 || body > 130);
    expect(untouched(interrupted)).toEqual(untouched(undisturbed as { body: number }[]));
  });

  test("is not shifted by what is switched on besides", () => {
    const sentAndWhen = (network: NetworkSpec) => {
      const rig = mailboxes({ network });
      sendMany(rig, "ann", "bob", 500, 100_000);
      rig.run();
      return new Map(lettersOf(rig, "bob").map(({ body, atUs }) => [body, atUs]));
    };
    const latency: NetworkSpec = { latency: ["1ms", "20ms"] };
    const plain = sentAndWhen(latency);
    const lossy = sentAndWhen({ ...latency, loss: 0.2 });
    for (const [body, atUs] of lossy) expect(plain.get(body)).toBe(atUs);
    // A copy may come first, but the packet itself comes when it came before.
    const reordered = sentAndWhen({ ...latency, reorder: 0.2 });
    for (const [body, atUs] of reordered) {
      if (atUs !== (body as number) * 100_000) expect(plain.get(body)).toBe(atUs);
    }
  });

  test("damages the packets of one link alike, whatever is damaged on others", () => {
    const damaged = (also: (rig: Rig) => void) => {
      const rig = mailboxes({ network: { corrupt: 0.3, checksums: false } });
      for (let n = 0; n < 200; n++) rig.at(n * 1_000, () => rig.send("ann", "bob", mail([n, "abcdef", true])));
      also(rig);
      rig.run();
      return bodiesOf(rig, "bob").map((body) => JSON.stringify(body));
    };
    const alone = damaged(() => {});
    const busy = damaged((rig) => sendMany(rig, "ann", "cat", 300, 500));
    expect(busy).toEqual(alone);
  });
});

describe("what is counted", () => {
  const traffic = (rig: Rig) => rig.traffic.delivered + lostTotal(rig) + rig.inFlight;

  test("adds up at every step: sent and copies are delivered, lost, held or in flight", () => {
    const chance = fc.constantFrom(0, 0.1, 0.5, 1);
    const network: fc.Arbitrary<NetworkSpec> = fc.record(
      {
        latency: fc.constantFrom("0us", "1ms", ["1ms", "30ms"], { exponential: "5ms" }) as fc.Arbitrary<"1ms">,
        loss: chance,
        duplicate: chance,
        reorder: chance,
        corrupt: chance,
        checksums: fc.boolean(),
        inOrder: fc.boolean(),
        bandwidth: fc.constantFrom(1_000, 100_000),
        queue: fc.constantFrom(0, 200, 10_000),
      },
      { requiredKeys: [] },
    );
    const peer = fc.nat(4);
    const action = fc.record({
      atMs: fc.nat(200),
      forMs: fc.nat(100),
      what: fc.constantFrom("send", "send", "send", "ask", "cut", "hold", "disturb", "crash", "pause"),
      peer,
      other: peer,
    });
    fc.assert(
      fc.property(network, fc.array(action, { maxLength: 60, size: "max" }), fc.nat(), (network, actions, seed) => {
        const echo = protocol<{ state: object; message: { kind: "mail" }; request: unknown; result: unknown }>({
          state: () => ({}),
          on: {
            mail: (cx, _message, from) => {
              if (cx.random.chance(0.5)) cx.send(from, mail("again"));
            },
          },
          serve: (cx, request, ticket) => cx.answer(ticket, request as never),
        });
        const rig = new Rig(replicas(names, echo), { network, seed, clients: ["client"] });
        for (const { atMs, forMs, what, peer, other } of actions) {
          const [from, to] = [names[peer] as string, names[other] as string];
          rig.at(atMs * 1_000, () => {
            const endUs = rig.nowUs + forMs * 1_000;
            const scope = betweenGroups(rig.peerCount, peer === other ? [[peer], [5]] : [[peer], [other]]);
            if (what === "send") rig.send(from, to, mail("x"));
            else if (what === "ask") rig.ask("client", to, "x");
            else if (what === "cut") rig.at(endUs, rig.cut(scope));
            else if (what === "hold") rig.at(endUs, rig.hold(scope));
            else if (what === "disturb") rig.at(endUs, rig.disturb(scope, { loss: 0.3, duplicate: 0.3, delay: "3ms" }));
            else if (what === "crash") {
              rig.machine(to).crash("it is struck");
              rig.at(endUs, () => rig.machine(to).revive());
            } else {
              rig.machine(to).pause();
              rig.at(endUs, () => rig.machine(to).unpause());
            }
          });
        }
        const held = () => (Reflect.get(rig.cluster, "held") as unknown[]).length;
        while (rig.cluster.happen()) {
          rig.cluster.settle();
          expect(traffic(rig) + held()).toBe(rig.traffic.sent + rig.traffic.copies);
        }
        expect([rig.inFlight, held(), rig.failures]).toEqual([0, 0, []]);
      }),
      { numRuns: 150 },
    );
  });

  test("counts as lost what reaches a node that is down, and as delivered what waits for one that is paused", () => {
    const rig = mailboxes();
    rig.at("1s", () => {
      rig.machine("bob").crash("gone");
      rig.machine("cat").pause();
      rig.send("ann", "bob", mail(1));
      rig.send("ann", "cat", mail(1));
    });
    rig.run();
    expect([rig.traffic.delivered, rig.traffic.lost.receiverDown]).toEqual([1, 1]);
  });
});

describe("the presets", () => {
  test("are what they say: nothing overtakes on a perfect network, a wide one is slow and lossy", () => {
    expect([perfect(), lan(), wan(), wan({ loss: 0 })]).toEqual([
      { latency: "1ms", inOrder: true },
      { latency: { exponential: "200us", atLeast: "100us" } },
      { latency: { exponential: "10ms", atLeast: "40ms" }, loss: 0.001 },
      { latency: { exponential: "10ms", atLeast: "40ms" }, loss: 0 },
    ]);
  });
});
