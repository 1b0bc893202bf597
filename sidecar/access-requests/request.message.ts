import { areaAboveAll, type AreaTree, commonArea } from '../areas/area.ts';
import { readTree } from '../areas/area.store.ts';
import { type MessageContent, type MessageKind, subjectsOf } from '../mail/kind.ts';
import type { ClaimedMessage } from '../mail/message.store.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { greetingOf, readRecipients } from '../members/recipient.read-model.ts';
import { startAppOf } from '../members/start-app.read-model.ts';
import type { Clock } from '../platform/clock.ts';
import { toldEnd } from '../platform/day.rules.ts';
import type { Db } from '../platform/db.ts';
import { readWaiting } from './digest.store.ts';
import { requestsPath, ownRequestsPath } from './request.rules.ts';
import { type AccessRequest, findRequests } from './request.store.ts';

/** `appUrl`: where people go whose areas name no app. */
export type RequestMessageDeps = { origin: string; appUrl: string; clock: Clock };

type Cause = { message: ClaimedMessage; member: MemberWithGrants; request: AccessRequest | undefined };

/** Each message with its applicant and request; whoever is gone gets none. */
async function causesOf(
  db: Db,
  messages: readonly ClaimedMessage[],
): Promise<{ tree: AreaTree; causes: Cause[] }> {
  const [tree, members, requests] = [
    await readTree(db),
    await readRecipients(db, messages),
    await findRequests(db, subjectsOf(messages)),
  ];
  const causes = messages.flatMap((message) => {
    const member = members.get(message.memberId ?? '');
    return member ? [{ message, member, request: requests.get(message.subjectId ?? '') }] : [];
  });
  return { tree, causes };
}

/** To the applicant: it came; not any more once it was decided, because then they hear of that. */
function receivedMessage({ origin }: RequestMessageDeps): MessageKind<'requestReceived'> {
  return {
    name: 'requestReceived',
    async load(db, messages) {
      const contents = new Map<string, MessageContent['requestReceived']>();
      const { tree, causes } = await causesOf(db, messages);
      for (const { message, member, request } of causes) {
        const area = tree.byId(request?.area_id ?? '');
        if (!area || request?.state !== 'pending') continue;
        const data = { ...greetingOf(member), area: area.name };
        contents.set(message.id, { areaId: area.id, data, link: origin + ownRequestsPath });
      }
      return contents;
    },
  };
}

/** What a yes opened: of a request what was given and is still held, of a registration that waited everything. */
function openedBy(request: AccessRequest | undefined, { grants }: MemberWithGrants) {
  if (!request) return { opened: grants, endsAt: null };
  if (request.state !== 'approved' && request.state !== 'merged') return { opened: [], endsAt: null };
  const given = new Map(request.granted?.map(({ areaId, endsAt }) => [areaId, endsAt]));
  const ends = [...given.values()].flatMap((end) => (end === null ? [] : [new Date(end)]));
  const [endsAt = null] = ends.sort((one, other) => one.getTime() - other.getTime());
  return { opened: grants.filter(({ areaId }) => given.has(areaId)), endsAt };
}

/** To whoever waited for a manager, with a request or a registration: what they may open by now, with the way there. */
function approvedMessage({ appUrl }: RequestMessageDeps): MessageKind<'requestApproved'> {
  return {
    name: 'requestApproved',
    async load(db, messages) {
      const contents = new Map<string, MessageContent['requestApproved']>();
      const { tree, causes } = await causesOf(db, messages);
      for (const { message, member, request } of causes) {
        const { opened, endsAt } = openedBy(request, member);
        if (request && opened.length === 0) continue;
        const areas = opened.flatMap(({ areaId }) => tree.byId(areaId)?.name ?? []);
        const link = (await startAppOf(db, member.id)) ?? appUrl;
        contents.set(message.id, {
          areaId: areaAboveAll(tree, opened),
          data: { ...greetingOf(member), areas, endsAt: endsAt && toldEnd(endsAt) },
          link,
        });
      }
      return contents;
    },
  };
}

/** To the applicant: not this time, why, and from when on they may ask again. */
function rejectedMessage({ origin, clock }: RequestMessageDeps): MessageKind<'requestRejected'> {
  return {
    name: 'requestRejected',
    async load(db, messages) {
      const contents = new Map<string, MessageContent['requestRejected']>();
      const { tree, causes } = await causesOf(db, messages);
      for (const { message, member, request } of causes) {
        const area = tree.byId(request?.area_id ?? '');
        if (!area || request?.state !== 'rejected') continue;
        const { reason, again_at: again } = request;
        const againAt = again && again > clock() ? again : null;
        const data = { ...greetingOf(member), area: area.name, reason, againAt };
        contents.set(message.id, { areaId: area.id, data, link: origin + ownRequestsPath });
      }
      return contents;
    },
  };
}

/** To managers: what waits for them when the mail leaves; nothing where somebody else was faster. */
function digestMessage({ origin, clock }: RequestMessageDeps): MessageKind<'requestDigest'> {
  return {
    name: 'requestDigest',
    async load(db, messages) {
      const contents = new Map<string, MessageContent['requestDigest']>();
      const { tree, causes } = await causesOf(db, messages);
      const waiting = await readWaiting(db, tree, clock());
      for (const { message, member } of causes) {
        const theirs = waiting.get(member.id);
        if (!theirs) continue;
        const { count, oldest, areaIds } = theirs;
        const areas = areaIds.flatMap((id) => tree.byId(id)?.name ?? []).sort();
        const data = { ...greetingOf(member), count, areas, oldest };
        contents.set(message.id, {
          areaId: commonArea(tree, areaIds)?.id ?? null,
          data,
          link: origin + requestsPath,
        });
      }
      return contents;
    },
  };
}

/** Messages about requests: to applicants, whose subject is the request, and to managers. */
export function requestMessages(deps: RequestMessageDeps): MessageKind[] {
  return [receivedMessage(deps), approvedMessage(deps), rejectedMessage(deps), digestMessage(deps)];
}
