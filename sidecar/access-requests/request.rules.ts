/** Where people see and file their own requests. */
export const ownRequestsPath = '/me/requests';
/** Where those who decide see what waits. */
export const inboxPath = '/admin/requests';

/** What may be typed at most, in characters. */
export const mostOf = { message: 1000, answer: 500 } as const;
