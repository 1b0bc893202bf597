import { z } from 'zod';
import type { Own, OwnRight } from '../members/own.ts';
import { AppError } from '../platform/errors.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { laterCookie, laterMark, laterSeconds, onlyFirst, registerPasskey } from './passkey.rules.ts';

export type PasskeyDeps = {
  /** Whether browsers take passkeys at Keycloak's address. */
  passkeys: boolean;
  beginAction(context: Context<Own>, action: typeof registerPasskey | typeof onlyFirst): Promise<Reply>;
};

const route = routesFor<Own, OwnRight>();

/** The offer of a passkey: to Keycloak's page for it, or not now. */
export function passkeyRoutes({ passkeys, beginAction }: PasskeyDeps): Route<Own, OwnRight>[] {
  return [
    route({
      method: 'post',
      path: '/me/passkey',
      right: 'own',
      body: z.object({ another: z.literal('yes').optional() }),
      handler(context) {
        if (!passkeys) throw new AppError('not_found');
        return beginAction(context as Context<Own>, context.body.another ? registerPasskey : onlyFirst);
      },
    }),
    route({
      method: 'post',
      path: '/me/passkey/later',
      right: 'own',
      handler: ({ person }) => ({
        redirect: '/me',
        cookies: [{ name: laterCookie, value: laterMark(person.id), path: '/me', seconds: laterSeconds }],
      }),
    }),
  ];
}
