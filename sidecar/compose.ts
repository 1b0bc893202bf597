import { readTree } from './areas/area.store.ts';
import type { SettingsDefaults } from './areas/network-settings.ts';
import { readLogo, readNetworkSettings } from './areas/network-settings.store.ts';
import type { AdminScope } from './areas/scope.ts';
import type { LetterLook } from './credentials/letter-content.ts';
import { criteriaImportTarget } from './criteria/import-target.ts';
import { initialPasswords } from './credentials/initial-credentials.service.ts';
import { redeemed, withdrawLetters } from './credentials/letter-life.service.ts';
import { issueLetters, type LetterDeps } from './credentials/letter.service.ts';
import { record } from './audit/audit.store.ts';
import { endForNewAddress } from './invitations/console.store.ts';
import { typedPasswords } from './credentials/typed-password.ts';
import type { LookDeps } from './members/feed-look.service.ts';
import type { Newcomers } from './members/newcomers.ts';
import type { ImportTarget } from './imports/target.ts';
import { whyNotInvitable } from './invitations/invitation.rules.ts';
import { reissue } from './invitations/invite-one.service.ts';
import { endInvitations } from './invitations/life.store.ts';
import { dueNudge, invitationQueue } from './invitations/invitation.job.ts';
import { mailQueue } from './mail/mail.job.ts';
import type { TestMailDeps } from './mail/test-mail.service.ts';
import { openMessageRenderer } from './mail/render.ts';
import { admissionQueue } from './members/admission.job.ts';
import { memberImportTarget } from './members/import-target.ts';
import type { MemberWithGrants } from './members/member.ts';
import type { GrantEndDeps } from './members/grant-end.service.ts';
import type { GrantNoticeDeps } from './members/grant-notice.service.ts';
import { findMember } from './members/member.store.ts';
import { tellAddressAdded } from './members/address-added.message.ts';
import type { PersonDeps } from './members/person-change.service.ts';
import { redeemedAmong } from './invitations/redeemed.read-model.ts';
import { actorById } from './members/sign-in.service.ts';
import type { Db, Trx } from './platform/db.ts';
import type { Nudge } from './platform/queue.ts';
import { openRateLimit } from './platform/rate-limit.ts';
import { sealedBox } from './platform/sealed-box.ts';
import { openTextViews, openViews } from './platform/views.ts';
import type { Services } from './services.ts';

/** Everything the rooms hand to each other, once a process. */
export function compose(services: Services) {
  const { config, db, directory, clock, keys, texts, root, redis, nudger, log } = services;
  const origin = config.PUBLIC_URL;
  const inBoth = (key: string) => ({ de: texts.translate('de')(key), en: texts.translate('en')(key) });
  const settingsDefaults: SettingsDefaults = {
    companyName: config.COMPANY_NAME,
    accent: '#0066cc',
    startUrl: config.START_APP_URL ?? `${origin}/me`,
    helpContact: inBoth('areas.settings.default.helpContact'),
    whoHelps: inBoth('areas.settings.default.whoHelps'),
    letterDays: 30,
    grantNoticeDays: 14,
  };
  const render = openViews(root, texts);
  const messages = openMessageRenderer({
    html: render,
    text: openTextViews(root, texts),
    texts,
    publicUrl: origin,
    defaults: settingsDefaults,
    timeZone: config.TIME_ZONE,
    clock,
  });
  /** How the network shows itself on paper, as its settings say now. */
  const look = async (): Promise<LetterLook> => {
    const logo = await readLogo(db);
    return { ...(await readNetworkSettings(db, settingsDefaults)), ...(logo ? { logo } : {}) };
  };
  const nudgeAdmission = () => nudger.nudge(admissionQueue, [{ row: 'due', attempt: clock().getTime() }]);
  const letters: LetterDeps = {
    db,
    clock,
    ring: keys.ring,
    validDays: async (reader) => (await readNetworkSettings(reader, settingsDefaults)).letterDays,
    nudge: nudgeAdmission,
  };
  const newcomers: Newcomers = {
    async withoutEmail(trx, people, by) {
      await record(trx, by, await issueLetters(letters, trx, people, by));
    },
    async gotEmail(trx, memberIds, by, now) {
      await withdrawLetters(trx, memberIds, by, now);
    },
    async gone(trx, memberIds, by, now) {
      await withdrawLetters(trx, memberIds, by, now);
    },
  };
  const target = memberImportTarget({ texts, clock, afterCommit: nudgeAdmission, newcomers, typedPasswords });
  const targets = new Map<string, ImportTarget>([
    ['members', target as ImportTarget],
    ['criteria', criteriaImportTarget({ texts, clock, ring: keys.ring }) as ImportTarget],
  ]);
  const uploads = sealedBox(keys.ring, 'uploaded file');
  /** What the feed and the reconcile tell of one person's ways in. */
  const waysIn: Pick<LookDeps, 'redeemedAmong' | 'endForNewAddress' | 'ownPassword' | 'addressAdded'> = {
    redeemedAmong,
    async endForNewAddress(trx, memberId, now) {
      await endForNewAddress(trx, memberId, now);
      await withdrawLetters(trx, [memberId], { kind: 'system' }, now);
    },
    ownPassword: redeemed,
    addressAdded: (trx, memberId, email, now) =>
      tellAddressAdded(trx, { memberId, email, publicUrl: origin, now }),
  };
  const redemption = {
    db,
    directory,
    clock,
    origin,
    ring: keys.ring,
    leaseSeconds: config.LEASE_SECONDS,
    appUrl: config.START_APP_URL,
  };
  const invite = {
    db,
    clock,
    origin,
    ring: keys.ring,
    validDays: config.INVITATION_DAYS,
    nudgeMail: (nudges: readonly Nudge[]) => nudger.nudge(mailQueue, nudges),
    nudgePasswordMail: () => nudger.nudge(invitationQueue, [dueNudge(clock())]),
  };
  const testMails: TestMailDeps = {
    ...invite,
    addressOf: async (reader, memberId) => (await findMember(reader, memberId))?.email ?? undefined,
    mayTest: openRateLimit(
      redis,
      { prefix: `${config.REDIS_PREFIX}:test-mail`, points: 10, seconds: 600 },
      log,
    ),
  };
  const bulkInvite = {
    whyNot: whyNotInvitable,
    within: (trx: Trx, { actor }: AdminScope, person: MemberWithGrants) =>
      reissue(invite, trx, person, { kind: 'administrator', memberId: actor.memberId }, { urgent: false }),
    nudgeMail: invite.nudgeMail,
  };
  const endPersonInvitations: PersonDeps['endInvitations'] = async (trx, id, actor, now) => {
    await withdrawLetters(trx, [id], actor, now);
    return (await endInvitations(trx, [id], { ending: 'obsolete', actor, now })).length;
  };
  const grantEnds: GrantEndDeps & GrantNoticeDeps = {
    db,
    clock,
    publicUrl: origin,
    noticeDays: async (reader) => (await readNetworkSettings(reader, settingsDefaults)).grantNoticeDays,
    nudge: nudgeAdmission,
    nudgeMail: invite.nudgeMail,
  };
  const scopeOf = async (reader: Db, memberId: string) => {
    const actor = await actorById(reader, memberId);
    return actor && { actor, tree: await readTree(reader) };
  };
  return {
    origin,
    settingsDefaults,
    render,
    messages,
    targets,
    uploads,
    letters,
    look,
    newcomers,
    waysIn,
    passwords: initialPasswords(keys.ring),
    redemption,
    invite,
    bulkInvite,
    endPersonInvitations,
    testMails,
    nudgeAdmission,
    grantEnds,
    scopeOf,
    log,
  };
}

export type Composed = ReturnType<typeof compose>;
