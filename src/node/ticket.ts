/** Peers (nodes and clients) of one run are fewer than this. */
export const maxPeers = 2 ** 20;

/** The ticket of a peer's request: a positive number that also says who asked. */
export function ticketOf(request: number, requester: number): number {
  return request * maxPeers + requester;
}

/** Who asked, by number. */
export function requesterOf(ticket: number): number {
  return ticket % maxPeers;
}
