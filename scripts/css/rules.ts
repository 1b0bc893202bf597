/** A rule or at-rule as PatternFly's own compiler prints it. */
export type Rule = { head: string; body: string };

/** Splits a style sheet into its outermost rules. Only for PatternFly's compiled files and ours, whose strings hold no braces. */
export function rulesOf(css: string): Rule[] {
  const rules: Rule[] = [];
  const text = css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/@charset[^;]*;/g, '');
  let start = 0;
  let depth = 0;
  let open = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '{' && depth++ === 0) open = index;
    if (text[index] === '}' && --depth === 0) {
      rules.push({ head: squeeze(text.slice(start, open)), body: text.slice(open + 1, index) });
      start = index + 1;
    }
  }
  if (depth !== 0 || text.slice(start).trim() !== '') throw new Error('style sheet does not end at a rule');
  return rules;
}

function isGroup(rule: Rule): boolean {
  return /^@(media|container|supports|layer)\b/.test(rule.head);
}

/** Drops every selector for which `unwanted` answers true, and what is left empty by it. */
export function without(rules: readonly Rule[], unwanted: (selector: string) => boolean): Rule[] {
  return rules.flatMap((rule) => {
    if (isGroup(rule)) {
      const inner = without(rulesOf(rule.body), unwanted);
      return inner.length > 0 ? [{ head: rule.head, body: inner.map(printed).join('\n') }] : [];
    }
    if (rule.head.startsWith('@')) return [rule];
    const kept = selectorsOf(rule.head).filter((selector) => !unwanted(selector));
    return kept.length > 0 ? [{ head: kept.join(', '), body: rule.body }] : [];
  });
}

function selectorsOf(head: string): string[] {
  const selectors = [''];
  let depth = 0;
  for (const char of head) {
    if (char === '(') depth++;
    if (char === ')') depth--;
    if (char === ',' && depth === 0) selectors.push('');
    else selectors[selectors.length - 1] += char;
  }
  return selectors.map((selector) => selector.trim());
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

export function printed({ head, body }: Rule): string {
  return `${head}{${body
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n')}}`;
}
