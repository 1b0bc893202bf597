import { randomBytes } from 'node:crypto';
import type { ScreensHouse } from './_house.ts';

export const password = 'Ein-eigenes-Passwort-7';

/** What a person has besides name, address and password. */
export type Someone = { requiredActions?: string[]; withOtp?: true; emailVerified?: boolean };

/** As Keycloak stores an authenticator app; nobody types a code of it here. */
export const otp = {
  type: 'otp',
  userLabel: 'Telefon',
  secretData: JSON.stringify({ value: 'not-a-secret-for-tests' }),
  credentialData: JSON.stringify({
    subType: 'totp',
    digits: 6,
    counter: 0,
    period: 30,
    algorithm: 'HmacSHA1',
  }),
};

export async function newPerson({ admin, realm }: ScreensHouse, like: Someone = {}) {
  const { withOtp, ...more } = like;
  const username = `erika.${randomBytes(6).toString('hex')}`;
  const email = `${username}@muster.example`;
  const credentials = [{ type: 'password', value: password }, ...(withOtp ? [otp] : [])];
  const named = { firstName: 'Erika', lastName: 'Musterfrau', username, email };
  const { id } = await admin.users.create({
    realm,
    ...named,
    enabled: true,
    emailVerified: true,
    credentials,
    ...more,
  });
  return { id, username, email };
}
