import type { FieldName, Mark } from './import.ts';
import { comparable } from './import-areas.rules.ts';

const unique: readonly FieldName[] = ['employeeNumber', 'email', 'username'];

/** The mark of a user name, which a proposal must not meet either. */
export function usernameMark(username: string): string {
  return `username:${username}`;
}

/** What may stand in one row of a file only: each key, and the name where there is no key. */
export function marksOf(fields: Partial<Record<FieldName, string>>): Mark[] {
  const keys = unique.flatMap((field): Mark[] => {
    const found = fields[field];
    if (found === undefined) return [];
    const mark = field === 'username' ? usernameMark(found) : `${field}:${found}`;
    return [
      {
        mark,
        column: field,
        found,
        text: 'members.import.problem.duplicate',
        group: 'members.import.group.duplicate',
      },
    ];
  });
  const name = comparable(`${fields.firstName ?? ''} ${fields.lastName ?? ''}`);
  if (keys.length > 0 || name === '') return keys;
  return [
    {
      mark: `name:${name}`,
      column: 'lastName',
      found: fields.lastName ?? '',
      text: 'members.import.problem.duplicateName',
      group: 'members.import.group.duplicateName',
    },
  ];
}

/** Two rows that turn out to mean one person by different keys: both wait for somebody to say which is right. */
export function personMark(memberId: string): Mark {
  return {
    mark: `person:${memberId}`,
    text: 'members.import.problem.samePerson',
    group: 'members.import.group.samePerson',
  };
}
