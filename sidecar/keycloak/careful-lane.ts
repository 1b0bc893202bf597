import { toAppError } from '../platform/errors.ts';
import type { Lane, Outcome } from './lane.port.ts';
import type { Directory, NewUser } from './port.ts';

type Creates = Pick<Directory, 'createUser'>;

export async function carefully(
  { createUser }: Creates,
  user: NewUser,
  options?: { lookFirst: boolean },
): Promise<Outcome> {
  try {
    return await createUser(user, options);
  } catch (thrown) {
    return { error: toAppError(thrown) };
  }
}

/** The careful lane (architecture.md 11): person by person by `POST /users`, with `manage-users` alone. */
export function carefulLane(directory: Creates): Lane {
  return {
    batchSize: 1,
    createUsers: (users) => Promise.all(users.map((user) => carefully(directory, user))),
  };
}
