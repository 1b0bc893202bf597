import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { TextParams } from './errors.ts';
import type { Locale, Texts } from './i18n.ts';

export type ViewData = Readonly<Record<string, unknown>>;
/** Renders `<room>/<file>` in a language; `layout` names the frame that receives it as `content`. */
export type Render = (view: string, data: ViewData, locale: Locale, layout?: string) => string;

type Options = { data?: { locale?: Locale }; hash: Record<string, unknown> };
type BlockOptions = Options & { fn(context: unknown): string; inverse(context: unknown): string };

function registerHelpers(handlebars: typeof Handlebars, texts: Texts): void {
  const localeOf = (options: Options): Locale => options.data?.locale ?? 'de';
  handlebars.registerHelper('t', (key: string, options: Options) =>
    texts.translate(localeOf(options))(key, options.hash as TextParams),
  );
  handlebars.registerHelper('date', (value: Date | string | null, options: Options) =>
    value ? new Intl.DateTimeFormat(localeOf(options), { dateStyle: 'medium' }).format(new Date(value)) : '',
  );
  handlebars.registerHelper('dateTime', (value: Date | string | null, options: Options) =>
    value
      ? new Intl.DateTimeFormat(localeOf(options), { dateStyle: 'medium', timeStyle: 'short' }).format(
          new Date(value),
        )
      : '',
  );
  handlebars.registerHelper('number', (value: number, options: Options) =>
    new Intl.NumberFormat(localeOf(options)).format(value),
  );
  handlebars.registerHelper('concat', (...parts: unknown[]) => parts.slice(0, -1).join(''));
  handlebars.registerHelper('any', (...values: unknown[]) => values.slice(0, -1).some(Boolean));
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

/** `noEscape` only ever meets plain text: each environment knows its own templates, so that no page can include one of the other. */
function openTemplates(root: string, texts: Texts, text: boolean): Render {
  const handlebars = Handlebars.create();
  registerHelpers(handlebars, texts);
  const views = new Map<string, Handlebars.TemplateDelegate>();
  for (const { name, path } of templateFiles(root, text)) {
    const source = readFileSync(path, 'utf8');
    if (/\{\{\{|\{\{\s*&/.test(source))
      throw new Error(`${name}: unescaped output is forbidden in templates`);
    handlebars.registerPartial(name, source);
    const options = { strict: false, knownHelpersOnly: false, preventIndent: true, noEscape: text };
    views.set(name, handlebars.compile(source, options));
  }
  const find = (name: string): Handlebars.TemplateDelegate => {
    const view = views.get(name);
    if (!view) throw new Error(`no template "${name}"`);
    return view;
  };
  return (name, data, locale, layout) => {
    const options = { data: { locale } };
    const content = find(name)(data, options);
    if (!layout) return content;
    return find(layout)({ ...data, content: new Handlebars.SafeString(content) }, options);
  };
}

/** Compiles every page template once at start; unescaped output is refused, every template is also a partial under its name. */
export function openViews(root: string, texts: Texts): Render {
  return openTemplates(root, texts, false);
}

/** The same for plain text (`*.text.hbs`, view `<room>/<file>.text`): values appear as they are, so the result is never for a browser. */
export function openTextViews(root: string, texts: Texts): Render {
  return openTemplates(root, texts, true);
}
