export type DeliveryOutcome = 'failed' | 'delayed' | 'delivered';

/** What a report says about one recipient (RFC 3464, 2.3). */
export type RecipientStatus = {
  /** In small letters: as it was written at first, and where it led. */
  addresses: readonly string[];
  outcome: DeliveryOutcome;
  /** `5.1.1`, or empty. */
  status: string;
  diagnostic: string;
};

const mostRecipients = 200;

const outcomes: readonly [start: string, outcome: DeliveryOutcome][] = [
  ['fail', 'failed'],
  ['delay', 'delayed'],
  ['deliver', 'delivered'],
  ['relay', 'delivered'],
  ['expand', 'delivered'],
];
const byClass: Readonly<Record<string, DeliveryOutcome>> = { 5: 'failed', 4: 'delayed', 2: 'delivered' };

/** Field names in small letters; the first of each counts, continued lines are joined. */
function fieldsOf(group: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of group.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (name && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** `rfc822; <user+2Bx@host>` as `user+x@host` (RFC 3461, 4: xtext). */
function addressIn(value: string): string {
  const plain = value.slice(value.indexOf(';') + 1).replace(/^\s*<?|>?\s*$/g, '');
  return plain
    .replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .toLowerCase();
}

function recipientIn(group: string): RecipientStatus[] {
  const fields = fieldsOf(group);
  const named = ['original-recipient', 'final-recipient'].flatMap((name) => fields.get(name) ?? []);
  const action = (fields.get('action') ?? '').toLowerCase();
  const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? '';
  const outcome = outcomes.find(([start]) => action.startsWith(start))?.[1] ?? byClass[status.charAt(0)];
  if (!outcome || (named.length === 0 && !action)) return [];
  const addresses = named.flatMap((value) => [
    addressIn(value),
    value.split(';').at(-1)?.trim().toLowerCase() ?? '',
  ]);
  const diagnostic = (fields.get('diagnostic-code') ?? '').replace(/^[\w-]+\s*;\s*/, '');
  return [{ addresses, outcome, status, diagnostic }];
}

/** Every recipient that a `message/delivery-status` part tells of; groups that say nothing are left out. */
export function deliveryStatuses(part: string): RecipientStatus[] {
  const groups = part.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n/, mostRecipients);
  return groups.flatMap(recipientIn);
}
