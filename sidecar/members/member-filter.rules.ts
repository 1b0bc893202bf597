import { type Action, areasFor, can } from '../areas/policy.rules.ts';
import { isRole, type Role, roles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Translate } from '../platform/i18n.ts';
import { fold, spellings } from './fold.rules.ts';
import { type ListedState, listedStates, type MemberFilter } from './member-filter.schema.ts';

/** Whose people the reader sees; `all` = every area, `loose` = also people without any grant. */
export type ListViewer = { all: boolean; loose: boolean; areaIds: readonly string[] };

export function viewerOf({ tree, actor }: AdminScope, right: Action = 'members.read'): ListViewer {
  const areaIds = areasFor(tree, actor, right);
  const network = tree.network;
  return {
    all: areaIds.length === tree.areas.length,
    loose: network !== undefined && can(tree, actor, 'network.manage', network.id),
    areaIds,
  };
}

/** One typed word: where it may be found in the person's own text, or as a word the reader sees for state, role or area. */
export type SearchWord = {
  spellings: string[];
  states: ListedState[];
  roles: Role[];
  areaIds: string[];
};
/** A filter with everything in it made ids and codes. */
export type ResolvedFilter = Omit<MemberFilter, 'q' | 'area' | 'below'> & {
  words: SearchWord[];
  /** Areas that are asked for, all of them visible; undefined for any. */
  areaIds: readonly string[] | undefined;
};

const mostWords = 8;

/** One or two letters; found at the beginning of words only, because they stand nearly everywhere. */
export function isShort(folded: string): boolean {
  return /^[\p{L}\p{N}]{1,2}$/u.test(folded);
}

/** A part of a label stands for it; a short word only where it is a whole word of it (`IT`). */
function isMeant(label: string, typed: string): boolean {
  return isShort(typed) ? label.split(/[^\p{L}\p{N}]+/u).includes(typed) : label.includes(typed);
}

function searchWord(word: string, t: Translate, { tree }: AdminScope, viewer: ListViewer): SearchWord {
  const ways = spellings(word);
  const meant = (text: string): boolean =>
    spellings(text).some((own) => ways.some((way) => isMeant(own, way)));
  const visible = new Set(viewer.areaIds);
  return {
    spellings: ways,
    states: listedStates.filter((state) => meant(t(`members.state.${state}`))),
    roles: roles.filter((role) => meant(t(`areas.role.${role}`))),
    areaIds: tree.areas.filter(({ id, name }) => visible.has(id) && meant(name)).map(({ id }) => id),
  };
}

/** An area that the reader does not see is like one that never was: nobody is in it. */
function areasOf({ area, below }: MemberFilter, { tree }: AdminScope, viewer: ListViewer) {
  if (area === undefined) return undefined;
  const visible = new Set(viewer.areaIds);
  const asked = below === 'no' ? [area] : tree.subtree(area).map(({ id }) => id);
  return asked.filter((id) => visible.has(id));
}

/** The filter as the database understands it; words count in the reader's own language. */
export function resolveFilter(
  filter: MemberFilter,
  t: Translate,
  scope: AdminScope,
  viewer: ListViewer,
): ResolvedFilter {
  const { q, area: _area, below: _below, ...rest } = filter;
  const words = q.split(/\s+/).filter((word) => fold(word) !== '');
  return {
    ...rest,
    words: words.slice(0, mostWords).map((word) => searchWord(word, t, scope, viewer)),
    areaIds: areasOf(filter, scope, viewer),
  };
}

/** Roles of codes that came from the database. */
export function roleOf(rank: number): Role | undefined {
  const role = roles[rank - 1];
  return isRole(role) ? role : undefined;
}
