interface Order {
  readonly id: number;
}

function handle(order: Order | undefined): number {
  return order!.id;
}

setTimeout(() => handle(undefined), 250);
