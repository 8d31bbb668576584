export const read = [];
setInterval(() => read.push([Date.now(), performance.now()]), 1000);
