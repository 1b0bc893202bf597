/** Nudges carry the id of a row: its code is due, or its decision. */
export const registrationQueue = 'registration';
