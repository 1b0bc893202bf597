/** What is read on white paper. */
export const ink = '#151515';
