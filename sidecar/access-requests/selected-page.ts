import type { AdminScope } from '../areas/scope.ts';
import type { MessageRenderer } from '../mail/render.ts';
import { addDays, type Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { type Field, firstValue, type FormValues, type RefusedForm } from '../platform/http/form.rules.ts';
import type { Context, Reply } from '../platform/http/route.ts';
import { storedLocale, locales } from '../platform/i18n.ts';
import { reasonOf, type Rejection } from './decide.rules.ts';
import { mostWords, type SelectedQuery } from './decide.schema.ts';
import { inboxRow, requestsPath } from './inbox-page.rules.ts';
import { decidableAreas, type InboxRow, readRequests } from './inbox.read-model.ts';
import { inboxAddress } from './inbox.schema.ts';
import { type RejectModule, readRejectModules } from './reject-module.store.ts';
import { ownRequestsPath } from './request.rules.ts';
import { readRequestSettings } from './settings.store.ts';

export type SelectedDeps = {
  db: Db;
  clock: Clock;
  publicUrl: string;
  messages: Pick<MessageRenderer, 'renderAll'>;
};
type PageContext = Context<AdminScope>;
type Shown = { values?: FormValues; refused?: RefusedForm; preview?: Rejection };

/** Text modules that every one of these areas offers. */
export async function commonModules(
  db: Db,
  { tree }: AdminScope,
  areaIds: readonly string[],
): Promise<RejectModule[]> {
  const [first = [], ...others] = await Promise.all(
    [...new Set(areaIds)].map((areaId) => readRejectModules(db, tree, areaId)),
  );
  return first.filter(({ id }) => others.every((modules) => modules.some((module) => module.id === id)));
}

/** The mail as each language among the applicants gets it, by the example of the first who reads it. */
async function previews(
  { db, clock, publicUrl, messages }: SelectedDeps,
  { tree, t }: PageContext,
  rows: readonly InboxRow[],
  modules: readonly RejectModule[],
  rejection: Rejection,
) {
  const shown = locales.flatMap((locale) => {
    const row = rows.find((one) => storedLocale(one.locale) === locale);
    const reason = reasonOf(modules, rejection, locale);
    return row && reason ? [{ locale, row, reason }] : [];
  });
  return Promise.all(
    shown.map(async ({ locale, row, reason }) => {
      const { areaId, areaName: area, salutation, firstName, lastName } = row;
      const { againDays } = await readRequestSettings(db, tree, areaId);
      const againAt = addDays(clock(), againDays);
      const data = { salutation, firstName, lastName, area, reason, againAt };
      const content = { areaId, data, link: publicUrl + ownRequestsPath };
      const mails = await messages.renderAll(db, 'requestRejected', [{ id: row.id, content, locale }]);
      const mail = mails.get(row.id);
      return { language: t(`platform.language.${locale}`), subject: mail?.subject, text: mail?.text };
    }),
  );
}

/** The form of a rejection: a text module, own words, or both. */
function rejectFields(
  { t }: PageContext,
  modules: readonly RejectModule[],
  { values = {}, refused }: Shown,
): Field[] {
  const word = (name: 'module' | 'words'): Pick<Field, 'name' | 'value' | 'error'> => {
    const error = refused?.errors[name];
    return { name, value: firstValue(values, name), ...(error ? { error } : {}) };
  };
  const none = { value: '', text: t('access-requests.selected.ownWords') };
  const options = [none, ...modules.map(({ id, name }) => ({ value: id, text: name }))];
  const words = {
    ...word('words'),
    label: t(`access-requests.selected.${modules.length > 0 ? 'wordsAlso' : 'words'}`),
    lines: 5,
    max: mostWords,
    help: t('access-requests.selected.wordsHelp'),
  };
  if (modules.length === 0) return [words];
  return [{ ...word('module'), label: t('access-requests.selected.module'), options }, words];
}

/** Names the requests that were picked and asks once more what becomes of them. */
export async function selectedPage(
  deps: SelectedDeps,
  context: PageContext,
  asked: SelectedQuery,
  shown: Shown = {},
): Promise<Reply> {
  const { actor, tree, t, locale } = context;
  const scope = { actor, tree };
  const { act, id, area, q } = asked;
  const rows = await readRequests(deps.db, decidableAreas(scope), id);
  const now = deps.clock();
  const waiting = rows.filter((row) => row.state === 'pending' && row.memberId !== actor.memberId);
  const modules = await commonModules(
    deps.db,
    scope,
    waiting.map((row) => row.areaId),
  );
  const count = waiting.length;
  const number = new Intl.NumberFormat(locale).format(count);
  const title =
    id.length === 0
      ? t('access-requests.selected.noneTitle')
      : t(`access-requests.selected.${act}.title`, { count, number });
  const view = (some: readonly InboxRow[]) => some.map((row) => inboxRow(t, locale, row, now));
  const data = {
    title,
    breadcrumb: [{ href: requestsPath, text: t('access-requests.inbox.title') }, { text: title }],
    action: `${requestsPath}/selected`,
    act,
    asked,
    fields: shown.refused?.fields ?? [],
    rows: view(waiting),
    others: view(rows.filter((row) => !waiting.includes(row))),
    lead: count > 0 ? t(`access-requests.selected.${act}.lead`, { count }) : undefined,
    nothing: t(`access-requests.selected.${id.length === 0 ? 'none' : 'nothing'}`),
    confirm: t(`access-requests.selected.${act}.confirm`, { count, number }),
    form: act === 'reject' ? rejectFields(context, modules, shown) : undefined,
    previews: shown.preview ? await previews(deps, context, waiting, modules, shown.preview) : [],
    back:
      id.length === 1 ? `${requestsPath}/${id[0]}` : requestsPath + inboxAddress({ tab: 'pending', area, q }),
  };
  return { view: 'access-requests/selected', data };
}
