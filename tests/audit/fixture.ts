import { sql } from 'kysely';
import { record } from '../../sidecar/audit/audit.store.ts';
import { auditScope } from '../../sidecar/audit/scope.rules.ts';
import type { AuditActor, AuditEvent } from '../../sidecar/audit/event.ts';
import type { Role } from '../../sidecar/areas/role.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import {
  id,
  insertAreas,
  insertMember,
  network,
  networkManager,
  north,
  northManager,
  south,
} from '../members/import-fixtures.ts';

export const nina = id(910);
export const sven = id(911);
export const lena = id(912);
export const all = auditScope(networkManager);
export const northOnly = auditScope(northManager);
export const byAda: AuditActor = { kind: 'administrator', memberId: id(900) };

export async function grant(db: Db, memberId: string, areaId: string, role: Role = 'member'): Promise<void> {
  await sql`insert into "grant" (member_id, area_id, role, origin, granted_by)
    values (${memberId}, ${areaId}, ${role}, 'manual', ${id(900)})`.execute(db);
}

export function write(db: Db, events: readonly AuditEvent[], actor: AuditActor = byAda): Promise<void> {
  return db.transaction().execute((trx) => record(trx, actor, events));
}

/** Nina in the north, Sven in the south, Lena in both; Ada manages the network. */
export async function people(db: Db): Promise<void> {
  await insertAreas(db);
  const person = (memberId: string, firstName: string, lastName: string) =>
    insertMember(db, {
      id: memberId,
      firstName,
      lastName,
      username: lastName.toLowerCase(),
      state: 'active',
    });
  await person(id(900), 'Ada', 'Admin');
  await person(nina, 'Nina', 'Nord');
  await person(sven, 'Sven', 'Süd');
  await person(lena, 'Lena', 'Beides');
  await grant(db, id(900), network.id, 'network_manager');
  await grant(db, nina, north.id);
  await grant(db, sven, south.id);
  await grant(db, lena, north.id);
  await grant(db, lena, south.id);
}
