import { describe, expect, test } from "vitest";
import { protocol } from "../../src/node/process.js";
import { program } from "../../src/runtime/program.js";
import type { StoryContext } from "../../src/runtime/story/story-context.js";
import { Rig } from "../support/rig.js";

/** An async function, and a list of what it has noted, which outlives it. */
function story(main: (cx: StoryContext, note: (line: string) => void) => Promise<void>) {
  const notes: string[] = [];
  return { notes, process: program((cx: StoryContext) => main(cx, (line) => notes.push(line))) };
}

/** Says again what it is told. */
const echoing = () =>
  story(async (cx, note) => {
    for await (const socket of cx.listen(7)) {
      note(`accepts ${socket.peer}`);
      void (async () => {
        for await (const bytes of socket) await socket.write(bytes);
        note(`${socket.peer} has ended`);
        socket.end();
      })().catch((error) => note(String(error)));
    }
  });

describe("connections of async functions", () => {
  test("carry bytes both ways, in order, whatever the link loses and however much it is", async () => {
    const echo = echoing();
    const ask = story(async (cx, note) => {
      const socket = await cx.connect("echo", 7);
      const sent = Array.from({ length: 2000 }, (_, n) => `line ${n} ${"x".repeat(500)}`);
      const write = async () => {
        for (const line of sent) await socket.write(`${line}\n`);
        socket.end();
      };
      void write();
      const came: string[] = [];
      for await (const line of socket.lines()) came.push(line);
      note(`${came.length} lines, ${JSON.stringify(came) === JSON.stringify(sent) ? "the same" : "others"}`);
    });
    const network = { latency: ["1ms", "9ms"], loss: 0.1 } as const;
    await new Rig({ echo: echo.process, ask: ask.process }, { network }).play("300s");
    expect(ask.notes).toEqual(["2000 lines, the same"]);
    expect(echo.notes).toEqual(["accepts ask", "ask has ended"]);
  });

  test("tell what becomes of them: refused, out of reach, reset, ended with the process", async () => {
    const server = story(async (cx, note) => {
      for await (const socket of cx.listen(7)) {
        const first = await socket.read();
        note(new TextDecoder().decode(first ?? undefined));
        if (cx.nowUs > 40_000) return;
        socket.reset();
      }
    });
    const ask = story(async (cx, note) => {
      const tell = (error: { code?: string; message?: string }) => note(`${error.code}: ${error.message}`);
      await cx.connect("server", 8).catch(tell);
      await cx.connect("far", 7, { timeout: "20ms" }).catch(tell);
      const cut = await cx.connect("server", 7);
      await cut.write("first");
      await cut.read().catch(tell);
      await cut.write("too late").catch(tell);
      await cx.sleep("20ms");
      const ended = await cx.connect("server", 7);
      await ended.write("second");
      note(`read ${await ended.read()}`);
      await cx.connect("server", 7).catch(tell);
    });
    const far = program(async (cx) => cx.sleep("1s"));
    const rig = new Rig({ server: server.process, ask: ask.process, far });
    rig.machine("far").crash("pulled the plug");
    await rig.play("10s");
    expect(server.notes).toEqual(["first", "second"]);
    expect(ask.notes).toEqual([
      "ECONNREFUSED: connect to server:8 ECONNREFUSED",
      "ETIMEDOUT: connect to far:7 ETIMEDOUT",
      "ECONNRESET: read ECONNRESET",
      "ECONNRESET: write ECONNRESET",
      "read null",
      "ECONNREFUSED: connect to server:7 ECONNREFUSED",
    ]);
    expect(rig.failures).toEqual([]);
  });

  test("answer http: one request after another, in pieces or in chunks, and none that is malformed", async () => {
    const asked: unknown[] = [];
    const server = program(async (cx: StoryContext) => {
      await cx.serveHttp(80, ({ method, path, headers, body }) => {
        asked.push([method, path, headers.host, body]);
        return path === "/text" ? { body: "as it is" } : { status: 404, headers: { "x-why": "none" } };
      });
    });
    const ask = story(async (cx, note) => {
      const socket = await cx.connect("server", 80);
      const json = "content-type: application/json\r\n";
      await socket.write("GET /text HTTP/1.1\r\nHost: ser");
      await cx.sleep("10ms");
      await socket.write(`ver\r\n\r\nPOST /a?b=c HTTP/1.1\r\n${json}content-length: 7\r\n\r\n{"a":1}`);
      await socket.write(`PUT / HTTP/1.1\r\n${json}transfer-encoding: chunked\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n`);
      await socket.write("what is this\r\n\r\n");
      for await (const line of socket.lines()) note(line.trimEnd());
    });
    await new Rig({ server, ask: ask.process }).play("10s");
    expect(asked).toEqual([
      ["GET", "/text", "server", ""],
      ["POST", "/a?b=c", undefined, { a: 1 }],
      ["PUT", "/", undefined, [1, 2]],
    ]);
    const none = ["HTTP/1.1 404 Error", "x-why: none", "content-length: 0", "connection: keep-alive", ""];
    expect(ask.notes).toEqual([
      ...[
        "HTTP/1.1 200 OK",
        "content-type: text/plain; charset=utf-8",
        "content-length: 8",
        "connection: keep-alive",
        "",
      ],
      ...["as it isHTTP/1.1 404 Error", ...none.slice(1), ...none],
      ...["HTTP/1.1 400 Error", "content-length: 0", "connection: close", ""],
    ]);
  });

  test("are refused by a machine that runs a protocol, which hears nothing of them", async () => {
    const serves = protocol<{ state: { asked: number }; request: unknown; result: number }>({
      state: () => ({ asked: 0 }),
      serve: (cx, _, ticket) => cx.answer(ticket, ++cx.state.asked),
    });
    const ask = story(async (cx, note) => {
      await cx.connect("serves", 80).catch((error) => note(error.code));
      note(JSON.stringify(await cx.request("serves", { channel: "news" }, { timeout: "1s" })));
    });
    await new Rig({ serves, ask: ask.process }).play("10s");
    expect(ask.notes).toEqual(["ECONNREFUSED", '{"kind":"ok","value":1}']);
  });
});
