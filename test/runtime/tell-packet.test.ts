import { expect, test } from "vitest";
import type { Segment } from "../../src/runtime/net/segment.js";
import { tellPacket, tellPacketBriefly } from "../../src/runtime/tell-packet.js";

const bytes = (text: string) => new TextEncoder().encode(text);

function segment(kind: Segment["kind"], text: Uint8Array = bytes(""), acknowledged = 5): object {
  return { channel: "tcp", body: { kind, from: 49_152, to: 80, acknowledged, bytes: text } };
}

test.each<[message: object, kind: string, head: string, brief: string]>([
  [segment("open", bytes(""), -1), "tcp SYN", "tcp 49152 → 80 SYN", "tcp SYN"],
  [segment("open"), "tcp SYN ACK", "tcp 49152 → 80 SYN ACK", "tcp SYN ACK"],
  [segment("data"), "tcp ACK", "tcp 49152 → 80 ACK", "tcp ACK"],
  [segment("end"), "tcp FIN", "tcp 49152 → 80 FIN", "tcp FIN"],
  [
    { ...segment("reset"), returned: true },
    "turned back: tcp RST",
    "turned back: tcp 49152 → 80 RST",
    "turned back: tcp RST",
  ],
  [segment("data", bytes("one\ntwo\n")), "tcp data", "tcp 49152 → 80 data, 8 bytes", "tcp one↵two"],
  [
    segment("data", bytes("*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$1\r\n5\r\n")),
    "tcp data",
    "tcp 49152 → 80 data, 27 bytes",
    "tcp *3↵$3↵SET↵$1↵x …",
  ],
  [segment("data", Uint8Array.of(0, 1, 200, 201)), "tcp data", "tcp 49152 → 80 data, 4 bytes", "tcp 4 bytes"],
  [
    segment("data", bytes("POST /orders/7?now HTTP/1.1\r\nhost: shop\r\n\r\n{}")),
    "http POST /orders",
    "tcp 49152 → 80 data, 45 bytes",
    "tcp POST /orders/7?now HTTP/1.1 …",
  ],
  [
    segment("data", bytes("HTTP/1.1 201 Created\r\n\r\n")),
    "http 201",
    "tcp 49152 → 80 data, 24 bytes",
    "tcp HTTP/1.1 201 Created",
  ],
  [
    { channel: "udp", body: { from: 5000, to: 53, bytes: bytes("ping") } },
    "udp datagram",
    "udp 5000 → 53 datagram, 4 bytes",
    "udp ping",
  ],
])("%j is told as %s", (message, kind, head, brief) => {
  const told = tellPacket(message);
  expect(told).toMatchObject({ kind, head });
  expect(told === null ? null : tellPacketBriefly(told)).toBe(brief);
});

test.each([null, "tcp", { channel: "news", body: "text" }, { kind: "append", channel: "tcp" }])(
  "%j is no packet",
  (message) => {
    expect(tellPacket(message)).toBeNull();
  },
);
