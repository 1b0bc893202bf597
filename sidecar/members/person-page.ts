import type { AdminScope } from '../areas/scope.ts';
import type { RefusedForm } from '../platform/http/form.rules.ts';
import type { Context, Reply } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import { toldEnd } from '../platform/day.rules.ts';
import { prolongButton } from './grant-list-page.rules.ts';
import { termsOf } from './grant-list.read-model.ts';
import { fullName, type MemberWithGrants } from './member.ts';
import { type PersonDeps, requirePerson } from './person-change.service.ts';
import { areaLabel } from './person-form.rules.ts';
import { personLabels } from './person.schema.ts';
import { rightsOn, visibleGrants } from './person.rules.ts';
import { syncTrouble } from './sync.rules.ts';

/** A part of the page that another room brings: its view, and its data for this person (undefined: no box). */
export type PersonBox = {
  view: string;
  load(
    person: MemberWithGrants,
    context: Context<AdminScope>,
  ): Promise<Readonly<Record<string, unknown>> | undefined>;
};
export type PersonPageDeps = PersonDeps & { boxes: readonly PersonBox[] };

export const list = '/admin/members';
const warnings = ['linkDied', 'letterDied', 'letterOutdated', 'notProlonged'] as const;
const notes = [
  'made',
  'saved',
  ...warnings,
  'grants',
  'prolonged',
  'suspended',
  'reactivated',
  'retried',
] as const;

export function trail(t: Translate, person: MemberWithGrants, last?: string) {
  const name = fullName(person);
  return [
    { href: list, text: t('members.list.title') },
    ...(last ? [{ href: `${list}/${person.id}`, text: name }, { text: last }] : [{ text: name }]),
  ];
}

function facts(t: Translate, person: MemberWithGrants): { term: string; value: string }[] {
  const shown = ['salutation', 'email', 'username', 'employeeNumber'] as const;
  return [
    ...shown.map((field) => ({ term: t(personLabels[field]), value: person[field] ?? '–' })),
    { term: t(personLabels.locale), value: t(`platform.language.${person.locale}`) },
  ];
}

/** The alert on top: why an act was refused, or what was just done. */
function alertOf(t: Translate, name: string, note: string | undefined, refused: RefusedForm | undefined) {
  if (refused) {
    const text = refused.fields.map(({ message }) => message).join(' ');
    return { kind: 'danger', heading: text || t('members.person.overtaken') };
  }
  const known = notes.find((one) => one === note);
  if (!known) return undefined;
  return {
    kind: warnings.some((each) => each === known) ? 'warning' : 'success',
    heading: t(`members.person.note.${known}`, { name }),
  };
}

/** One person: who they are, what they may, how their account stands, and what the other rooms know of them. */
export async function personPage(
  deps: PersonPageDeps,
  context: Context<AdminScope>,
  more: { note?: string | undefined; refused?: RefusedForm } = {},
): Promise<Reply> {
  const { actor, tree, t, params } = context;
  const scope = { actor, tree };
  const person = await requirePerson(deps.db, scope, params['id']);
  const { grants, others } = visibleGrants(scope, person.grants);
  const terms = await termsOf(deps.db, person.id);
  const boxes = await Promise.all(
    deps.boxes.map(async ({ view, load }) => ({ view, data: await load(person, context) })),
  );
  const data = {
    title: fullName(person),
    breadcrumb: trail(t, person),
    alert: alertOf(t, fullName(person), more.note, more.refused),
    person: { id: person.id, href: `${list}/${person.id}`, version: person.version, state: person.state },
    name: fullName(person),
    facts: facts(t, person),
    grants: grants.flatMap(({ areaId, role }) => {
      const area = tree.byId(areaId);
      const term = terms.get(areaId);
      const ends = term && {
        at: toldEnd(term.endsAt),
        prolong: prolongButton(t, scope, { ...term, memberId: person.id, areaId, role }),
      };
      return area ? [{ area: areaLabel(tree.areas, area), role, ends }] : [];
    }),
    others,
    /** Where a request of theirs waits: the inbox, searched for them. */
    requestsHref:
      person.state === 'waiting'
        ? `/admin/requests?q=${encodeURIComponent(person.email ?? fullName(person))}`
        : undefined,
    rights: rightsOn(scope, person),
    self: person.id === actor.memberId,
    suspended: person.state === 'suspended',
    trouble: syncTrouble(t, person),
    boxes: boxes.filter((box) => box.data !== undefined),
  };
  return { view: 'members/person', data };
}
