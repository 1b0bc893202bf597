import { printed, rulesOf, without } from './rules.ts';

/** A component's style sheet without rules for what the markup never says; a class that is only excluded (`:not`) does not count. */
export function saidIn(markup: string, css: string): string {
  const words = new Set(markup.match(/pf-[\w-]+/g));
  const isUnsaid = (selector: string) =>
    (selector.replace(/:not\([^)]*\)/g, '').match(/\bpf-(?!v6-theme)[\w-]+/g) ?? []).some(
      (word) => !words.has(word),
    );
  return without(rulesOf(css), isUnsaid).map(printed).join('\n');
}

/** The style sheet without its components' properties that nothing in it reads; taking one away may leave others unread. */
export function withoutUnread(css: string): string {
  const read = new Set([...css.matchAll(/var\(\s*(--pf-[\w-]+)/g)].map(([, name]) => name));
  const less = css.replace(/(?<=[{;\s])(--pf-v6-c-[\w-]+):[^;{}]*;/g, (whole, name: string) =>
    read.has(name) ? whole : '',
  );
  return less === css ? css : withoutUnread(less);
}
