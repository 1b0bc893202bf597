import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import type { FieldError } from '../platform/errors.ts';
import type { Reply } from '../platform/http/route.ts';
import { type Locale, locales, type Texts, type Translate } from '../platform/i18n.ts';
import type { ShortLived } from '../platform/redis.ts';
import { checkDraft } from './draft.rules.ts';
import type { MessageData, TextDraft, TextKind } from './kind.ts';
import type { MessageRenderer, Rendered } from './render.ts';
import { draftProblems, type SampleChoice, tooLong } from './text-form.schema.ts';
import type { Place } from './text-place.rules.ts';

/** Facts of somebody real, as far as the administrator sees them. */
export type SamplePerson = {
  name: string;
  salutation: string | null;
  firstName: string;
  lastName: string;
  username: string;
  areas: readonly string[];
};
type Asker = AdminScope & { t: Translate };
export type PreviewDeps = {
  db: Db;
  texts: Texts;
  messages: Pick<MessageRenderer, 'renderSample'>;
  /** Where what is typed waits for its frame. */
  store: ShortLived;
  samplePerson(
    db: Db,
    asker: Asker,
    areaId: string,
    which: { name: string } | 'longest',
  ): Promise<SamplePerson | undefined>;
};
/** What a preview shows: a typed text or the one that counts (null), for whom. */
export type Shown = { draft: TextDraft | null; as: SampleChoice; who: string };
export type Preview = Rendered & { name: string | undefined };

const keptSeconds = 3600;

/** Mail HTML brings its own styles; nothing else may happen inside the frame, and nobody but our pages shows it. */
const framePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; sandbox";
export const frameReply = (html: string): Reply => ({
  html,
  headers: { 'content-security-policy': framePolicy },
});

/** The facts of a person that a message of this kind has a place for. */
function factsOf(person: SamplePerson): Partial<MessageData[TextKind]> {
  const { salutation, firstName, lastName, username, areas } = person;
  const [area] = areas;
  return { salutation, firstName, lastName, username, ...(area ? { areas, area } : {}) };
}

/** A text as a mail about somebody; `name` is the person whose data it shows, undefined for a made-up one. */
export async function previewOf(
  deps: PreviewDeps,
  asker: Asker,
  { areaId, kind, locale }: Place,
  { draft, as, who }: Shown,
): Promise<Preview> {
  const which = as === 'longest' ? as : { name: who };
  const person = as === 'example' ? undefined : await deps.samplePerson(deps.db, asker, areaId, which);
  const data = person ? factsOf(person) : {};
  const options = { areaId, locale, draft, longest: as === 'longest', data };
  return { ...(await deps.messages.renderSample(deps.db, kind, options)), name: person?.name };
}

const keyOf = ({ actor }: AdminScope, { area, kind, locale }: Place): string =>
  `mail-draft:${actor.memberId}:${area.slug}.${kind}.${locale}`;

/** Keeps what this administrator typed, so that the frame of its preview can show it. */
export async function keepShown(
  { store }: PreviewDeps,
  scope: AdminScope,
  place: Place,
  shown: Shown,
): Promise<void> {
  await store.put(keyOf(scope, place), shown, keptSeconds);
}

/** What was kept last; the text that counts where it is too long ago. */
export async function keptShown({ store }: PreviewDeps, scope: AdminScope, place: Place): Promise<Shown> {
  return (await store.read<Shown>(keyOf(scope, place))) ?? { draft: null, as: 'person', who: '' };
}

/** A typed text in the form in which it is kept, or all that is wrong with it; `t` speaks the language of the page. */
export function readDraft(
  texts: Texts,
  kind: TextKind,
  typed: TextDraft,
  t: Translate,
): { draft: TextDraft; problems: readonly FieldError[] } {
  const { subject, body } = typed;
  const plain = draftProblems({ subject, body });
  // names are only looked for where the text is short enough to be kept
  if (plain.some(({ text }) => text === tooLong)) return { draft: { subject, body }, problems: plain };
  const translators = locales.map((locale: Locale) => texts.translate(locale));
  const { draft, problems } = checkDraft({ subject, body }, kind, { t, translators });
  return { draft, problems: [...plain, ...problems] };
}
