import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { approveRequest } from '../../sidecar/access-requests/approve.service.ts';
import type { DecideDeps } from '../../sidecar/access-requests/decide.service.ts';
import { rejectRequest } from '../../sidecar/access-requests/reject.service.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { memberOf, type RequestHouse, requestHouse } from './request-house.ts';

/** One house for the file that imports this, who decides in it, and before each test Kim, who asks for Werk Nord. */
export let house: RequestHouse;
export let deps: DecideDeps;
export let boss: AdminScope;
export let nora: AdminScope;
export let theo: AdminScope;
/** What the store of criteria records would use up: ids with their versions. */
export const records = new Map<string, number>();

beforeAll(async () => {
  house = await requestHouse();
  deps = {
    ...house.decideDeps,
    useRecord: async (_, { recordId, version }) => records.get(recordId) === version,
  };
  const other = await house.person('theo.nord', [{ areaId: house.north, role: 'newsroom_manager' }]);
  [boss, nora, theo] = [
    await house.scope(house.boss),
    await house.scope(house.nora),
    await house.scope(other),
  ];
});
afterAll(() => house.close());

export let kim: string;
export let id: string;
export async function anotherApplicant(): Promise<void> {
  kim = await house.applicant();
  id = await house.filed(kim, house.north);
}
beforeEach(anotherApplicant);

export const asked = () => ({ grants: [memberOf(house.north)] });
export const words = { moduleId: undefined, words: 'Bitte wenden Sie sich an die Personalabteilung.' };
export const approve = (scope: AdminScope, which = id) => approveRequest(deps, scope, which, asked());
export const reject = (scope: AdminScope, which = id) => rejectRequest(deps, scope, which, words);
/** How it ended: `done`, or the error's code with the fields that it names. */
export const ended = (work: Promise<void>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return [
        error.code,
        ...error.fields.map(({ field, text }) => `${field} ${text.split('.').at(-1)}`),
      ].join(' ');
    },
  );
export const grants = async () => (await house.member(kim)).grants;
export const row = async () => (await house.requests(kim))[0];
