/*
 * A member of a chat, as a program of Node on js-libp2p. Each second it says on a topic what time it is. It keeps a card
 * with the time in the distributed hash table, and looks up the cards of the others. Its key is in a file, so that it
 * is the same peer when it comes back. With two more like it, on Node 22.18 or later:
 *
 *   KEY=/tmp/ann.key node node.ts 4001 localhost:4002 localhost:4003
 *
 * The environment configures it. What differs there from what is written below are mistakes that people make, but for
 * CARDS: a peer may do without.
 */
import { existsSync } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from "@libp2p/crypto/keys";
import { gossipsub } from "@libp2p/gossipsub";
import { identify } from "@libp2p/identify";
import { kadDHT, passthroughMapper } from "@libp2p/kad-dht";
import { noise } from "@libp2p/noise";
import { ping } from "@libp2p/ping";
import { tcp } from "@libp2p/tcp";
import { yamux } from "@libp2p/yamux";
import { multiaddr } from "@multiformats/multiaddr";
import { createLibp2p } from "libp2p";

const [port, ...addresses] = process.argv.slice(2);
const { KEY = "/key", SYNC_KEY = "yes", HANG_UP = "yes", CARDS = "yes" } = process.env;
const { SIGN = "yes", IDS_OF = "messages", SEEN_MS = "120000" } = process.env;

const topic = "chat";
const text = {
  encode: (value: string) => new TextEncoder().encode(value),
  decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
};

/** What a member knows: peers by their ids, times in seconds since 1970. */
export const state = {
  peer: "",
  connected: new Set<string>(),
  mesh: new Set<string>(),
  /** When it has said something. */
  said: [] as number[],
  /** When others have said what it heard, each as often as it was heard. */
  heard: {} as Record<string, number[]>,
  /** When its own card was last put into the table, and the newest cards that it has found there. */
  put: [] as number[],
  found: {} as Record<string, number>,
};

/** The key that it was given when it first started. */
async function ownKey() {
  if (existsSync(KEY)) return privateKeyFromProtobuf(await readFile(KEY));
  const key = await generateKeyPair("Ed25519");
  const file = await open(`${KEY}.new`, "w");
  await file.writeFile(privateKeyToProtobuf(key));
  if (SYNC_KEY === "yes") await file.sync();
  await file.close();
  await rename(`${KEY}.new`, KEY);
  const folder = await open(dirname(KEY));
  if (SYNC_KEY === "yes") await folder.sync();
  await folder.close();
  return key;
}

const card = (peer: string) => text.encode(`/card/${peer}`);

const node = await createLibp2p({
  privateKey: await ownKey(),
  addresses: { listen: [`/ip4/0.0.0.0/tcp/${port}`] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  connectionMonitor: { pingInterval: 5_000, pingTimeout: { minTimeout: 2_000, maxTimeout: 4_000 } },
  services: {
    identify: identify(),
    ping: ping(),
    chat: gossipsub({
      D: 3,
      Dlo: 2,
      Dhi: 4,
      Dlazy: 3,
      floodPublish: false,
      allowPublishToZeroTopicPeers: true,
      seenTTL: Number(SEEN_MS),
      globalSignaturePolicy: SIGN === "yes" ? "StrictSign" : "StrictNoSign",
      ...(IDS_OF === "content" ? { msgIdFn: ({ data }) => data } : {}),
    }),
    table: kadDHT({
      protocol: "/chat/kad/1.0.0",
      clientMode: false,
      peerInfoMapper: passthroughMapper,
      validators: { card: async () => {} },
      selectors: {
        card: (_, records) =>
          records
            .map((record) => Number(text.decode(record)))
            .reduce((best, at, index, all) => (at > all[best] ? index : best), 0),
      },
    }),
  },
});
state.peer = node.peerId.toString();
const { connected, mesh } = state;
const { chat, table } = node.services;
const now = () => Math.floor(Date.now() / 1000);

chat.addEventListener("message", ({ detail }) => {
  const sender = detail.type === "signed" ? detail.from.toString() : "somebody";
  state.heard[sender] ??= [];
  state.heard[sender].push(Number(text.decode(detail.data)));
});
chat.subscribe(topic);

node.addEventListener("peer:connect", ({ detail }) => connected.add(detail.toString()));
node.addEventListener("peer:disconnect", ({ detail }) => {
  connected.delete(detail.toString());
  mesh.delete(detail.toString());
});
chat.addEventListener("gossipsub:graft", ({ detail }) => mesh.add(detail.peerId));
chat.addEventListener("gossipsub:prune", ({ detail }) => mesh.delete(detail.peerId));

/** Does something again and again, each time so much later after it is done. What fails is tried again. */
async function repeat(everyMs: number, act: () => Promise<void>) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, everyMs));
    await act().catch((error) => console.log(String(error)));
  }
}

/** The peers behind the addresses, as far as it has reached them. */
const peers = new Map<string, string>();

/**
 * Hangs up on those that have not said what they listen to. Gossipsub says so once, when it first connects to a peer; to
 * one that comes back before its old connection is found to be dead it never does.
 */
const silentFor = new Map<string, number>();
async function hangUp() {
  const listening = new Set(chat.getSubscribers(topic).map(String));
  for (const peer of node.getPeers()) {
    const rounds = listening.has(peer.toString()) ? 0 : (silentFor.get(peer.toString()) ?? 0) + 1;
    silentFor.set(peer.toString(), rounds);
    if (rounds > 2) await node.hangUp(peer);
  }
}

/** Calls whom it is not connected to. */
async function redial() {
  const missing = addresses.filter((address) => !connected.has(peers.get(address) ?? ""));
  await Promise.allSettled(
    missing.map(async (address) => {
      const [host, at] = address.split(":");
      const { remotePeer } = await node.dial(multiaddr(`/dns4/${host}/tcp/${at}`), {
        signal: AbortSignal.timeout(3_000),
      });
      peers.set(address, remotePeer.toString());
    }),
  );
}

async function say() {
  const at = now();
  await chat.publish(topic, text.encode(String(at)));
  state.said.push(at);
}

async function putCard() {
  const at = now();
  for await (const _ of table.put(card(state.peer), text.encode(String(at)), { signal: AbortSignal.timeout(5_000) }));
  state.put.push(at);
}

async function findCards() {
  await Promise.allSettled(
    [...peers.values()].map(async (peer) => {
      for await (const event of table.get(card(peer), { signal: AbortSignal.timeout(2_000) })) {
        if (event.name === "VALUE") state.found[peer] = Number(text.decode(event.value));
      }
    }),
  );
}

void redial();
repeat(1_000, redial);
if (HANG_UP === "yes") repeat(1_000, hangUp);
repeat(1_000, say);
if (CARDS === "yes") {
  repeat(6_000, putCard);
  repeat(8_000, findCards);
}
