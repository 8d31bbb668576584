/** How many messages a party has sent and received, with clients and with everybody else. */
export interface Traffic {
  clients: { sent: number; received: number };
  servers: { sent: number; received: number };
}

export function noTraffic(): Traffic {
  return { clients: { sent: 0, received: 0 }, servers: { sent: 0, received: 0 } };
}
