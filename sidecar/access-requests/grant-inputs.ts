import type { AdminScope } from '../areas/scope.ts';
import { matrixOf } from '../members/matrix.rules.ts';
import { type FormValues, firstValue, type RefusedForm } from '../platform/http/form.rules.ts';
import type { Translate } from '../platform/i18n.ts';

/**
 * What the partial access-requests/_grants draws: areas × roles and one end for all. `values` are the form's, or what it proposes;
 * of its complaints those about the whole request are said elsewhere.
 */
export function grantInputs(
  scope: AdminScope & { t: Translate },
  values: FormValues,
  refused: RefusedForm | undefined,
) {
  const { t } = scope;
  const errors = refused?.errors ?? {};
  const matrix = matrixOf(scope, [], { values, errors });
  const labels = new Map(matrix.rows.map(({ name, label }) => [name, label]));
  const ends = t('access-requests.page.approve.endsAt');
  return {
    matrix,
    grantsError: errors['grants'],
    fields: (refused?.fields ?? [])
      .filter(({ field }) => field !== 'request')
      .map((one) => ({ ...one, label: one.field === 'endsAt' ? ends : labels.get(one.field) })),
    ends: {
      name: 'endsAt',
      label: ends,
      value: firstValue(values, 'endsAt'),
      type: 'date',
      help: t('access-requests.page.approve.endsAtHelp'),
      ...(errors['endsAt'] ? { error: errors['endsAt'] } : {}),
    },
  };
}
