export type Nginx = { program: string; libraries: string[] };

/** A string says why there is none, which is no fault of the checkout. */
export function findNginx(): Promise<Nginx | string>;
