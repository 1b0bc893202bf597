import { z } from 'zod';
import type { Db } from '../platform/db.ts';
import { type RefusedForm, overtaken, seenVersion } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Locale } from '../platform/i18n.ts';
import { type Logo, type NetworkSettings, type SettingsDefaults, withDefaults } from './network-settings.ts';
import { logoRoutes } from './logo.routes.ts';
import { settingLabels, type SettingsForm, settingsForm } from './network-settings.schema.ts';
import { editSettings } from './network-settings.service.ts';
import { readLogo, readStoredSettings } from './network-settings.store.ts';
import type { Action } from './policy.rules.ts';
import type { AdminScope } from './scope.ts';
import { administrator, settingsPath } from './settings-page.rules.ts';
import { settingsFields, settingValues, storedNotes } from './settings-fields.rules.ts';

export type SettingsDeps = {
  db: Db;
  defaults: SettingsDefaults;
  /** A letter to a person who does not exist, as a PDF that is made while it is sent. */
  sampleLetter(settings: NetworkSettings & { logo?: Logo }, locale: Locale): AsyncIterable<Uint8Array>;
};

const route = routesFor<AdminScope, Action>();
const right = 'network.manage';

/** An input for a colour is never empty, so the default's own colour means the default. */
const withoutDefaultAccent = (form: SettingsForm, { accent }: SettingsDefaults): SettingsForm =>
  form.accent === accent ? { ...form, accent: null } : form;

async function settingsPage(
  { db, defaults }: SettingsDeps,
  { t }: Pick<Context<AdminScope>, 't'>,
  { refused, note }: { refused?: RefusedForm; note?: string | undefined } = {},
): Promise<Reply> {
  const { version, stored, hasLogo } = await readStoredSettings(db);
  const values = settingValues(stored, defaults);
  const late = overtaken(refused);
  const shown = refused?.values ?? values;
  const fields = settingsFields({
    t,
    defaults,
    values: shown,
    errors: refused?.errors,
    ...(late ? { notes: storedNotes(t, shown, values) } : {}),
  });
  const data = {
    title: t('areas.settings.title'),
    saved: note === 'saved',
    overtaken: late,
    fields: refused?.fields ?? [],
    form: fields,
    version: seenVersion(refused, version),
    logo: hasLogo ? { src: '/brand/logo', version } : undefined,
    logoHref: `${settingsPath}/logo`,
    action: settingsPath,
  };
  return { view: 'areas/settings', data };
}

function formRoutes(deps: SettingsDeps): Route<AdminScope, Action>[] {
  const again = {
    labels: settingLabels,
    show: (context: Context<AdminScope>, refused: RefusedForm) => settingsPage(deps, context, { refused }),
  };
  return [
    route({
      method: 'get',
      path: settingsPath,
      right,
      query: z.object({ note: z.string().max(20).optional().catch(undefined) }),
      handler: ({ t, query }) => settingsPage(deps, { t }, { note: query.note }),
    }),
    route({
      method: 'post',
      path: settingsPath,
      right,
      body: settingsForm,
      again,
      async handler({ body, ...scope }) {
        await editSettings(deps.db, administrator(scope), withoutDefaultAccent(body, deps.defaults));
        return { redirect: `${settingsPath}?note=saved` };
      },
    }),
    // with what is typed, before it is saved
    route({
      method: 'post',
      path: `${settingsPath}/sample`,
      right,
      body: settingsForm,
      again,
      async handler({ body, locale, t }) {
        const logo = await readLogo(deps.db);
        const settings = { ...withDefaults(body, deps.defaults), ...(logo ? { logo } : {}) };
        const chunks = deps.sampleLetter(settings, locale);
        return { chunks, fileName: t('areas.settings.sample.fileName'), contentType: 'application/pdf' };
      },
    }),
  ];
}

/** The network's settings: how it shows itself on letters and public pages, and who helps. */
export function networkSettingsRoutes(deps: SettingsDeps): Route<AdminScope, Action>[] {
  return [...formRoutes(deps), ...logoRoutes(deps)];
}
