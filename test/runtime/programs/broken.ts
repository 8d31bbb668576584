const fine = 1;
export const broken = (;
console.log(fine);
