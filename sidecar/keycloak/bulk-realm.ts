import { AppError } from '../platform/errors.ts';
import type { NewUserBody } from './account.rules.ts';
import type { Call } from './calls.ts';
import { type Profile, surelyValid } from './profile-check.rules.ts';

/** What `POST /users` gives and checks by itself and partialImport does not (seen on 26.7.4). */
export type RealmDefaults = {
  profile: Profile;
  /** `default-roles-<realm>`, which everybody has. */
  role: string;
  requiredActions: readonly string[];
  groups: readonly string[];
};

/** What is changed in the console counts within this time. */
const believedMs = 10_000;

/** Whether partialImport would make of this person just what `POST /users` would, as far as that can be known. */
export function bulkWouldDo({ profile, groups }: RealmDefaults, body: NewUserBody): boolean {
  // A group that the realm gives to everybody is none of ours, so the bulk lane gives it to nobody.
  return groups.length === 0 && surelyValid(profile, body);
}

async function read(call: Call, realm: string): Promise<RealmDefaults> {
  const [profile, row, groups, actions] = await Promise.all([
    call((admin) => admin.users.getProfile()),
    call((admin) => admin.realms.findOne({ realm })),
    call((admin) => admin.realms.getDefaultGroups({ realm })),
    call((admin) => admin.authenticationManagement.getRequiredActions()),
  ]);
  const role = row?.defaultRole?.name;
  if (!role)
    throw new AppError('keycloak_unavailable', { cause: new Error('the realm names no default role') });
  return {
    profile: profile as Profile,
    role,
    requiredActions: actions.flatMap(({ alias, enabled, defaultAction }) =>
      enabled && defaultAction && alias ? [alias] : [],
    ),
    groups: groups.map(({ path }) => String(path)),
  };
}

/** The realm as it was at most ten seconds ago; asked for once, however many wait for it. */
export function openRealmDefaults(call: Call, realm: string): () => Promise<RealmDefaults> {
  let asked: { answer: Promise<RealmDefaults>; until: number } | undefined;
  return () => {
    if (asked && performance.now() < asked.until) return asked.answer;
    const answer = read(call, realm);
    asked = { answer, until: performance.now() + believedMs };
    answer.catch(() => {
      asked = undefined;
    });
    return answer;
  };
}
