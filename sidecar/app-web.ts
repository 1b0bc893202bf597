import { type Composed, compose } from './compose.ts';
import type { Request, Router } from 'express';
import { adminMount, publicMount } from './admin-ui/mounts.ts';
import { openAssets } from './admin-ui/assets.ts';
import { errorReply } from './admin-ui/error-page.ts';
import { requestFrame } from './admin-ui/request-frame.ts';
import { schemeRoutes } from './admin-ui/scheme.routes.ts';
import { signedInUser } from './admin-ui/sign-in.routes.ts';
import { accessLinks } from './app-access-links.ts';
import { accessRequests } from './app-access-requests.ts';
import { brokerRoutes } from './app-broker.ts';
import { campaigns } from './app-campaigns.ts';
import { erasurePages } from './app-erasure.ts';
import { openWebFigures, readiness } from './app-figures.ts';
import { mailTexts } from './app-mail.ts';
import { reviewPages } from './app-registration.ts';
import { signInAt } from './app-sign-in.ts';
import { brandRoutes } from './areas/brand.routes.ts';
import { helpRoutes } from './areas/help.routes.ts';
import { networkSettingsRoutes } from './areas/network-settings.routes.ts';
import { type WornBrand, wornBrand } from './areas/worn-brand.ts';
import { readTree } from './areas/area.store.ts';
import type { AdminScope } from './areas/scope.ts';
import { auditRoutes } from './audit/audit.routes.ts';
import { historyBox, whyBox } from './audit/person-boxes.ts';
import { fieldRoutes } from './criteria/field-all.routes.ts';
import { rulesNudge, rulesQueue } from './criteria/rules.job.ts';
import { registrationPages } from './criteria/registrations-all.routes.ts';
import { letterRoutes } from './credentials/letter-all.routes.ts';
import { letterBox } from './credentials/letter-box.ts';
import { lettersOfImport, moreActs } from './credentials/letter-ways.ts';
import { sampleLetter } from './credentials/sample-letter.ts';
import { firstPassword } from './credentials/shown-password.ts';
import { importRoutes } from './imports/import.routes.ts';
import { importChoices } from './imports/choices.read-model.ts';
import { streamTable } from './imports/table-stream.ts';
import { writeTable } from './imports/template.ts';
import { voidRedemptions } from './invitations/console.store.ts';
import { invitationBox } from './invitations/person-box.ts';
import { personInvitationRoutes } from './invitations/person.routes.ts';
import { bounceHook, outboxRoutes } from './app-mail-ports.ts';
import { ownAccount, personExport } from './app-own.ts';
import { exportBox } from './me/person-export.routes.ts';
import { retention } from './app-retention.ts';
import { ownMount } from './me/own-mount.ts';
import { adoptRoutes } from './members/adopt.routes.ts';
import { deviationBox, deviationRoutes } from './members/deviation.routes.ts';
import { bulkActQueue } from './members/bulk-act.job.ts';
import { bulkActRoutes } from './members/bulk-act.routes.ts';
import { grantListRoutes } from './members/grant-list.routes.ts';
import { memberExportRoutes } from './members/member-export.routes.ts';
import { memberListRoutes } from './members/member-list.routes.ts';
import { peopleRoutes } from './members/person-all.routes.ts';
import { findByKeycloakUser, namesOf } from './members/member.store.ts';
import { actorFor, completedSignIn } from './members/sign-in.service.ts';
import { retentionRoutes } from './retention/retention.routes.ts';
import { overviewRoutes } from './overview/overview.routes.ts';
import { type HttpOptions, httpApp } from './platform/http/app.ts';
import { mountRoutes, type Shell } from './platform/http/mount.ts';
import { listen, type Listening } from './platform/http/server.ts';
import type { Services } from './services.ts';

function adminRoutes(services: Services, composed: Composed) {
  const { db, directory, clock, keys, log, nudger, texts } = services;
  const { settingsDefaults, targets, invite, bulkInvite, nudgeAdmission, letters } = composed;
  const importsOf = (target: string) => (scope: AdminScope) => importChoices(db, scope, target);
  const imports = importsOf('members');
  return [
    ...overviewRoutes({ db }),
    ...memberListRoutes({ db, imports, moreActs }),
    ...memberExportRoutes({ db, streamTable }),
    ...grantListRoutes({ db, streamTable }),
    ...bulkActRoutes({
      db,
      clock,
      invite: bulkInvite,
      nudgeAct: (nudges) => nudger.nudge(bulkActQueue, nudges),
      moreActs,
    }),
    ...peopleRoutes({
      db,
      clock,
      nudge: nudgeAdmission,
      boxes: [
        deviationBox({ db }),
        letterBox({ db, clock }),
        invitationBox(db),
        { view: 'audit/_why', load: (person, context) => whyBox(db, person.id, context) },
        { view: 'me/_export', load: async (person, context) => exportBox(person, context) },
        { view: 'audit/_history', load: (person, context) => historyBox(db, person.id, context) },
      ],
      endInvitations: composed.endPersonInvitations,
      newcomers: composed.newcomers,
      firstPassword: (context, memberId, waysOn) => firstPassword(letters, context, memberId, waysOn),
    }),
    ...letterRoutes({ ...letters, texts, look: composed.look, streamTable, imports }),
    ...reviewPages(services),
    ...registrationPages({
      db,
      clock,
      ring: keys.ring,
      origin: composed.origin,
      imports: importsOf('criteria'),
      streamTable,
    }),
    ...deviationRoutes({ db, directory, clock, voidRedemptions, nudge: nudgeAdmission }),
    ...adoptRoutes({ db, directory, clock, log }),
    ...auditRoutes({ db, writeTable }),
    ...fieldRoutes({
      db,
      clock,
      ring: keys.ring,
      nudgeRules: () => nudger.nudge(rulesQueue, [rulesNudge(clock())]),
    }),
    ...networkSettingsRoutes({
      db,
      defaults: settingsDefaults,
      sampleLetter: (settings, locale) => sampleLetter(settings, locale, texts, clock()),
    }),
    ...retentionRoutes(retention(services, composed)),
    ...mailTexts(services, composed),
    ...importRoutes({
      db,
      clock,
      targets,
      box: composed.uploads,
      defaultTarget: 'members',
      namesOf,
      nudge: (queue, nudges) => nudger.nudge(queue, nudges),
      nextStep: (context, importId) => lettersOfImport(db, context, importId),
    }),
    ...outboxRoutes(services, invite.nudgeMail),
    ...personInvitationRoutes(invite),
    ...campaigns(services, composed),
    ...accessLinks(services, composed),
    ...erasurePages(services),
    ...personExport(services, composed),
  ];
}

/** Every route by the mount it stands behind: open to all, with a session of its own, for those who manage an area, for everybody. */
function routeTables(services: Services, composed: Composed) {
  const { db, clock } = services;
  const https = composed.origin.startsWith('https:');
  const completed = async (userId: string) => {
    const member = await findByKeycloakUser(db, userId);
    if (member) await completedSignIn(db, member.id, clock(), composed.waysIn.ownPassword);
  };
  const admin = signInAt(services, '/admin', completed);
  const own = signInAt(services, '/me', completed);
  const requests = accessRequests(services, composed);
  return {
    https,
    signIns: [admin, own],
    open: [
      ...brokerRoutes(services, composed, https),
      ...schemeRoutes(),
      ...bounceHook(services),
      ...helpRoutes({ db, defaults: composed.settingsDefaults }),
      ...brandRoutes({ db, defaults: composed.settingsDefaults, publicUrl: composed.origin }),
      ...requests.open,
    ],
    admin: [...adminRoutes(services, composed), ...requests.admin],
    waiting: requests.waiting,
    own: [...ownAccount(services, composed, own.party), ...requests.own],
  };
}

/** The routes of the running web process without starting one, for whoever checks that each has its right. */
export function liveRoutes(services: Services) {
  const { open, signIns, admin, own } = routeTables(services, compose(services));
  return { open: [...open, ...signIns.flatMap(({ routes }) => routes)], admin, own };
}

/** The web process: listens, answers, and ends within 25 s of `close`. */
export async function startWeb(services: Services): Promise<Listening> {
  const { config, db, log, texts } = services;
  const figures = await openWebFigures(services);
  const composed = compose(services);
  const tables = routeTables(services, composed);
  const { https } = tables;
  const assets = openAssets();
  const shell: Shell = { texts, render: composed.render, origin: new URL(config.PUBLIC_URL).origin, https };
  const brand = wornBrand(db, composed.settingsDefaults);
  const framed = (request: Request, worn: WornBrand) =>
    requestFrame(request, { ...worn, assets: assets.urls });
  const frame = async (request: Request) => framed(request, await brand.read());
  const options: HttpOptions = {
    shell,
    log,
    assets: assets.folders,
    trustedHops: config.TRUSTED_HOPS,
    formTargets: [new URL(config.KEYCLOAK_URL).origin],
    checks: readiness(services),
    ...figures.watch,
    errorPage: (error, request, locale) =>
      errorReply(
        error,
        { method: request.method, url: request.originalUrl, path: request.path },
        framed(request, brand.last()),
        texts.translate(locale),
      ),
  };
  const app = httpApp(options, (router: Router) => {
    const open = publicMount(frame);
    mountRoutes(router, shell, open, tables.open);
    for (const { place, session, routes } of tables.signIns) {
      router.use(place, session);
      mountRoutes(router, shell, open, routes);
    }
    const admin = adminMount({
      frame,
      texts,
      readTree: () => readTree(db),
      actorFor: (userId) => actorFor(db, userId),
      waiting: tables.waiting,
    });
    mountRoutes(router, shell, admin, tables.admin);
    const own = ownMount({
      frame,
      signedInUser,
      findPerson: (userId) => findByKeycloakUser(db, userId),
      readTree: () => readTree(db),
    });
    mountRoutes(router, shell, own, tables.own);
  });
  const listening = await listen(app, config.HOST, config.PORT);
  return {
    port: listening.port,
    async close() {
      await listening.close();
      await figures.listener?.close();
    },
  };
}
