import type { DesiredProfile, Owned } from '../../realm-config/types.ts';
import type { ProfileRow } from './admin-client.ts';
import { diffOwned, mergeOwned } from './realm-diff.ts';
import type { Change } from './realm-diff.ts';
import type { Apply } from './realm-apply.ts';

type AttributeRow = { name: string } & Record<string, unknown>;

const resource = 'user profile';
const notRequired: Owned = { required: undefined };

/** User profile: one document, read, merged and written whole; attributes of others stay in their places. */
export async function applyProfile(
  { admin, exists, dryRun }: Apply,
  desired: DesiredProfile,
): Promise<Change[]> {
  const actual: ProfileRow = exists ? await admin.users.getProfile() : {};
  const { changes, merged } = mergeProfile(desired, actual);
  if (!dryRun && changes.length > 0) await admin.users.updateProfile(merged);
  return changes;
}

/** Pure part: the document as it should be, and what differs. */
export function mergeProfile(
  desired: DesiredProfile,
  actual: ProfileRow,
): { changes: Change[]; merged: ProfileRow } {
  const rows = [...((actual.attributes ?? []) as AttributeRow[])];
  const changes = diffOwned(resource, desired.fields, actual as Record<string, unknown>);
  const owned = [...desired.optional.map((name) => ({ name, fields: notRequired })), ...desired.attributes];
  for (const { name, fields } of owned) {
    const index = rows.findIndex((row) => row.name === name);
    const row = rows[index];
    changes.push(...attributeChanges(name, fields, row));
    const next = { ...mergeOwned(fields, row), name };
    if (row) rows[index] = next;
    else if (fields !== notRequired) rows.push(next);
  }
  const merged = { ...mergeOwned(desired.fields, actual as Record<string, unknown>), attributes: rows };
  return { changes, merged: merged as ProfileRow };
}

function attributeChanges(name: string, fields: Owned, row: AttributeRow | undefined): Change[] {
  const made =
    row || fields === notRequired ? [] : [{ resource, field: name, from: undefined, to: 'declared' }];
  return [...made, ...diffOwned(resource, fields, row, name)];
}
