/** A column is told in the export, or left out for a reason. */
type Fate = 'told' | `out: ${string}`;
type Columns = Readonly<Record<string, Fate>>;

const told: Fate = 'told';
const id: Fate = 'out: the id of a row';
const link: Fate = 'out: leads to another row';
const who: Fate = 'out: who did it is somebody else';
const secret: Fate = 'out: opens something or finds it';
const work: Fate = 'out: how the work on it goes';
const self: Fate = 'out: it is this person';

const all = (fate: Fate, names: string): Columns =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, fate]));

/** Every table that names a person, column by column. */
export const fates: Readonly<Record<string, Columns | Fate>> = {
  member: {
    id: self,
    ...all(told, 'salutation first_name last_name email username employee_number locale state origin'),
    ...all(told, 'created_at activated_at email_verified'),
    keycloak_user_id: id,
    ...all(work, 'sync_state sync_version sync_attempt sync_failures sync_lease_until sync_due_at'),
    ...all(
      work,
      'sync_error form_key state_before enable_due sync_open password_version password_due unused_told_at',
    ),
    created_by: who,
    ...all('out: whoever is deleted cannot sign in', 'deleted_at erase_asked_at erased_at erase_address'),
    erase_asked_by: who,
    import_id: link,
    password_access: 'out: the letter says it',
  },
  grant: {
    id: id,
    member_id: self,
    ...all(told, 'area_id role origin granted_at ends_at'),
    granted_by: who,
    end_told_at: 'out: the mail is told',
    term_from: work,
  },
  access_request: {
    id: id,
    member_id: self,
    ...all(told, 'area_id state origin message answers facts created_at expires_at decided_at reason'),
    ...all(told, 'again_at granted'),
    ...all(link, 'registration_id record_id'),
    decided_by: who,
  },
  registration: {
    id: id,
    ...all(told, 'way state area_id locale values request email created_at decided_at outcome'),
    ...all(link, 'access_link_id record_id'),
    ...all(secret, 'access_link_generation browser attempt_mark answer login visitor account_key_id'),
    ...all(secret, 'account_lookup code_key_id code_generation'),
    ...all(work, 'own_start code_due code_tries expires_at held_area_ids redeemed_at due_at'),
    ...all(work, 'lease_until attempt released_at link_removed_at link_removal_due_at'),
    ...all(work, 'link_removal_attempt'),
    other: 'out: somebody else was signed in',
    ...all(self, 'account_member_id member_id'),
    known_member_id: 'out: what somebody else typed with this address is theirs',
    code_sent_at: 'out: the mail is told',
  },
  criteria_record: {
    id: id,
    state: 'out: only a used one names a person',
    ...all(work, 'set_id form_key version twin files_due named_at'),
    ...all(secret, 'lookup key_lookup'),
    ...all(told, 'values origin created_at used_at'),
    search: 'out: made of the facts',
    ends_at: 'out: until when it would have admitted somebody',
    ...all(link, 'import_id registration_id'),
    created_by: who,
    member_id: self,
    used_again_told_at: 'out: the mail is told',
  },
  access_link: {
    id: id,
    ...all(link, 'batch_id registration_id'),
    ...all(work, 'number reserved_at'),
    ...all(told, 'area_id role state salutation first_name last_name email locale used_at'),
    ...all(secret, 'key_id generation lookup last_four'),
    ...all('out: it is used', 'expires_at ended_at'),
    member_id: self,
    ended_by: who,
  },
  invitation: {
    id: id,
    member_id: self,
    campaign_id: link,
    ...all(told, 'state expires_at created_at accepted_at ended_at requested_at opened_at reminders'),
    ...all(told, 'reminded_at'),
    ...all(secret, 'key_id generation lookup lease_id'),
    ...all(work, 'lease_until password_mail_due_at password_mail_attempt close_due_at'),
    ...all(work, 'close_lease_until link_removed_at link_removal_attempt link_removal_due_at void_at'),
    ...all(work, 'unsent'),
    ...all(who, 'created_by ended_by'),
  },
  access_letter: {
    id: id,
    member_id: self,
    ...all(secret, 'generation key_id format kind typed_credential'),
    ...all(told, 'state created_at shown_at printed_at handed_out_at redeemed_at ended_at expires_at'),
    import_id: link,
    ...all(who, 'created_by shown_by printed_by handed_out_by'),
  },
  account_merge: {
    id: id,
    request_id: link,
    ...all('out: one of the two is this person, the other account is not shown', 'applicant_id existing_id'),
    ...all(told, 'state created_at expires_at ended_at'),
    grants: 'out: once they are given they are areas',
    ...all(secret, 'key_id lookup'),
    created_by: who,
  },
  deviation: {
    id: id,
    member_id: self,
    ...all(told, 'kind area_id role state seen_at decided_at'),
    keycloak_value: 'out: an address can be somebody else’s; what Keycloak has now is told',
    our_value: 'out: the person’s own values are told',
    looked_at: work,
    decided_by: who,
  },
  message: {
    id: id,
    ...all(told, 'kind locale to_address state created_at sent_at'),
    member_id: self,
    ...all(link, 'subject_id batch_id'),
    ...all(work, 'attempt due_at lease_until header_id response first_tried_at cancelled_at urgent'),
    ...all(work, 'last_tried_at delayed_at bounced_at report_digest'),
    domain: 'out: part of the address',
  },
  audit: {
    id: id,
    ...all(told, 'at act actor_kind area_id details'),
    actor_id: 'out: somebody else; “you” is told',
    member_id: self,
    subject_id: link,
  },
  listed_member: 'out: made of the person for the list',
  grant_digest: 'out: when a manager was last mailed',
  request_digest: 'out: when a manager was last mailed',
  bulk_act_item: 'out: the log says what came of it',
  import_choice: 'out: how an administrator’s files name their columns',
  import_row: 'out: a line of an uploaded file; what was taken from it is told',
  bulk_act: 'out: work of an administrator',
  campaign: 'out: work of an administrator',
  access_link_batch: 'out: work of an administrator',
  criteria_change: 'out: work of an administrator',
  import: 'out: work of an administrator',
  letter_print: 'out: work of an administrator',
  message_text: 'out: work of an administrator',
};
