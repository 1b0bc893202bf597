import { randomUUID } from 'node:crypto';
import { canActOnIdentity } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { fullName } from '../members/member.ts';
import type { WayOn } from '../members/newcomers.ts';
import { requirePerson } from '../members/person-change.service.ts';
import { AppError, toAppError } from '../platform/errors.ts';
import type { Context, Reply } from '../platform/http/route.ts';
import { firstMark, letterMark, mayKeep } from './letter.rules.ts';
import { letterOfMember } from './letter.read-model.ts';
import { type LetterDeps, showOnce, type ShownPassword } from './letter.service.ts';

type Showing = { memberId: string; seen: string; made: boolean; waysOn: readonly WayOn[] };

/** `overtaken`: this very page was asked for before (reload, double click), or somebody else was faster. */
async function attempt(
  deps: LetterDeps,
  scope: AdminScope,
  { memberId, seen }: Showing,
): Promise<ShownPassword | 'overtaken'> {
  try {
    return await showOnce(deps, scope, memberId, seen);
  } catch (thrown) {
    const { code, fields } = toAppError(thrown);
    const overtaken =
      code === 'conflict' && fields.some(({ text }) => text === 'credentials.problem.overtaken');
    if (overtaken) return 'overtaken';
    throw thrown;
  }
}

/** The page with a user name and an initial password, which nobody can call up again; never a second password for the same form. */
export async function shownPassword(
  deps: LetterDeps,
  { actor, tree, t, locale }: Pick<Context<AdminScope>, 'actor' | 'tree' | 't' | 'locale'>,
  showing: Showing,
): Promise<Reply> {
  const scope = { actor, tree };
  const person = await requirePerson(deps.db, scope, showing.memberId);
  const allowed = canActOnIdentity(tree, actor, person.grants);
  if (!allowed && !showing.made) throw new AppError('forbidden');
  const shown = allowed ? await attempt(deps, scope, showing) : undefined;
  const once = typeof shown === 'object' ? shown : undefined;
  const letter = await letterOfMember(deps.db, person.id);
  const kept = letter && mayKeep(letter, { actorId: actor.memberId, now: deps.clock() });
  const name = fullName(person);
  const href = `/admin/members/${person.id}`;
  const title = t(`credentials.shown.${showing.made ? 'made' : 'title'}`, { name });
  const data = {
    title,
    breadcrumb: [
      { href: '/admin/members', text: t('members.list.title') },
      { href, text: name },
      { text: t('credentials.shown.crumb') },
    ],
    copies: once !== undefined,
    made: showing.made,
    notAllowed: !allowed,
    overtaken: shown === 'overtaken',
    username: person.username,
    password: once?.password,
    until: once && new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(once.expiresAt),
    print: kept && {
      action: `${href}/letter/print`,
      formKey: randomUUID(),
      seen: letterMark(letter),
      letterId: letter.id,
      generation: letter.generation,
      back: showing.waysOn[0]?.href,
    },
    again: allowed && shown === 'overtaken' ? `${href}/letter?act=show` : undefined,
    waysOn: showing.waysOn.map((way, index) => ({ ...way, primary: index === 0 })),
  };
  return { view: 'credentials/shown', data, ...(once || !allowed ? {} : { status: 409 }) };
}

/** The same for a person whom a form has just made. */
export function firstPassword(
  deps: LetterDeps,
  context: Pick<Context<AdminScope>, 'actor' | 'tree' | 't' | 'locale'>,
  memberId: string,
  waysOn: readonly WayOn[],
): Promise<Reply> {
  return shownPassword(deps, context, { memberId, seen: firstMark, made: true, waysOn });
}
