import { rulesOf } from './rules.ts';

const dark = '(prefers-color-scheme: dark)';
const contrast = '(prefers-contrast: more), (forced-colors: active)';
const darkContrast = `${dark} and (prefers-contrast: more), ${dark} and (forced-colors: active)`;
const themes = {
  plain: ':root',
  contrast: ':root:where(.pf-v6-theme-high-contrast)',
  dark: ':root:where(.pf-v6-theme-dark)',
  darkContrast: ':root:where(.pf-v6-theme-dark.pf-v6-theme-high-contrast)',
};

type Token = { name: string; value: string };

function declarations(body: string): Token[] {
  return [...body.matchAll(/(--pf-[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => ({
    name,
    value,
  }));
}

/** Every token that the style sheet uses, and those that they use, in whichever theme. */
function reachable(tables: readonly (readonly Token[])[], css: string): Set<string> {
  const uses = new Map<string, string[]>();
  for (const { name, value } of tables.flat()) {
    uses.set(name, [...(uses.get(name) ?? []), ...namesIn(value)]);
  }
  const known = new Set<string>();
  const waiting = namesIn(css);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (known.has(name)) continue;
    known.add(name);
    waiting.push(...(uses.get(name) ?? []));
  }
  return known;
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/var\(\s*(--pf-[\w-]+)/g)].map(([, name = '']) => name);
}

/**
 * PatternFly's design tokens as far as `css` needs them. Scheme and contrast follow the system without any script;
 * the class `pf-v6-theme-dark` or `pf-v6-theme-light` on <html> is the person's own choice of scheme.
 * `variables` is PatternFly's `patternfly-variables.css`.
 */
export function tokensFor(variables: string, css: string): string {
  const rules = rulesOf(variables);
  const table = (name: keyof typeof themes) =>
    rules.filter((rule) => rule.head === themes[name]).flatMap((rule) => declarations(rule.body));
  const tables = {
    plain: table('plain'),
    contrast: table('contrast'),
    dark: table('dark'),
    darkContrast: table('darkContrast'),
  };
  const needed = reachable(Object.values(tables), css);
  const block = (selector: string, name: keyof typeof themes, more = '') => {
    const lines = tables[name]
      .filter((token) => needed.has(token.name))
      .map((token) => `${token.name}:${token.value};`);
    return `${selector}{${more}${lines.join('\n')}}`;
  };
  const auto = ':root:not(.pf-v6-theme-dark,.pf-v6-theme-light)';
  const scheme = 'color-scheme:dark;\n';
  return [
    block(':root', 'plain', 'color-scheme:light;\n'),
    `@media ${contrast}{${block(':root', 'contrast')}}`,
    block(':root.pf-v6-theme-dark', 'dark', scheme),
    `@media ${dark}{${block(auto, 'dark', scheme)}}`,
    `@media ${contrast}{${block(':root.pf-v6-theme-dark', 'darkContrast')}}`,
    `@media ${darkContrast}{${block(auto, 'darkContrast')}}`,
  ].join('\n');
}
