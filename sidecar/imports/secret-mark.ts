/** Stands for a value that was there and is not kept. */
export const secretMark = '••••••';
