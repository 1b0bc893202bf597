import Handlebars from 'handlebars';
import type { Translate } from './i18n.ts';

type Visited = hbs.AST.MustacheStatement | hbs.AST.SubExpression;

/** The key of `t 'some.key'` without parameters, which says the same on every page. */
function fixedKey({ path, params, hash }: Visited): string | undefined {
  const [first] = params;
  const isText = path.type === 'PathExpression' && (path as hbs.AST.PathExpression).original === 't';
  const alone = params.length === 1 && (hash?.pairs.length ?? 0) === 0;
  return isText && alone && first?.type === 'StringLiteral'
    ? (first as hbs.AST.StringLiteral).value
    : undefined;
}

/** Puts fixed texts of one language into a template in place of the calls for them: a long table would make thousands of these. */
class FixedTexts extends Handlebars.Visitor {
  readonly #translate: Translate;
  readonly #escape: (text: string) => string;

  constructor(translate: Translate, escape: (text: string) => string) {
    super();
    this.#translate = translate;
    this.#escape = escape;
    (this as unknown as { mutating: boolean }).mutating = true;
  }

  override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
    const key = fixedKey(statement);
    if (key === undefined) return super.MustacheStatement(statement);
    const value = this.#escape(this.#translate(key));
    const content = { type: 'ContentStatement', value, original: value, loc: statement.loc };
    return content as unknown as void;
  }

  override SubExpression(expression: hbs.AST.SubExpression): void {
    const key = fixedKey(expression);
    if (key === undefined) return super.SubExpression(expression);
    const value = this.#translate(key);
    const literal = { type: 'StringLiteral', value, original: value, loc: expression.loc };
    return literal as unknown as void;
  }
}

/** A template as it is compiled for one language; `escape` is what values of this kind of template go through. Throws for an unknown text. */
export function parseFor(
  source: string,
  translate: Translate,
  escape: (text: string) => string,
): hbs.AST.Program {
  const program = Handlebars.parse(source);
  new FixedTexts(translate, escape).accept(program);
  return program;
}
