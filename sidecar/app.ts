import type { Request, Router } from 'express';
import { adminMount, publicMount } from './admin-ui/mounts.ts';
import { openAssets } from './admin-ui/assets.ts';
import { type BackchannelDeps, backchannelLogout, bindSession } from './admin-ui/backchannel-logout.ts';
import { errorReply } from './admin-ui/error-page.ts';
import { requestFrame } from './admin-ui/request-frame.ts';
import { schemeRoutes } from './admin-ui/scheme.routes.ts';
import { signInRoutes } from './admin-ui/sign-in.routes.ts';
import { readTree } from './areas/area.store.ts';
import { syncRoleGroups } from './areas/area.service.ts';
import { authorizeRoutes } from './broker/authorize.routes.ts';
import { realmKeys } from './broker/client-assertion.ts';
import { cookieNames, startLinkLogin } from './broker/link-login.ts';
import { linkLoginRoutes } from './broker/link-login.routes.ts';
import { linkRemovalJob } from './broker/link-removal.job.ts';
import { tokenRoutes } from './broker/token.routes.ts';
import { importRoutes } from './imports/import.routes.ts';
import { importJob, importQueue } from './imports/import.job.ts';
import { campaignRoutes } from './invitations/campaign.routes.ts';
import { finishCampaigns } from './invitations/campaign.read-model.ts';
import { invitationMessage } from './invitations/invitation.message.ts';
import { invitationRedemption } from './invitations/invitation.redemption.ts';
import { linkRoutes } from './invitations/link.routes.ts';
import { openRelyingParty } from './keycloak/relying-party.ts';
import { mailJob, mailQueue } from './mail/mail.job.ts';
import { openMessageRenderer } from './mail/render.ts';
import { mailConnections, openTransport } from './mail/transport.ts';
import { admissionJob, admissionQueue } from './members/admission.job.ts';
import { memberImportTarget } from './members/import-target.ts';
import { memberListRoutes } from './members/member-list.routes.ts';
import { findByKeycloakUser } from './members/member.store.ts';
import { actorById, actorFor, completedSignIn } from './members/sign-in.service.ts';
import { type HttpOptions, httpApp } from './platform/http/app.ts';
import { mountRoutes, type Shell } from './platform/http/mount.ts';
import { listen, type Listening } from './platform/http/server.ts';
import { RedisSessions, sessions } from './platform/http/session.ts';
import { startWorker } from './platform/queue.ts';
import { requireNoEviction } from './platform/redis.ts';
import { repeat } from './platform/repeat.ts';
import { subKeys } from './platform/secrets.ts';
import { openTextViews, openViews } from './platform/views.ts';
import type { Services } from './services.ts';

const identityProvider = 'access';
const brokerClient = 'keycloak';

/** Everything the rooms hand to each other, once a process. */
function compose(services: Services) {
  const { config, db, directory, clock, keys, texts, root, nudger, log } = services;
  const origin = config.PUBLIC_URL;
  const company = config.COMPANY_NAME;
  const render = openViews(root, texts);
  const messages = openMessageRenderer({
    html: render,
    text: openTextViews(root, texts),
    texts,
    publicUrl: origin,
  });
  const nudgeAdmission = () => nudger.nudge(admissionQueue, [{ row: 'due', attempt: clock().getTime() }]);
  const targets = new Map([['members', memberImportTarget({ texts, clock, afterCommit: nudgeAdmission })]]);
  const redemption = {
    db,
    directory,
    clock,
    origin,
    company,
    ring: keys.ring,
    leaseSeconds: config.LEASE_SECONDS,
    appUrl: config.START_APP_URL,
  };
  const scopeOf = async (_: unknown, memberId: string) => {
    const actor = await actorById(db, memberId);
    return actor && { actor, tree: await readTree(db) };
  };
  return { origin, company, render, messages, targets, redemption, scopeOf, log };
}

type Composed = ReturnType<typeof compose>;

function signIn(services: Services, composed: Composed, sessionStore: RedisSessions) {
  const { config, db, store, issuer, internalIssuer, currentKey, clock } = services;
  const { origin } = composed;
  const clientId = 'einlass-admin';
  const redirectUri = `${origin}/admin/callback`;
  const destroySession = (id: string) => new Promise<void>((done) => sessionStore.destroy(id, () => done()));
  const keys = realmKeys(`${internalIssuer}/protocol/openid-connect/certs`);
  const backchannel: BackchannelDeps = { store, keys, issuer, clientId, destroySession };
  return signInRoutes({
    origin,
    party: openRelyingParty({ issuer, internalIssuer, clientId, redirectUri, currentKey }),
    bindSession: (sid, sessionId) => bindSession(backchannel, sid, sessionId),
    backchannelLogout: (token) => backchannelLogout(backchannel, token),
    async completed(userId) {
      const member = await findByKeycloakUser(db, userId);
      if (member && config) await completedSignIn(db, member.id, clock());
    },
  });
}

function broker(services: Services, composed: Composed, https: boolean) {
  const { config, store, keys, issuer, internalIssuer, currentKey, log } = services;
  const { origin, company, redemption } = composed;
  const redemptions = { invitation: invitationRedemption(redemption) };
  const redirectUri = `${config.KEYCLOAK_URL}/realms/${config.KEYCLOAK_REALM}/broker/${identityProvider}/endpoint`;
  const cookies = cookieNames(https);
  const party = openRelyingParty({
    issuer,
    internalIssuer,
    clientId: 'einlass-links',
    redirectUri: `${origin}/i/callback`,
    currentKey,
  });
  const assertion = {
    keys: realmKeys(`${internalIssuer}/protocol/openid-connect/certs`),
    clientId: brokerClient,
    audience: `${origin}/op/token`,
    used: store,
  };
  const common = { store, redemptions, issuer: `${origin}/op`, clientId: brokerClient };
  const login = { store, party, identityProvider, cookies };
  return [
    ...authorizeRoutes({ ...common, redirectUri, handleCookie: cookies.handle }),
    ...tokenRoutes({ ...common, keys, assertion, log }),
    ...linkLoginRoutes({ ...login, redemptions, origin, company, appUrl: redemption.appUrl }),
    ...linkRoutes({
      ...redemption,
      startLogin: (id, locale) => startLinkLogin(login, { kind: 'invitation', id }, locale),
    }),
  ];
}

function adminRoutes(services: Services, composed: Composed) {
  const { config, db, keys, clock, nudger } = services;
  const { company, origin, messages, targets } = composed;
  return [
    ...memberListRoutes({ db }),
    ...importRoutes({
      db,
      clock,
      targets,
      defaultTarget: 'members',
      nudge: (queue, nudges) => nudger.nudge(queue, nudges),
    }),
    ...campaignRoutes({
      db,
      clock,
      origin,
      company,
      ring: keys.ring,
      validDays: config.INVITATION_DAYS,
      nudgeMail: (nudges) => nudger.nudge(mailQueue, nudges),
      renderSample: (data, _link, locale) => messages.renderSample('invitation', data, locale),
    }),
  ];
}

/** The web process: listens, answers, and ends within 25 s of `close`. */
export async function startWeb(services: Services): Promise<Listening> {
  const { config, db, redis, log, texts, keys } = services;
  const composed = compose(services);
  const https = config.PUBLIC_URL.startsWith('https:');
  const assets = openAssets();
  const shell: Shell = { texts, render: composed.render, origin: new URL(config.PUBLIC_URL).origin, https };
  const frame = (request: Request) =>
    requestFrame(request, { company: composed.company, assets: assets.urls });
  const options: HttpOptions = {
    shell,
    log,
    assets: assets.folders,
    formTargets: [new URL(config.KEYCLOAK_URL).origin],
    checks: [
      { name: 'database', run: () => db.selectFrom('area').select('id').limit(1).execute() },
      { name: 'redis', run: () => redis.ping() },
    ],
    errorPage: (error, request, locale) =>
      errorReply(
        error,
        { method: request.method, url: request.originalUrl, path: request.path },
        frame(request),
        texts.translate(locale),
      ),
  };
  const store = new RedisSessions(redis, config.REDIS_PREFIX);
  const app = httpApp(options, (router: Router) => {
    const open = publicMount(frame);
    mountRoutes(router, shell, open, [...broker(services, composed, https), ...schemeRoutes()]);
    router.use('/admin', sessions(store, () => subKeys(keys.ring, 'session'), https));
    mountRoutes(router, shell, open, signIn(services, composed, store));
    const admin = adminMount({
      frame,
      texts,
      readTree: () => readTree(db),
      actorFor: (userId) => actorFor(db, userId),
    });
    mountRoutes(router, shell, admin, adminRoutes(services, composed));
  });
  return listen(app, config.HOST, config.PORT);
}

/** The worker process: queues, and the sweep that finds rows whose nudge was lost. */
export async function startWork(services: Services): Promise<{ close(): Promise<void> }> {
  const { config, db, redis, directory, clock, log, nudger, keys } = services;
  await requireNoEviction(redis);
  const { messages, targets, scopeOf, origin, company } = compose(services);
  const transport = openTransport({ url: config.SMTP_URL, from: config.MAIL_FROM });
  const leaseSeconds = config.LEASE_SECONDS;
  const admission = admissionJob({ db, directory, clock, log, leaseSeconds, parallel: 8 });
  const imports = importJob({ db, clock, targets, scopeOf });
  const kinds = [invitationMessage({ ring: keys.ring, origin, company, clock })];
  const mail = mailJob({ db, kinds, messages, transport, clock, leaseSeconds, log });
  const removalSeconds = config.LINK_REMOVAL_SECONDS;
  const links = linkRemovalJob({ db, directory, clock, log, leaseSeconds, removalSeconds });
  const prefix = `${config.REDIS_PREFIX}-queue`;
  const workers = [
    startWorker(config.REDIS_URL, prefix, admissionQueue, 1, admission.handle, log),
    startWorker(config.REDIS_URL, prefix, importQueue, 2, imports.handle, log),
    startWorker(config.REDIS_URL, prefix, mailQueue, mailConnections, mail.handle, log),
  ];
  const sweep = async (): Promise<void> => {
    await syncRoleGroups(db, directory);
    await nudger.nudge(admissionQueue, await admission.sweep());
    await nudger.nudge(importQueue, await imports.sweep(db));
    await nudger.nudge(mailQueue, await mail.sweep());
    await finishCampaigns(db);
    await links.sweep();
  };
  const timer = repeat(sweep, config.SWEEP_SECONDS, (err) => log.warn({ err }, 'sweep failed'));
  return {
    async close() {
      await timer.stop();
      await Promise.all(workers.map((worker) => worker.close()));
      transport.close();
    },
  };
}
