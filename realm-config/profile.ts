import type { DesiredProfile } from './types.ts';

/** User profile. Nobody is stuck after the first sign-in for want of an e-mail or a name. */
export const profile: DesiredProfile = {
  optional: ['email', 'firstName', 'lastName'],
  attributes: [
    {
      // The name on letters and lists: changed by administrators, who see whom it would collide with.
      name: 'username',
      fields: { permissions: { view: ['admin', 'user'], edit: ['admin'] } },
    },
    {
      // Declared with nobody to edit it: under an unmanaged policy anybody could write themselves into an area.
      name: 'access',
      fields: { multivalued: true, permissions: { view: ['admin'], edit: [] }, required: undefined },
    },
    {
      // By it an account is found again after a lost answer.
      name: 'member_id',
      fields: { multivalued: false, permissions: { view: ['admin'], edit: ['admin'] }, required: undefined },
    },
    {
      name: 'employee_number',
      fields: {
        displayName: 'Personalnummer',
        multivalued: false,
        permissions: { view: ['admin', 'user'], edit: ['admin'] },
        required: undefined,
      },
    },
    {
      // Keycloak's page for it never says that it may be left empty.
      name: 'email',
      fields: { annotations: { inputHelperTextBefore: '${einlassEmailHelp}' } },
    },
    // `locale` needs no entry: with internationalization on Keycloak knows it by itself (seen on 26.7.4).
  ],
  // Unset = attributes that are not declared are dropped.
  fields: { unmanagedAttributePolicy: undefined },
};
