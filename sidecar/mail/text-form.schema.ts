import { z } from 'zod';
import { invisible } from '../areas/network-settings.schema.ts';
import type { FieldError } from '../platform/errors.ts';
import type { FieldLabels } from '../platform/http/form.rules.ts';
import type { TextDraft } from './kind.ts';

export const textLimits = { subject: 150, body: 6000 } as const;
/** Whose data the preview shows. */
export const sampleChoices = ['person', 'longest', 'example'] as const;
export type SampleChoice = (typeof sampleChoices)[number];

const typed = z.string().default('');

/** What the editor sends: texts as they were typed, looked at by `draftProblems` and `checkDraft`. */
export const textForm = z.object({
  version: z.coerce.number().int().min(0).max(1_000_000),
  subject: typed.transform((text) => text.normalize('NFC').trim()),
  body: typed.transform((text) => text.normalize('NFC').replace(/\r\n?/g, '\n').trim()),
  as: z.enum(sampleChoices).catch('person'),
  who: z.string().trim().max(200).catch(''),
});
export type TextForm = z.output<typeof textForm>;
export const resetForm = textForm.pick({ version: true });

export const textLabels: FieldLabels = {
  subject: 'mail.texts.field.subject',
  body: 'mail.texts.field.body',
};

export const tooLong = 'mail.texts.problem.long';

/** What is wrong with a text whatever its kind is. */
export function draftProblems(draft: TextDraft): FieldError[] {
  return (['subject', 'body'] as const).flatMap((field) => {
    const text = draft[field];
    const problem = (name: string, params = {}) => [{ field, text: `mail.texts.problem.${name}`, params }];
    if (text === '') return problem('missing');
    if (text.length > textLimits[field]) return problem('long', { max: textLimits[field] });
    return invisible.test(field === 'body' ? text.replaceAll('\n', '') : text) ? problem('characters') : [];
  });
}
