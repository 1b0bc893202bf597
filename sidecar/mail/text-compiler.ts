import type { AreaTree } from '../areas/area.ts';
import type { Locale, Texts } from '../platform/i18n.ts';
import { type SplitBody, splitAtLink } from './body.rules.ts';
import { placeholderPattern } from './draft.rules.ts';
import type { TextDraft, TextKind } from './kind.ts';
import { kinds, type PlaceholderName, placeholdersOf } from './kinds.ts';
import { blocksOf } from './markdown.ts';
import { type KeptText, textFor } from './message-text.store.ts';
import type { Values } from './placeholder.rules.ts';

/** A text that is read once and filled in for each message. */
export type Compiled = { subject(values: Values): string; body: SplitBody };

function compiled({ subject, body }: TextDraft): Compiled {
  return {
    subject: (values) =>
      subject.replace(placeholderPattern, (_, name: string) => values[name as PlaceholderName] ?? ''),
    body: splitAtLink(blocksOf(body)),
  };
}

/** Our own text of this kind, in its canonical form. */
export function defaultDraft(texts: Texts, kind: TextKind, locale: Locale): TextDraft {
  const names = [...placeholdersOf(kind), ...(kinds[kind].action ? ['link'] : [])];
  // each name stands for itself, so that our texts may be kept with all others
  const params = Object.fromEntries(names.map((name) => [name, `{{${name}}}`]));
  const t = texts.translate(locale);
  return { subject: t(`mail.kind.${kind}.subject`, params), body: t(`mail.kind.${kind}.body`, params) };
}

/** Texts ready to be filled in; of each place the version that was used last is kept. */
export function textCompiler(texts: Texts) {
  const known = new Map<string, { version: number; compiled: Compiled }>();
  return {
    draft: compiled,
    /** The text that counts in this place. */
    counting(
      given: { texts: readonly KeptText[]; tree: AreaTree },
      place: { areaId: string | null; kind: TextKind; locale: Locale },
    ): Compiled {
      const text = textFor(given.texts, given.tree, place);
      const { kind, locale } = place;
      const key = `${text?.areaId ?? ''} ${kind} ${locale}`;
      const version = text?.version ?? 0;
      const kept = known.get(key);
      if (kept?.version === version) return kept.compiled;
      const fresh = compiled(text?.draft ?? defaultDraft(texts, kind, locale));
      known.set(key, { version, compiled: fresh });
      return fresh;
    },
  };
}
