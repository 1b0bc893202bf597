export type Apache = { program: string; modules: string; libraries: string[] };

/** A string says why there is none, which is no fault of the checkout. */
export function findApache(): Promise<Apache | string>;
