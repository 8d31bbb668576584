// Does something three times, and is asked what it has done.
let rounds = 0;
export const state = () => ({ rounds });
for (; rounds < 3; rounds++) await new Promise((resolve) => setTimeout(resolve, 1000));

// To be looked at.
setInterval(() => {}, 60_000);
