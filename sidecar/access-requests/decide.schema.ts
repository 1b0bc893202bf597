import { z } from 'zod';
import { readEndOfDay } from '../areas/fact.rules.ts';
import { roles } from '../areas/role.ts';
import type { Approval, Rejection } from './decide.rules.ts';
import { inboxFilter } from './inbox.schema.ts';

const rolePrefix = 'role.';

/** The dialog of an approval: `role.<area id>` is a role or empty, one end counts for all. */
export const approveForm = z
  .looseObject({
    endsAt: z.string().max(40).catch('').transform(readEndOfDay),
    recordId: z.uuid().optional().catch(undefined),
    recordVersion: z.coerce.number().int().min(1).optional().catch(undefined),
  })
  .transform(({ endsAt, recordId, recordVersion, ...typed }, context): Approval => {
    const complain = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (endsAt === undefined) complain('endsAt', 'areas.fact.problem.date');
    const grants = Object.entries(typed).flatMap(([name, value]) => {
      if (!name.startsWith(rolePrefix) || value === '') return [];
      const areaId = z.uuid().safeParse(name.slice(rolePrefix.length));
      const role = z.enum(roles).safeParse(value);
      if (areaId.success && role.success)
        return [{ areaId: areaId.data, role: role.data, endsAt: endsAt ?? null }];
      complain(name, 'members.person.problem.role');
      return [];
    });
    const record = recordId && recordVersion ? { record: { id: recordId, version: recordVersion } } : {};
    return { grants, ...record };
  });

/** So many are decided by one press: a page of the list. */
const mostAtOnce = 50;
const ids = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (value === undefined ? [] : [value].flat()))
  .pipe(z.array(z.uuid()).max(mostAtOnce))
  .catch([]);
export const mostWords = 1000;

/** What the list's selection and the page that asks once more send: which requests, and what to do with them. */
const selected = {
  act: z.enum(['approve', 'reject']),
  id: ids,
  area: inboxFilter.shape.area,
  q: inboxFilter.shape.q,
};
export const selectedQuery = z.object(selected);
export const selectedForm = z
  .object({
    ...selected,
    module: z.uuid().optional().catch(undefined),
    words: z
      .string()
      .max(4 * mostWords)
      .default('')
      .transform((text) => text.normalize('NFC').replaceAll('\r\n', '\n').trim())
      .pipe(z.string().max(mostWords, 'access-requests.decide.problem.tooLong')),
    intent: z.enum(['preview', 'do']).catch('do'),
  })
  .transform(({ module, words, ...form }) => ({
    ...form,
    rejection: { moduleId: module, words } satisfies Rejection,
  }));
export type SelectedQuery = z.output<typeof selectedQuery>;
export type SelectedForm = z.output<typeof selectedForm>;
