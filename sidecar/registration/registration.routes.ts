import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { addToOwnAccount, isSomebodyElse } from './account.service.ts';
import { isUuid } from '../platform/uuid.rules.ts';
import { type AppStartDeps, appCameBack } from './app-start.service.ts';
import { checkCode, resendCode } from './code.service.ts';
import type { RegistrationDeps } from './deps.ts';
import { cancelRegistration } from './cancel.service.ts';
import { storeFields } from './fields.service.ts';
import { mismatchRoutes } from './mismatch.routes.ts';
import { fieldsPage } from './fields-page.ts';
import { codePage, registrationPage } from './page.ts';
import { own, shownIn } from './own-registration.ts';
import { codeNotes } from './shown.ts';
import { signInAtKeycloak } from './own-sign-in.service.ts';
import { actsAt, pageOf, stateAt } from './registration.rules.ts';
import { markOf, type Registration } from './registration.store.ts';
import { chooseWay, wayForm } from './way.service.ts';
import { askWhoIsThere, cameBack, newestPage, signOther, useAccount } from './session-check.service.ts';

const route = routesFor<object, 'public'>();
/** Names are those of the network's fields, which are data; each is read by its own rule. */
const typedFields = z
  .record(z.string(), z.union([z.string().max(4000), z.array(z.string())]))
  .transform((body) =>
    Object.fromEntries(
      Object.entries(body).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : (value[0] ?? ''),
      ]),
    ),
  );

/** Does something with the row and goes back to its page; one that is over just shows how it ended. */
function step(deps: RegistrationDeps, act: (row: Registration) => Promise<string | undefined | void>) {
  return async (context: Context): Promise<Reply> => {
    const row = await own(deps, context);
    const page = pageOf(row.id);
    if (!actsAt(row, deps.clock())) return { redirect: page };
    return { redirect: (await act(row)) ?? page };
  };
}

/** Tries a code before anything else is looked up, because this is what strangers would send in masses. */
async function typeCode(deps: RegistrationDeps, context: Context, text: string): Promise<Reply> {
  const { id } = context.params;
  const secret = context.cookie(deps.cookieName);
  const typed =
    secret && isUuid(id) ? await checkCode(deps, { id, browser: markOf(secret) }, text) : undefined;
  if (!typed) return { redirect: pageOf((await own(deps, context)).id) };
  if ('proven' in typed) return { redirect: await askWhoIsThere(deps, typed.proven) };
  return codePage(deps, typed.row, shownIn(context), typed.problem);
}

function formRoutes(deps: RegistrationDeps): Route<object, 'public'>[] {
  const common = { right: 'public', secretAddress: true, formLeaves: true } as const;
  return [
    route({
      ...common,
      method: 'post',
      path: '/registration/:id',
      body: typedFields,
      again: {
        labels: {},
        show: async (context, refused) => {
          const row = await own(deps, context);
          if (refused.code === 'conflict') return { redirect: pageOf(row.id) };
          return fieldsPage(deps, row, { ...shownIn(context), refused });
        },
      },
      handler: (context) =>
        step(deps, async (row) => {
          const stored = await storeFields(deps, row, context.body, context.locale);
          return stored.state === 'proven' ? askWhoIsThere(deps, stored) : undefined;
        })(context),
    }),
    route({
      ...common,
      method: 'post',
      path: '/registration/:id/way',
      body: wayForm,
      handler: (context) => step(deps, (row) => chooseWay(deps, row, context.body))(context),
    }),
    route({
      ...common,
      method: 'post',
      path: '/registration/:id/code',
      body: typedFields,
      handler: (context) => typeCode(deps, context, context.body['code'] ?? ''),
    }),
  ];
}

function stepRoutes(deps: RegistrationDeps): Route<object, 'public'>[] {
  const post = (name: string, act: (row: Registration) => Promise<string | undefined | void>) =>
    route({
      method: 'post',
      path: `/registration/:id/${name}`,
      right: 'public',
      secretAddress: true,
      formLeaves: true,
      handler: step(deps, act),
    });
  return [
    post(
      'resend',
      async (row) => `${pageOf(row.id)}?note=${(await resendCode(deps, row)) ? 'resent' : 'tooSoon'}`,
    ),
    post('password', (row) => signInAtKeycloak(deps, row)),
    post('switch', (row) => signOther(deps, row)),
    post('account', (row) => useAccount(deps, row)),
    post('add', (row) => addToOwnAccount(deps, row)),
    post('not-me', (row) => isSomebodyElse(deps, row)),
    post('cancel', (row) => cancelRegistration(deps, row)),
  ];
}

/** The pages of one registration, each bound to the browser that began it. */
export function registrationRoutes(deps: RegistrationDeps & AppStartDeps): Route<object, 'public'>[] {
  const common = { right: 'public', secretAddress: true, formLeaves: true, method: 'get' } as const;
  return [
    route({
      ...common,
      path: '/registration/callback',
      async handler({ request, cookie }) {
        const secret = cookie(deps.cookieName);
        if (!secret) throw new AppError('invalid_flow');
        const query = `?${request.originalUrl.split('?')[1] ?? ''}`;
        const browser = markOf(secret);
        const onward = (await cameBack(deps, browser, query)) ?? (await appCameBack(deps, secret, query));
        // Asked anew in another tab meanwhile, or answered already: the page says how things stand.
        const state = new URLSearchParams(query).get('state') ?? '';
        return { redirect: onward ?? (await newestPage(deps, browser, state)) };
      },
    }),
    route({
      ...common,
      path: '/registration/signed-out',
      async handler({ cookie }) {
        return { redirect: await newestPage(deps, markOf(cookie(deps.cookieName) ?? '')) };
      },
    }),
    route({
      ...common,
      path: '/registration/:id',
      query: z.object({ note: z.enum(codeNotes).optional().catch(undefined) }),
      handler: async (context) =>
        registrationPage(deps, await own(deps, context), { ...shownIn(context), note: context.query.note }),
    }),
    route({
      ...common,
      path: '/registration/:id/address',
      async handler(context) {
        const row = await own(deps, context);
        if (stateAt(row, deps.clock()) !== 'sent') return { redirect: pageOf(row.id) };
        return fieldsPage(deps, row, shownIn(context));
      },
    }),
    route({
      ...common,
      path: '/registration/:id/waiting',
      async handler(context) {
        const row = await own(deps, context);
        const waits = row.state === 'deciding' || row.state === 'admitting';
        return waits ? { empty: true } : { json: {} };
      },
    }),
    ...formRoutes(deps),
    ...mismatchRoutes(deps),
    ...stepRoutes(deps),
  ];
}
