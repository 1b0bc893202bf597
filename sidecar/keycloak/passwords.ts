import { AppError } from '../platform/errors.ts';
import { hashedOnly } from './account.rules.ts';
import { type Call, goneIsDone } from './calls.ts';
import type { Directory } from './port.ts';

type Passwords = Pick<
  Directory,
  'passwordLabels' | 'setInitialPassword' | 'removePasswords' | 'passwordPolicy'
>;

const action = 'UPDATE_PASSWORD';

/** Initial passwords of accounts that are there already. */
export function openPasswords(call: Call, realm: string): Passwords {
  const held = async (id: string) =>
    (await call((admin) => admin.users.getCredentials({ id }))).filter(({ type }) => type === 'password');

  return {
    async passwordLabels(id) {
      return (await held(id)).map(({ userLabel }) => userLabel ?? '');
    },
    async setInitialPassword(id, credential) {
      const account = await call((admin) => admin.users.findOne({ id }));
      if (!account) throw new AppError('not_found');
      const requiredActions = [...new Set([...(account.requiredActions ?? []), action])];
      // Seen on 26.7.4: a hashed password in the PUT takes the place of the one there is, and nothing else of the account changes.
      const body = { requiredActions, credentials: [hashedOnly(credential)] };
      // Whoever forgot a password has often guessed until Keycloak listened no more; first, so that a lost answer does not skip it.
      await call((admin) => admin.attackDetection.del({ id }));
      await call((admin) => admin.users.update({ id }, body));
    },
    async removePasswords(id) {
      for (const { id: credentialId = '' } of await held(id))
        await goneIsDone(call((admin) => admin.users.deleteCredential({ id, credentialId })));
      if ((await held(id)).length > 0)
        throw new AppError('keycloak_unavailable', { cause: new Error('a password could not be removed') });
    },
    async passwordPolicy() {
      const row = await call((admin) => admin.realms.findOne({ realm }));
      // Whoever may not read the realm is told its name and little else (seen on 26.7.4), which would look like no policy.
      if (row?.id === undefined)
        throw new AppError('keycloak_unavailable', { cause: new Error('the realm cannot be read') });
      return row.passwordPolicy ?? '';
    },
  };
}
