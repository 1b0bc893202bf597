import type { Field } from '../../sidecar/areas/field.ts';
import {
  comparisonInput,
  fieldInputs,
  fieldRow,
  newFieldValues,
} from '../../sidecar/criteria/fields-page.rules.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import type { SampleView } from './sample-views.ts';

const t = openTexts(new URL('../../sidecar/', import.meta.url).pathname).translate('de');
const hostile = '<script>alert(1)</script>';
const field: Field = {
  key: 'costCentre',
  builtIn: false,
  name: { de: `Kosten ${hostile}`, en: 'Cost centre' },
  type: 'number',
  required: false,
  criterion: true,
  comparison: 'tolerant',
  version: 3,
};
const path = '/admin/settings/fields';
const sample = (name: string, view: string, data: object): SampleView => ({
  name,
  view: `criteria/${view}`,
  layout: 'admin',
  data: { title: 'Felder', back: path, action: path, fields: [], ...data },
});

const rows = [
  { ...fieldRow(t, 'de', field), first: true, last: false },
  { ...fieldRow(t, 'de', { ...field, criterion: false, type: 'date' }), first: false, last: true },
];
const link = { href: path, text: 'Ansehen' };
const errors = { nameDe: 'Bitte einen Namen eingeben.' };
const choice = { key: 'firstName', name: 'Vorname', fixed: true, chosen: true };
const group = {
  records: [
    { href: '/admin/registrations/1', text: `Erika ${hostile}, 00471` },
    { href: '/admin/registrations/2', text: '' },
  ],
};
const change = {
  id: '1',
  wanted: [{ name: 'Nachname', comparison: 'Tolerant' }],
  collisions: 0,
  checked: 40,
  moved: 60,
};
const comparison = (name: string, data: object): SampleView =>
  sample(`comparison-${name}`, 'comparison', {
    groups: [],
    twins: [],
    inputs: [comparisonInput(t, 'comparison.lastName', 'Nachname', 'exact')],
    example: { text: 'Müller-Lüdenscheidt', tolerant: 'muellerluedenscheidt' },
    ...data,
  });

/** The network's fields, and how they are compared. */
export const fieldViews: SampleView[] = [
  sample('fields', 'fields', {
    rows,
    note: 'Gespeichert',
    change: { link },
    twins: { link },
    paths: { add: path, comparison: path, areas: path },
  }),
  sample('field-new', 'field', { inputs: fieldInputs(t, newFieldValues, { isNew: true }), isNew: true }),
  sample('field-refused', 'field', {
    inputs: fieldInputs(t, { nameDe: hostile }, { errors }),
    fields: [{ field: 'nameDe', label: 'Name', message: errors.nameDe }],
    overtaken: true,
    version: 2,
    remove: path,
  }),
  sample('field-remove', 'field-remove', { version: 2, overtaken: true }),
  sample('field-in-use', 'field-remove', { version: 2, count: 3 }),
  sample('field-areas', 'field-areas', {
    names: ['Vorname', 'Kosten'],
    rows: [
      {
        id: '1',
        name: 'Werk Nord',
        all: false,
        choices: [choice, { ...choice, fixed: false, name: 'Kosten' }],
      },
    ],
  }),
  comparison('form', { note: 'Gespeichert', kind: 'success', twins: [group] }),
  comparison('checking', { change: { ...change, state: 'checking', live: true } }),
  comparison('applying', { change: { ...change, state: 'applying', live: true } }),
  comparison('checked', { change: { ...change, state: 'checked' } }),
  comparison('collisions', { change: { ...change, state: 'checked', collisions: 2 }, groups: [group] }),
];
