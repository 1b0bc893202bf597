import { z } from 'zod';
import { approveForm } from './decide.schema.ts';

export const mergeQuery = z.object({ member: z.uuid().optional().catch(undefined) });

/** The other account as the page showed it, in which form, and what is given besides as in the dialog of an approval. */
export const mergeForm = z
  .object({ member: z.uuid(), version: z.coerce.number().int().min(1), form: z.enum(['now', 'ask']) })
  .and(approveForm)
  .transform(({ member, version, form, grants }) => ({
    form,
    wish: { otherId: member, version, also: grants },
  }));

export const withdrawForm = z.object({ merge: z.uuid() });
export const answerForm = z.object({ answer: z.enum(['yes', 'no']) });
