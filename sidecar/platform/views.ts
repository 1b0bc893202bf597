import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { TextParams } from './errors.ts';
import { type Locale, locales, type Texts, type Translate } from './i18n.ts';
import { parseFor } from './views-inline.ts';

export type ViewData = Readonly<Record<string, unknown>>;
/** Renders `<room>/<file>` in a language; `layout` names the frame that receives it as `content`. */
export type Render = (view: string, data: ViewData, locale: Locale, layout?: string) => string;

/** HTML that our own code has escaped (the words of a mail), put into a template as it is; never for anything that came from outside. */
export const escaped = (html: string): unknown => new Handlebars.SafeString(html);

type Options = { hash: Record<string, unknown> };
type BlockOptions = Options & { fn(context: unknown): string; inverse(context: unknown): string };

/** Making a format costs more than many uses of it. */
const formatsIn = (locale: Locale) => ({
  date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }),
  dateTime: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
  number: new Intl.NumberFormat(locale),
});

function registerHelpers(handlebars: typeof Handlebars, translate: Translate, locale: Locale): void {
  const { date, dateTime, number } = formatsIn(locale);
  const kept = new Map<string, Handlebars.SafeString>();
  handlebars.registerHelper('t', (key: string, options: Options) =>
    translate(key, options.hash as TextParams),
  );
  handlebars.registerHelper('date', (value: Date | string | null) =>
    value ? date.format(new Date(value)) : '',
  );
  handlebars.registerHelper('dateTime', (value: Date | string | null) =>
    value ? dateTime.format(new Date(value)) : '',
  );
  handlebars.registerHelper('number', (value: number) => number.format(value));
  // `kind` names the block, and one of few words alone decides what is in it: drawn once, because a table repeats it in every row.
  handlebars.registerHelper(
    'kept',
    function keep(this: unknown, kind: string, word: unknown, options: BlockOptions) {
      const key = `${kind} ${String(word)}`;
      const known = kept.get(key) ?? new Handlebars.SafeString(options.fn(this));
      kept.set(key, known);
      return known;
    },
  );
  handlebars.registerHelper('concat', (...parts: unknown[]) => parts.slice(0, -1).join(''));
  // As for #if, an empty list is nothing.
  const said = (value: unknown) => (Array.isArray(value) ? value.length > 0 : Boolean(value));
  handlebars.registerHelper('any', (...values: unknown[]) => values.slice(0, -1).some(said));
  handlebars.registerHelper('choose', (condition: unknown, yes: unknown, no: unknown) =>
    condition ? yes : no,
  );
  handlebars.registerHelper('eq', (a: unknown, b: unknown) => a === b);
  handlebars.registerHelper('is', function is(this: unknown, a: unknown, b: unknown, options: BlockOptions) {
    return a === b ? options.fn(this) : options.inverse(this);
  });
}

function templateFiles(root: string, text: boolean): { name: string; path: string }[] {
  return readdirSync(root).flatMap((room) => {
    const folder = join(root, room, 'views');
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((file) => file.endsWith('.hbs') && file.endsWith('.text.hbs') === text)
      .map((file) => ({ name: `${room}/${file.slice(0, -4)}`, path: join(folder, file) }));
  });
}

type Source = { name: string; source: string };
type Templates = (name: string) => Handlebars.TemplateDelegate;

/** `noEscape` only ever meets plain text: each environment knows its own templates, so that no page can include one of the other. */
function compileFor(
  sources: readonly Source[],
  text: boolean,
  translate: Translate,
  locale: Locale,
): Templates {
  const handlebars = Handlebars.create();
  registerHelpers(handlebars, translate, locale);
  const escape = text ? (value: string) => value : Handlebars.escapeExpression;
  const options = { strict: false, knownHelpersOnly: false, preventIndent: true, noEscape: text };
  const views = new Map<string, Handlebars.TemplateDelegate>();
  for (const { name, source } of sources) {
    const view = handlebars.compile(parseFor(source, translate, escape), options);
    handlebars.registerPartial(name, view);
    views.set(name, view);
  }
  return (name) => {
    const view = views.get(name);
    if (!view) throw new Error(`no template "${name}"`);
    return view;
  };
}

function openTemplates(root: string, texts: Texts, text: boolean): Render {
  const sources = templateFiles(root, text).map(({ name, path }) => {
    const source = readFileSync(path, 'utf8');
    if (/\{\{\{|\{\{\s*&/.test(source))
      throw new Error(`${name}: unescaped output is forbidden in templates`);
    return { name, source };
  });
  const templates = Object.fromEntries(
    locales.map((locale) => [locale, compileFor(sources, text, texts.translate(locale), locale)]),
  ) as Record<Locale, Templates>;
  return (name, data, locale, layout) => {
    const find = templates[locale];
    const content = find(name)(data);
    if (!layout) return content;
    return find(layout)({ ...data, content: new Handlebars.SafeString(content) });
  };
}

/** Compiles every page template once a language at start; unescaped output is refused, every template is also a partial under its name. */
export function openViews(root: string, texts: Texts): Render {
  return openTemplates(root, texts, false);
}

/** The same for plain text (`*.text.hbs`, view `<room>/<file>.text`): values appear as they are, so the result is never for a browser. */
export function openTextViews(root: string, texts: Texts): Render {
  return openTemplates(root, texts, true);
}
