import type { FieldError } from '../platform/errors.ts';
import type { Translate } from '../platform/i18n.ts';
import { similarity } from '../platform/similar.rules.ts';
import type { TextDraft, TextKind } from './kind.ts';
import { allPlaceholders, kinds, type PlaceholderName, placeholdersOf } from './kinds.ts';

/** A name in double braces; texts are kept with the canonical names. */
export const placeholderPattern = /\{\{\s*(\p{L}[\p{L}\p{N}]*)\s*\}\}/gu;
type Name = PlaceholderName | 'link';

/** `{{Vorname}}`: as it stands in front of a person who reads the language of `t`. */
export const shownName = (name: Name, t: Translate): string => `{{${t(`mail.placeholder.${name}.name`)}}}`;

const inPlaces = (text: string, replace: (name: string, whole: string) => string): string =>
  text.replace(placeholderPattern, (whole, name: string) => replace(name, whole));

/** A kept text as its editor shows it. */
export function shownDraft({ subject, body }: TextDraft, t: Translate): TextDraft {
  const shown = (text: string) =>
    inPlaces(text, (name, whole) =>
      name === 'link' || allPlaceholders.includes(name as PlaceholderName)
        ? shownName(name as Name, t)
        : whole,
    );
  return { subject: shown(subject), body: shown(body) };
}

/** Every way to write a name, folded → canonical. */
function spellings(names: readonly Name[], translators: readonly Translate[]): Map<string, Name> {
  const fold = (text: string) => text.normalize('NFC').toLowerCase();
  return new Map(
    names.flatMap((name) => [
      [fold(name), name] as const,
      ...translators.map((t) => [fold(t(`mail.placeholder.${name}.name`)), name] as const),
    ]),
  );
}

const problem = (field: string, name: string, params = {}): FieldError => ({
  field,
  text: `mail.texts.problem.${name}`,
  params,
});

/** The name that was probably meant. */
function nearest(typed: string, names: readonly Name[], t: Translate): string {
  const ranked = names
    .map((name) => ({
      shown: shownName(name, t),
      near: similarity(typed.toLowerCase(), t(`mail.placeholder.${name}.name`).toLowerCase()),
    }))
    .toSorted((a, b) => b.near - a.near);
  return ranked[0]?.shown ?? '';
}

type Checked = { draft: TextDraft; problems: FieldError[] };
type Words = { t: Translate; translators: readonly Translate[] };

/** Canonical names in place of those that were typed, and what is wrong with one field's. */
function canonical(field: keyof TextDraft, typed: string, kind: TextKind, { t, translators }: Words) {
  const names: Name[] = [
    ...placeholdersOf(kind),
    ...(kinds[kind].action && field === 'body' ? ['link' as const] : []),
  ];
  const known = spellings(names, translators);
  const problems: FieldError[] = [];
  const text = inPlaces(typed, (name, whole) => {
    const found = known.get(name.normalize('NFC').toLowerCase());
    if (found) return `{{${found}}}`;
    problems.push(problem(field, 'unknown', { typed: whole, nearest: nearest(name, names, t) }));
    return whole;
  });
  if (/\{\{|\}\}/.test(text.replace(placeholderPattern, '')))
    problems.push(problem(field, 'braces', { example: shownName('company', t) }));
  return { text, problems };
}

/** The button stands once, on a line of its own between two paragraphs; elsewhere it could not be one. */
function linkProblems(body: string, t: Translate): FieldError[] {
  const count = body.split('{{link}}').length - 1;
  const alone = /(^|\n[ \t]*\n)\{\{link\}\}[ \t]*(?=\n[ \t]*\n|\s*$)/.test(body);
  const link = shownName('link', t);
  if (count > 1) return [problem('body', 'linkTwice', { link })];
  return count === 1 && !alone ? [problem('body', 'linkAlone', { link })] : [];
}

/** A code that no longer stands in its own message locks everybody out, and nobody who edits the text would notice. */
function neededProblems(body: string, kind: TextKind, t: Translate): FieldError[] {
  const missing = (kinds[kind].needed ?? []).filter((name) => !body.includes(`{{${name}}}`));
  return missing.map((name) => problem('body', 'needed', { name: shownName(name, t) }));
}

/** A typed text in the form in which it is kept, with every complaint; `t` speaks the language of the page. */
export function checkDraft(typed: TextDraft, kind: TextKind, words: Words): Checked {
  const subject = canonical('subject', typed.subject, kind, words);
  const body = canonical('body', typed.body, kind, words);
  return {
    draft: { subject: subject.text, body: body.text },
    problems: [
      ...subject.problems,
      ...body.problems,
      ...linkProblems(body.text, words.t),
      ...neededProblems(body.text, kind, words.t),
    ],
  };
}
