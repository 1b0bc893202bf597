import { expect, test } from '@jest/globals';
import { areaSettingsRoutes } from '../../sidecar/access-requests/area-page.routes.ts';
import { areaTree } from '../../sidecar/areas/area.ts';
import { type Action, type Actor, areasFor } from '../../sidecar/areas/policy.rules.ts';
import type { Role } from '../../sidecar/areas/role.ts';
import { openDb } from '../../sidecar/platform/db.ts';
import { actor as actorWith, area } from '../areas/named.ts';

const tree = areaTree([area('net', null), area('nord', 'net')]);
const actor = (areaId: string, role: Role) => actorWith([areaId, role]);

test('newsroom managers change words, questions and reasons; who lets the public in is changed by network managers alone', async () => {
  // nothing is asked of it
  const db = openDb('postgres://nowhere.invalid/none', 1);
  const posts = areaSettingsRoutes({ db, origin: 'https://x.example' }).filter(
    ({ method }) => method === 'post',
  );
  const open = (who: Actor) =>
    posts
      .filter(({ right }) => areasFor(tree, who, right as Action).length > 0)
      .map(({ path }) => path.replace('/admin/settings/', ''));
  const words = [
    'areas/:id/requests',
    'areas/:id/requests/arrange',
    'areas/:id/requests/reset',
    'areas/:id/modules/new',
    'reject-modules/:id/edit',
    'reject-modules/:id/move',
    'reject-modules/:id/remove',
  ];
  expect(open(actor('nord', 'newsroom_manager'))).toEqual(words);
  expect(open(actor('net', 'newsroom_manager'))).toEqual(words);
  expect(open(actor('net', 'network_manager'))).toEqual(['areas/:id', ...words]);
  await db.destroy();
});
