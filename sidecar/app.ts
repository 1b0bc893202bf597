/** The composition root: what the rooms share (compose.ts), the web process and the worker process. */
export { liveRoutes, startWeb } from './app-web.ts';
export { startWork } from './app-work.ts';
