// Wakes up, awaits twice, and sleeps again.
export const state = { woken: 0 };

async function wake() {
  await null;
  await null;
  state.woken++;
}

setInterval(wake, 1 + (process.pid % 7));
