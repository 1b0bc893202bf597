import type { Db } from '../platform/db.ts';
import { type RefusedForm, overtaken } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { type SettingsDefaults, withDefaults } from './network-settings.ts';
import { logoForm, settingLabels } from './network-settings.schema.ts';
import { removeLogo, replaceLogo } from './network-settings.service.ts';
import { readStoredSettings } from './network-settings.store.ts';
import type { Action } from './policy.rules.ts';
import type { AdminScope } from './scope.ts';
import { administrator, settingsPath } from './settings-page.rules.ts';

type LogoDeps = { db: Db; defaults: SettingsDefaults };

const route = routesFor<AdminScope, Action>();
const right = 'network.manage';
const logoPath = `${settingsPath}/logo`;
/** Larger than what is kept, so that a picture that is too large is refused on its page. */
const mostUploaded = 5_000_000;

async function logoPage(
  { db, defaults }: LogoDeps,
  { t }: Context<AdminScope>,
  refused?: RefusedForm,
): Promise<Reply> {
  const { version, stored, hasLogo } = await readStoredSettings(db);
  const company = withDefaults(stored, defaults).companyName;
  const data = {
    title: t('areas.settings.logo.title'),
    breadcrumb: [
      { href: settingsPath, text: t('areas.settings.title') },
      { text: t('areas.settings.logo.title') },
    ],
    overtaken: overtaken(refused),
    fields: refused?.fields ?? [],
    error: refused?.errors['logo'],
    version,
    logo: hasLogo ? { src: '/brand/logo', alt: t('areas.settings.logo.alt', { company }) } : undefined,
    action: logoPath,
    back: settingsPath,
  };
  return { view: 'areas/logo', data };
}

/** The logo has a page of its own, so that choosing a file again never costs what was typed. */
export function logoRoutes(deps: LogoDeps): Route<AdminScope, Action>[] {
  const again = {
    labels: settingLabels,
    show: (context: Context<AdminScope>, refused: RefusedForm) => logoPage(deps, context, refused),
  };
  return [
    route({
      method: 'get',
      path: logoPath,
      right,
      handler: (context) => logoPage(deps, context as unknown as Context<AdminScope>),
    }),
    route({
      method: 'post',
      path: logoPath,
      right,
      upload: { field: 'logo', maxBytes: mostUploaded },
      body: logoForm,
      again,
      async handler({ body, upload, ...scope }) {
        await replaceLogo(deps.db, administrator(scope), body.version, upload?.content);
        return { redirect: `${settingsPath}?note=saved` };
      },
    }),
    route({
      method: 'post',
      path: `${logoPath}/remove`,
      right,
      body: logoForm,
      again,
      async handler({ body, ...scope }) {
        await removeLogo(deps.db, administrator(scope), body.version);
        return { redirect: `${settingsPath}?note=saved` };
      },
    }),
  ];
}
